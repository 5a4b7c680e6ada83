import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { combine, normalCdf, probabilityBelow, probabilityWithin, rangeOf, sigmaOf } from "./range.ts";

const positive = fc.double({ min: 1e-6, max: 1e12, noNaN: true });
const sigmas = fc.double({ min: 0.01, max: 2, noNaN: true });

describe("a range", () => {
  it("is ordered, and as wide as its spread says", () => {
    fc.assert(
      fc.property(positive, fc.double({ min: 1, max: 5, noNaN: true }), (p50, spread) => {
        const r = rangeOf(p50, sigmaOf(spread));
        expect(r.p10).toBeLessThanOrEqual(r.p50);
        expect(r.p50).toBeLessThanOrEqual(r.p90);
        expect(r.p90 / r.p50).toBeCloseTo(spread, 9);
        expect(r.p50 / r.p10).toBeCloseTo(spread, 9);
      }),
      RUNS,
    );
  });

  it("of independent errors is wider than each and narrower than their sum", () => {
    fc.assert(
      fc.property(sigmas, sigmas, (a, b) => {
        expect(combine(a, b)).toBeGreaterThanOrEqual(Math.max(a, b) * (1 - 1e-12));
        expect(combine(a, b)).toBeLessThanOrEqual(a + b);
      }),
      RUNS,
    );
    expect(combine(3, 4)).toBe(5);
    expect(combine()).toBe(0);
  });
});

describe("a probability", () => {
  it("lies within 0 and 1, is even at the median, and grows with the limit", () => {
    fc.assert(
      fc.property(positive, positive, sigmas, (limit, median, sigma) => {
        const p = probabilityWithin(limit, median, sigma);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(probabilityWithin(1.1 * limit, median, sigma)).toBeGreaterThanOrEqual(p - 1.5e-7);
        expect(probabilityWithin(median, median, sigma)).toBeCloseTo(0.5, 6);
        expect(probabilityWithin(rangeOf(median, sigma).p90, median, sigma)).toBeCloseTo(0.9, 6);
      }),
      RUNS,
    );
  });

  it("of a range with unequal halves is 0.1, 0.5 and 0.9 at its ends and median", () => {
    const range = { p10: 3, p50: 4, p90: 9 };
    expect([3, 4, 9].map((limit) => Math.round(1e6 * probabilityBelow(limit, range)) / 1e6)).toEqual([0.1, 0.5, 0.9]);
    expect(probabilityBelow(0, range)).toBe(0);
    expect(probabilityBelow(1, { p10: 0, p50: 0, p90: 0 })).toBe(1);
  });

  it("without doubt is yes or no", () => expect([probabilityWithin(2, 1, 0), probabilityWithin(1, 2, 0)]).toEqual([1, 0]));

  it("follows the normal distribution", () => {
    expect(normalCdf(0)).toBeCloseTo(0.5, 7);
    expect(normalCdf(1.96)).toBeCloseTo(0.9750021, 6);
    expect(normalCdf(-1.96)).toBeCloseTo(0.0249979, 6);
    expect([normalCdf(40), normalCdf(-40), normalCdf(Number.POSITIVE_INFINITY)]).toEqual([1, 0, 1]);
    expect(normalCdf(Number.NaN)).toBeNaN();
  });
});
