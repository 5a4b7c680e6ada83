import type { SparseAttention } from "../model/sparse-attention.ts";
import type { Tokens } from "../units.ts";

/** Keys per token of a strided or factorised pattern: sqrt(s) near ones and every sqrt(s)-th. Source: Child et al. 2019, 1904.10509. */
export function stridedKeys(length: Tokens): number {
  return 2 * Math.sqrt(length);
}

/** Mean keys of a token in a band of w that ends at it: w - w^2 / 2s. */
function band(window: Tokens, length: Tokens): number {
  const w = Math.min(window, length);
  return w - (w * w) / (2 * length);
}

/** Mean keys that a token attends to under a pattern, never more than the `dense` ones. */
export function sparseKeys(pattern: SparseAttention, length: Tokens, dense: number): number {
  switch (pattern.kind) {
    case "strided":
    case "fixed":
      return Math.min(dense, stridedKeys(length));
    case "block-sparse":
      return dense * pattern.density;
    case "windowed-global":
      return Math.min(dense, band(pattern.window, length) + pattern.global + pattern.random);
  }
}

/** Blocks of scores that a kernel leaves out or computes whole: FlexAttention's default. */
const BLOCK = 128;
/** Of FlashAttention-2's speed: 90 % forward, 85 % backward. Source: PyTorch on FlexAttention, 2024; Dong et al. 2024, 2412.05496. */
const KERNEL = 0.87;

const wholeBlocks = (tokens: Tokens): Tokens => BLOCK * Math.ceil(tokens / BLOCK);

function blockKeys(pattern: SparseAttention, length: Tokens, dense: number): number {
  switch (pattern.kind) {
    case "strided":
    case "fixed": {
      const stride = Math.sqrt(length);
      return band(stride + BLOCK, length) + Math.min(1, BLOCK / stride) * dense;
    }
    case "block-sparse": {
      const within = Math.max(1, BLOCK / pattern.block) ** 2;
      return dense * (1 - (1 - pattern.density) ** within);
    }
    case "windowed-global":
      return band(pattern.window + BLOCK, length) + wholeBlocks(pattern.global) + wholeBlocks(pattern.random);
  }
}

/**
 * Dense keys that take as long as a pattern does in a kernel that skips whole blocks: a block with one key in it is computed whole, so that
 * strides below 128 (16,384 tokens) save nothing. Neglected: kernels made for one pattern, strides laid out as dense passes.
 */
export function sparseKernelKeys(pattern: SparseAttention, length: Tokens, dense: number): number {
  return Math.min(dense, blockKeys(pattern, length, dense) / KERNEL);
}
