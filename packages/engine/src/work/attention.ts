import type { AttentionCore } from "../model/tensors.ts";
import type { Flop, Tokens } from "../units.ts";
import { sparseKernelKeys, sparseKeys } from "./sparse.ts";

/** How a published figure counts the causal triangle: as s/2, exactly (s+1)/2, or as the full square. */
export type Counting = "half" | "exact" | "full";

type Pattern = Pick<AttentionCore, "causal" | "window" | "chunked" | "sparse">;

/**
 * Mean number of keys a token attends to.
 * Full: s. Causal: s/2 (or (s+1)/2). Window w <= s: w - w(w-1)/(2s). Chunks of c: a causal triangle of c. Sparse: as the pattern has it.
 * Derivation: sum over positions of min(i, w), over s.
 */
export function meanKeys(length: Tokens, kind: Pattern, counting: Counting): number {
  if (kind.sparse && counting !== "full") return sparseKeys(kind.sparse, length, denseKeys(length, kind, counting));
  return denseKeys(length, kind, counting);
}

/** Keys by which a fused kernel's time goes: those attended to, but of a sparse pattern those of every block that is touched. */
export function kernelKeys(length: Tokens, kind: Pattern): number {
  const dense = denseKeys(length, kind, "half");
  return kind.sparse ? sparseKernelKeys(kind.sparse, length, dense) : dense;
}

function denseKeys(length: Tokens, kind: Pattern, counting: Counting): number {
  if (!kind.causal || counting === "full") return length;
  const triangle = (n: number): number => (counting === "exact" ? (n + 1) / 2 : n / 2);
  const w = kind.window;
  if (w === null || w >= length) return triangle(length);
  if (kind.chunked) return triangle(w);
  return counting === "exact" ? w - (w * (w - 1)) / (2 * length) : w - (w * w) / (2 * length);
}

/** Mean keys of documents packed end to end with attention kept inside each: sum of l^2 over twice the sum of l. */
export function meanKeysPacked(lengths: readonly Tokens[]): number {
  let squares = 0;
  let total = 0;
  for (const l of lengths) {
    squares += l * l;
    total += l;
  }
  return total === 0 ? 0 : squares / (2 * total);
}

/**
 * QK^T and PV of one layer, forward, per token: 2 n (d_qk + d_v) keys. Cross-attention adds the encoder's full length.
 * Softmax and rotation are left out (< 2 %); they cost time, not FLOPs.
 */
export function attentionFlop(core: AttentionCore, length: Tokens, counting: Counting): Flop {
  const perKey = 2 * core.heads * (core.qkDim + core.vDim);
  const own = meanKeys(length, core, counting);
  return perKey * (own + (core.cross ? length : 0));
}
