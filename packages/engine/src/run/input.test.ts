import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { type InputPath, inputRate, inputSeconds, storedBytesPerToken } from "./input.ts";

const path: InputPath = { store: 1e9, bytesPerToken: 4, preparing: Number.POSITIVE_INFINITY, prefetch: true };

describe("data on its way into a step", () => {
  it("of tokens never holds up even 16,384 H100 on Llama 3.1 405B: they read 5 MB a second of two-byte tokens", () => {
    const tokensPerSecond = 2.7e6;
    expect(tokensPerSecond * 2).toBeCloseTo(5.4e6, 0);
    expect(inputSeconds({ ...path, bytesPerToken: 2 }, { tokens: tokensPerSecond * 5, step: 5 })).toBe(0);
  });

  it("holds a step up by what it takes beyond it; without prefetching by all of it; the longer the slower the store", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e3, max: 1e9, noNaN: true }), fc.double({ min: 0.01, max: 100, noNaN: true }), (store, step) => {
        const at = { tokens: 1e6, step };
        const [ahead, after] = [inputSeconds({ ...path, store }, at), inputSeconds({ ...path, store, prefetch: false }, at)];
        expect(after).toBeCloseTo(4e6 / store, 9);
        expect(ahead).toBeCloseTo(Math.max(0, after - step), 9);
        expect(inputSeconds({ ...path, store: store / 2 }, at)).toBeGreaterThanOrEqual(ahead);
      }),
      RUNS,
    );
  });

  it("comes no faster than it is tokenised", () => {
    expect(inputRate({ ...path, preparing: 1e5 })).toBe(1e5);
    expect(inputRate(path)).toBe(2.5e8);
  });

  it("takes two bytes a token of a small vocabulary, four of a large one", () =>
    expect([50_257, 65_536, 65_537, 128_256].map(storedBytesPerToken)).toEqual([2, 2, 4, 4]));
});
