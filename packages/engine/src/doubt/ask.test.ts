import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { type Ask, halfWidth, mostNarrowing, switchKnown, type Way } from "./ask.ts";
import { rangeOf, sigmaOf } from "./range.ts";

const ask = (path: string, from: number, to: number): Ask => ({
  question: "switch",
  path,
  options: [],
  narrows: { quantity: "time", from, to },
});

describe("the half-width of a range", () => {
  it("is the factor that made it", () => {
    expect(halfWidth(rangeOf(7, sigmaOf(1.4)))).toBeCloseTo(1.4, 12);
    expect(halfWidth({ p10: 3, p50: 3, p90: 3 })).toBe(1);
  });
});

describe("the question worth asking", () => {
  it("is the one that narrows most, whichever comes first", () => {
    const list = [ask("a", 1.4, 1.3), ask("b", 1.4, 1.2), ask("c", 1.9, 1.8)];
    expect(mostNarrowing(list)?.path).toBe("b");
    expect(mostNarrowing(list.toReversed())?.path).toBe("b");
  });

  it("is none where no answer narrows by a fiftieth", () => {
    expect(mostNarrowing([])).toBeNull();
    expect(mostNarrowing([ask("a", 1.4, 1.39), ask("b", 1.2, 1.2), ask("c", 1.2, 1.3)])).toBeNull();
  });
});

describe("a switch that is known", () => {
  const ways: fc.Arbitrary<readonly Way[]> = fc
    .array(
      fc.record({
        key: fc.constantFrom("none", "selective", "full"),
        weight: fc.double({ min: 0.01, max: 1, noNaN: true }),
        value: fc.double({ min: 0.1, max: 100, noNaN: true }),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((list) => {
      const all = list.reduce((total, w) => total + w.weight, 0);
      return list.map((w) => ({ ...w, weight: w.weight / all }));
    });
  const sigmas = fc.double({ min: 0.01, max: 1, noNaN: true });

  it("never widens, and leaves at least the spread of the constants", () => {
    fc.assert(
      fc.property(ways, sigmas, (list, sigma) => {
        const { from, to } = switchKnown(list, sigma);
        expect(to).toBeLessThanOrEqual(from * (1 + 1e-9));
        expect(to).toBeGreaterThanOrEqual(halfWidth(rangeOf(1, sigma)) * (1 - 1e-9));
      }),
      RUNS,
    );
  });

  it("takes all of the doubt between ways that differ in nothing else, none where it changes nothing", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), sigmas, (weight, sigma) => {
        const only = switchKnown(
          [
            { key: "none", weight, value: 1 },
            { key: "full", weight: 1 - weight, value: 2 },
          ],
          sigma,
        );
        expect(only.to).toBeCloseTo(halfWidth(rangeOf(1, sigma)), 9);
        expect(only.from).toBeGreaterThan(only.to);
        const same = switchKnown(
          [
            { key: "none", weight, value: 3 },
            { key: "full", weight: 1 - weight, value: 3 },
          ],
          sigma,
        );
        expect(same.from).toBeCloseTo(same.to, 12);
      }),
      RUNS,
    );
  });

  it("leaves what other switches do", () => {
    const list: readonly Way[] = [
      { key: "none", weight: 0.25, value: 1 },
      { key: "none", weight: 0.25, value: 4 },
      { key: "full", weight: 0.25, value: 2 },
      { key: "full", weight: 0.25, value: 8 },
    ];
    const { from, to } = switchKnown(list, 0);
    expect(Math.log(to)).toBeCloseTo(1.2815515655446004 * Math.log(2), 9);
    expect(Math.log(from) ** 2 - Math.log(to) ** 2).toBeCloseTo((1.2815515655446004 * Math.log(2)) ** 2 / 4, 9);
  });
});
