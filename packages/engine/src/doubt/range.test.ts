import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { combine, mixture, normalCdf, probabilityBelow, probabilityWithin, rangeOf, sigmaOf } from "./range.ts";

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

describe("a quantity that is as one of several ranges say", () => {
  const ranges = fc
    .tuple(positive, sigmas, sigmas)
    .map(([p50, down, up]) => ({ p10: rangeOf(p50, down).p10, p50, p90: rangeOf(p50, up).p90 }));

  it("lies between them, in order, whichever comes first", () => {
    fc.assert(
      fc.property(ranges, ranges, ranges, (a, b, c) => {
        const all = mixture([a, b, c]);
        expect(all.p10).toBeLessThanOrEqual(all.p50);
        expect(all.p50).toBeLessThanOrEqual(all.p90);
        for (const end of ["p10", "p50", "p90"] as const) {
          expect(all[end]).toBeGreaterThanOrEqual(Math.min(a[end], b[end], c[end]) * (1 - 1e-6));
          expect(all[end]).toBeLessThanOrEqual(Math.max(a[end], b[end], c[end]) * (1 + 1e-6));
          expect(mixture([c, a, b])[end]).toBeCloseTo(all[end], 6);
        }
      }),
      RUNS,
    );
  });

  it("is the range where there is one, or where all are the same", () => {
    fc.assert(
      fc.property(ranges, (r) => {
        expect(mixture([r])).toBe(r);
        for (const end of ["p10", "p50", "p90"] as const) expect(mixture([r, r])[end] / r[end]).toBeCloseTo(1, 5);
      }),
      RUNS,
    );
  });

  it("without doubt in either is the one or the other", () => {
    const sure = (x: number): ReturnType<typeof rangeOf> => ({ p10: x, p50: x, p90: x });
    const all = mixture([sure(1), sure(100)]);
    expect(all.p10).toBeCloseTo(1, 6);
    expect(all.p90).toBeCloseTo(100, 4);
  });

  it("that is far off in one of ten reaches towards it, not to its end", () => {
    const usual = rangeOf(1, 0.1);
    const far = rangeOf(100, 0.1);
    const all = mixture([far, ...Array.from({ length: 9 }, () => usual)]);
    expect(all.p90).toBeGreaterThan(usual.p90);
    expect(all.p90).toBeLessThan(far.p10);
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
