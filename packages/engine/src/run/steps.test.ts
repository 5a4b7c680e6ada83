import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { lengths, lengthsOf, samples, tokens } from "../../fixtures/requests.ts";
import { cutMean, expectedLongest, longestUnder } from "./lengths.ts";
import { stepsOf } from "./steps.ts";
import type { Lengths, Work } from "./work.ts";

const someLengths: fc.Arbitrary<Lengths> = fc
  .array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 40 })
  .map((all) => lengthsOf(all.toSorted((a, b) => a - b)));
const works = fc
  .record({
    lengths: someLengths,
    samples: fc.integer({ min: 1, max: 5000 }),
    epochs: fc.integer({ min: 1, max: 4 }),
    sequence: fc.constantFrom(128, 1024, 8192),
  })
  .map(({ sequence, ...more }): Work => samples(1, 1, { sequence, amount: { kind: "samples", ...more } }));
const batches = fc.record({ globalBatch: fc.constantFrom(1, 8, 48), microBatch: fc.constantFrom(1, 4, 8) });

describe("the longest of a batch", () => {
  it("is longer than the mean, no longer than the longest, and grows with the batch", () => {
    fc.assert(
      fc.property(someLengths, fc.integer({ min: 1, max: 200 }), fc.constantFrom(64, 1024, 9999), (l, batch, limit) => {
        const expected = expectedLongest(l, batch, limit);
        expect(expected).toBeGreaterThanOrEqual(cutMean(l, limit) * (1 - 1e-9));
        expect(expected).toBeLessThanOrEqual(longestUnder(l, limit) * (1 + 1e-9));
        expect(expectedLongest(l, batch + 1, limit)).toBeGreaterThanOrEqual(expected * (1 - 1e-12));
      }),
      RUNS,
    );
  });

  it("of one is the mean, of very many the longest", () => {
    expect(expectedLongest(lengths, 1, 1e9)).toBeCloseTo(lengths.mean, 9);
    expect(expectedLongest(lengths, 1e5, 1e9)).toBeCloseTo(1500, 6);
  });

  it("is the longest that is known where lengths are not", () => {
    const unknown: Lengths = { sorted: [], mean: 300, longest: 2000, uncertainty: 0.3 };
    expect([expectedLongest(unknown, 4, 1024), expectedLongest(unknown, 4, 4096), cutMean(unknown, 200), cutMean(unknown, 1024)]).toEqual([
      1024, 2000, 200, 300,
    ]);
  });

  it("is nothing of empty samples", () => expect(cutMean(lengthsOf([0, 0]), 100)).toBe(0));

  it("of a sample stands for the mean of all data", () => expect(cutMean({ ...lengthsOf([100, 300]), mean: 400 }, 1e9)).toBe(400));
});

describe("steps", () => {
  it("cover all data, packed or padded", () => {
    fc.assert(
      fc.property(works, batches, (work, at) => {
        if (work.amount.kind !== "samples") return;
        const { samples: n, epochs } = work.amount;
        const packed = stepsOf(work, { ...at, padding: "packed" });
        expect(packed.steps * at.globalBatch * work.sequence).toBeGreaterThanOrEqual(packed.usefulTokens * (1 - 1e-12));
        for (const padding of ["longest", "max"] as const) {
          const s = stepsOf(work, { ...at, padding });
          expect(s.steps * at.globalBatch).toBeGreaterThanOrEqual(n * epochs);
          expect(s.tokens).toBeGreaterThanOrEqual(s.usefulTokens * (1 - 1e-9));
          expect(s.sequence).toBeLessThanOrEqual(s.longest * (1 + 1e-9));
          expect(s.longest).toBeLessThanOrEqual(work.sequence);
        }
      }),
      RUNS,
    );
  });

  it("are no more when packed than when padded to the maximum, and padding to the longest never processes more than to the maximum", () => {
    fc.assert(
      fc.property(works, batches, (work, at) => {
        const [packed, longest, most] = (["packed", "longest", "max"] as const).map((padding) => stepsOf(work, { ...at, padding }));
        expect(packed?.steps).toBeLessThanOrEqual(most?.steps ?? 0);
        expect(longest?.tokens).toBeLessThanOrEqual((most?.tokens ?? 0) * (1 + 1e-9));
      }),
      RUNS,
    );
  });

  it("double with the tokens", () => {
    const at = { globalBatch: 8, microBatch: 1, padding: "packed" } as const;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (n) => {
        const of = (count: number): number => stepsOf(tokens(count * 8 * 4096), at).steps;
        expect(of(2 * n)).toBe(2 * of(n));
      }),
      RUNS,
    );
  });

  it("are as many as asked for, and at least one", () => {
    const at = { globalBatch: 4, microBatch: 1, padding: "max" } as const;
    const asked: Work = { ...tokens(0), amount: { kind: "steps", steps: 70 } };
    expect(stepsOf(asked, at)).toEqual({
      steps: 70,
      sequence: 4096,
      longest: 4096,
      varying: false,
      tokens: 70 * 4 * 4096,
      usefulTokens: 70 * 4 * 4096,
    });
    expect(stepsOf(tokens(1), at).steps).toBe(1);
    expect(stepsOf(samples(1), { ...at, padding: "packed" }).steps).toBe(1);
  });

  it("vary in length only when padded to the longest", () => {
    const of = (padding: "longest" | "max" | "packed"): boolean => stepsOf(samples(), { globalBatch: 8, microBatch: 2, padding }).varying;
    expect([of("longest"), of("max"), of("packed")]).toEqual([true, false, false]);
  });
});
