import { describe, expect, it } from "vitest";
import { halfWidth } from "./spreads.ts";

/** Each row from a source of its own, so that all weigh the same. */
const rows = (residuals: readonly number[]) => residuals.map((residual, i) => ({ source: String(i), residual }));
const ranked = (n: number) => rows(Array.from({ length: n }, (_, i) => i + 1));

describe("the half-width that holds a share of residuals", () => {
  it.each([
    [19, 18],
    [50, 46],
    [9, 9],
  ])("of %d is the %dth smallest at nine in ten", (n, k) => expect(halfWidth(ranked(n), 0.9)).toBe(k));

  it("of too few is none: eight can't say where nine in ten lie, nor three where four in five do", () => {
    expect(halfWidth(ranked(8), 0.9)).toBeNull();
    expect([halfWidth(ranked(3), 0.8), halfWidth(ranked(4), 0.8)]).toEqual([null, 4]);
  });

  it("of published ratios is a fifth either way", () => {
    const ratios = [0.92, 0.95, 0.98, 1, 1.02, 1.03, 1.05, 1.08, 1.1, 1.15, 0.9, 1.2, 0.97, 1.01, 1.04, 1.06, 0.94, 1.12, 1.3];
    expect(halfWidth(rows(ratios.map(Math.log)), 0.9)).toBeCloseTo(Math.log(1.2), 9);
  });

  it("counts a sweep's rows for less than those of sources apart", () => {
    const apart = [...rows([1, 1, 1, 1, 1, 1]), ...rows([2, 2, 2]).map((r) => ({ ...r, source: "sweep" }))];
    expect(halfWidth(apart, 0.65)).toBe(1);
    expect(halfWidth([...rows([1, 1, 1, 1, 1, 1]), ...rows([2, 2, 2]).map((r) => ({ ...r, source: `other ${r.source}` }))], 0.65)).toBe(2);
  });
});
