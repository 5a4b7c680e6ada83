import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { SPARSE_KINDS, type SparseAttention } from "../model/sparse-attention.ts";
import { kernelKeys, meanKeys } from "./attention.ts";
import { stridedKeys } from "./sparse.ts";

const causal = (sparse: SparseAttention) => ({ causal: true, window: null, chunked: false, sparse });
const strided: SparseAttention = { kind: "strided" };
const blocks = (density: number, block = 128): SparseAttention => ({ kind: "block-sparse", density, block });

const patterns: fc.Arbitrary<SparseAttention> = fc.oneof(
  fc.constantFrom<SparseAttention>(strided, { kind: "fixed" }),
  fc.record({
    kind: fc.constant("block-sparse" as const),
    density: fc.double({ min: 0.01, max: 1, noNaN: true }),
    block: fc.constantFrom(16, 64, 128, 512),
  }),
  fc.record({
    kind: fc.constant("windowed-global" as const),
    window: fc.integer({ min: 1, max: 8192 }),
    global: fc.integer({ min: 0, max: 512 }),
    random: fc.integer({ min: 0, max: 512 }),
  }),
);
const lengths = fc.integer({ min: 64, max: 200_000 });

describe("sparse attention", () => {
  it("of every kind thins a long sequence out", () => {
    const window = { window: 512, global: 64, random: 64 };
    for (const kind of SPARSE_KINDS) {
      const pattern = { kind, density: 0.1, block: 128, ...window } as SparseAttention;
      expect(meanKeys(65_536, causal(pattern), "half"), kind).toBeLessThan(0.2 * 32_768);
    }
  });

  it("never sees more keys than dense attention, and its kernel never saves more than its keys nor costs more than dense", () => {
    fc.assert(
      fc.property(patterns, lengths, (pattern, length) => {
        const keys = meanKeys(length, causal(pattern), "half");
        const timed = kernelKeys(length, causal(pattern));
        expect(keys).toBeLessThanOrEqual(length / 2);
        expect(timed).toBeLessThanOrEqual(length / 2);
        expect(timed).toBeGreaterThanOrEqual(keys * (1 - 1e-9));
      }),
      RUNS,
    );
  });

  it("of strides sees 2 sqrt(s) keys; a kernel of blocks saves nothing while every block holds one", () => {
    expect(meanKeys(65_536, causal(strided), "half")).toBe(512);
    expect(meanKeys(65_536, causal({ kind: "fixed" }), "half")).toBe(stridedKeys(65_536));
    expect(kernelKeys(16_384, causal(strided))).toBe(8192);
    expect(kernelKeys(65_536, causal(strided)) / 32_768).toBeGreaterThan(0.5);
    expect(kernelKeys(1_048_576, causal(strided)) / 524_288).toBeLessThan(0.2);
  });

  it("of blocks sees their share; blocks smaller than the kernel's touch more of its blocks", () => {
    expect(meanKeys(8192, causal(blocks(0.25)), "half")).toBe(1024);
    expect(meanKeys(8192, causal(blocks(0.25)), "full")).toBe(8192);
    expect(kernelKeys(8192, causal(blocks(0.25)))).toBeCloseTo(1024 / 0.87, 9);
    expect(kernelKeys(8192, causal(blocks(0.25, 256)))).toBeCloseTo(1024 / 0.87, 9);
    expect(kernelKeys(8192, causal(blocks(0.25, 64)))).toBeCloseTo((4096 * (1 - 0.75 ** 4)) / 0.87, 9);
  });

  it("of a band with global and random tokens sees their sum", () => {
    const pattern: SparseAttention = { kind: "windowed-global", window: 512, global: 64, random: 128 };
    expect(meanKeys(8192, causal(pattern), "half")).toBe(512 - 512 ** 2 / (2 * 8192) + 192);
    expect(meanKeys(100, causal(pattern), "half")).toBe(50);
    expect(meanKeys(8192, { ...causal(pattern), causal: false }, "half")).toBe(512 - 512 ** 2 / (2 * 8192) + 192);
    expect(kernelKeys(8192, causal(pattern))).toBeGreaterThan(640);
  });
});
