import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../../fixtures/arbitraries.ts";
import { batchCost, hyperbolaCritical } from "./batch-cost.ts";
import { BATCH_LAWS, batchSpread, RATE_LAWS, rateSpread } from "./batch-laws.ts";
import { batchExcess, divergence, rateExcess } from "./penalty.ts";
import { bestWeightDecay, horizonFactor, rescaledRate } from "./schedule.ts";

const power = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true }).map((x) => 10 ** x);

describe("steps and tokens of a batch", () => {
  it("lie on the hyperbola (S/S_min - 1)(E/E_min - 1) = 1", () => {
    fc.assert(
      fc.property(power(3, 9), power(4, 8), (batch, critical) => {
        const { steps, tokens } = batchCost(batch, critical);
        expect((steps - 1) * (tokens - 1)).toBeCloseTo(1, 6);
        expect(batchCost(2 * batch, critical).steps).toBeLessThan(steps);
        expect(batchCost(2 * batch, critical).tokens).toBeGreaterThan(tokens);
      }),
      RUNS,
    );
  });

  it("are a fifth more tokens at the batch that Zhang calls critical", () => {
    expect(batchCost(1e6, hyperbolaCritical(1e6)).tokens).toBeCloseTo(1.2, 12);
  });
});

describe("published laws", () => {
  const at = fc.record({ parameters: power(7, 12), tokens: power(8, 14), loss: fc.double({ min: 1.5, max: 5, noNaN: true }) });
  it("give a batch and a rate above nothing, within a third and three times of the default", () => {
    fc.assert(
      fc.property(at, (input) => {
        for (const spread of [batchSpread("optimum", input), batchSpread("critical", input), rateSpread(input)]) {
          expect(spread.value).toBe(spread.laws[0]?.value);
          expect(spread.low * 9).toBeCloseTo(spread.high, -Math.floor(Math.log10(spread.high)) + 9);
          for (const law of spread.laws) expect(law.value).toBeGreaterThan(0);
        }
      }),
      RUNS,
    );
  });

  it("name their sources, and one that has no value at a size is left out", () => {
    for (const law of [...BATCH_LAWS, ...RATE_LAWS]) expect(law.source).toMatch(/\d{4}/);
    expect(rateSpread({ parameters: 7e10, tokens: 1e12, loss: 2 }).laws.map((l) => l.id)).not.toContain("kaplan");
  });

  it("grow the batch with the data, lower the rate with the size", () => {
    const of = (parameters: number, tokens: number): number => rateSpread({ parameters, tokens, loss: 2.5 }).value;
    expect(of(1e10, 1e11)).toBeLessThan(of(1e9, 1e11));
    expect(batchSpread("critical", { parameters: 1e9, tokens: 1e12, loss: 2 }).value).toBeGreaterThan(
      batchSpread("critical", { parameters: 1e9, tokens: 1e10, loss: 2 }).value,
    );
  });
});

describe("a setting off its optimum", () => {
  it("costs more the further it is off, on either side, with its median inside its range", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2.4, noNaN: true }), fc.double({ min: 0.01, max: 0.1, noNaN: true }), (x, more) => {
        for (const excess of [rateExcess, batchExcess]) {
          for (const sign of [1, -1]) {
            const [near, far] = [excess(2 ** (sign * x)), excess(2 ** (sign * (x + more)))];
            expect(far?.median).toBeGreaterThan(near?.median ?? 1);
          }
        }
        const rate = rateExcess(2 ** x);
        expect(rate?.low ?? 0).toBeLessThanOrEqual(rate?.median ?? 0);
        expect(rate?.high ?? 0).toBeGreaterThanOrEqual(rate?.median ?? 0);
      }),
      RUNS,
    );
  });

  it("isn't known beyond what was measured; too high a rate diverges more and more, too low never", () => {
    for (const ratio of [1 / 17, 5.8, Number.NaN]) expect(rateExcess(ratio)).toBeNull();
    for (const ratio of [1 / 9, 17]) expect(batchExcess(ratio)).toBeNull();
    expect(divergence(0.01)).toBe(0);
    for (let x = 1; x < 4; x += 0.25) expect(divergence(2 ** (x + 0.25))).toBeGreaterThan(divergence(2 ** x));
    expect(divergence(1000)).toBe(0.93);
  });
});

describe("schedules", () => {
  it("with a cooldown serve several horizons with less than a cosine each", () => {
    expect(horizonFactor("cosine", [1e9, 2e9, 4e9])).toBeCloseTo(1.75, 12);
    expect(horizonFactor("wsd", [1e9, 2e9, 4e9])).toBeCloseTo(1.15, 12);
    expect(horizonFactor("wsd", [4e9])).toBe(1);
    expect(horizonFactor("wsd", [])).toBe(1);
  });

  it("carry a rate to another batch by the root for Adam, in proportion for SGD", () => {
    expect(rescaledRate(1e-3, { from: 1e6, to: 4e6, sgd: false })).toBeCloseTo(2e-3, 12);
    expect(rescaledRate(1e-3, { from: 1e6, to: 4e6, sgd: true })).toBeCloseTo(4e-3, 12);
  });

  it("of more steps want less decay", () => {
    const of = (steps: number): number => bestWeightDecay({ rate: 1e-3, steps, n: 1e9, d: 2e10 });
    expect(of(20_000)).toBeCloseTo(of(10_000) / 2, 12);
  });
});
