import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../../fixtures/arbitraries.ts";
import { llama32With1B, mixtral8x7B, tableOf } from "../../../fixtures/models.ts";
import {
  computeOptimal,
  computeOptimalTokens,
  leastCompute,
  LOSS_LAWS,
  lossLaw,
  lossOf,
  offOptimumFactor,
  tokensForExcess,
  tokensForLoss,
} from "./law.ts";
import { effectiveParameters, effectiveTokens, mostEffectiveTokens, passWorth, tokensWorth } from "./repetition.ts";
import { servingOptimal, servingOptimalTokens } from "./serving.ts";
import { AS_GIVEN, goalTokens, lawParameters, type Target, worthOf } from "./target.ts";
import { transferFactor, TRANSFERS } from "./transfer.ts";

const laws = fc.constantFrom(...LOSS_LAWS).map(lossLaw);
const size = fc.double({ min: 7, max: 12, noNaN: true }).map((x) => 10 ** x);
const amount = fc.double({ min: 8, max: 14, noNaN: true }).map((x) => 10 ** x);
const above = fc.double({ min: 1.01, max: 50, noNaN: true });

describe("expected loss", () => {
  it("falls with parameters and with tokens, and stays above what the data allows", () => {
    fc.assert(
      fc.property(laws, size, amount, above, (law, n, d, times) => {
        expect(lossOf(law, n * times, d)).toBeLessThan(lossOf(law, n, d));
        expect(lossOf(law, n, d * times)).toBeLessThan(lossOf(law, n, d));
        expect(lossOf(law, n, d)).toBeGreaterThan(law.e);
      }),
      RUNS,
    );
  });

  it("is least at the optimum of a fixed compute", () => {
    fc.assert(
      fc.property(laws, fc.double({ min: 18, max: 27, noNaN: true }), above, fc.boolean(), (law, power, times, larger) => {
        const flop = 10 ** power;
        const best = computeOptimal(law, flop);
        const n = larger ? best.parameters * times : best.parameters / times;
        expect(lossOf(law, n, flop / (6 * n))).toBeGreaterThan(best.loss);
        expect(6 * best.parameters * best.tokens).toBeCloseTo(flop, -Math.floor(power) + 9);
        expect(computeOptimalTokens(law, best.parameters) / best.tokens).toBeCloseTo(1, 9);
      }),
      RUNS,
    );
  });

  it("gives back the tokens that reach it; below the floor of a size none do", () => {
    fc.assert(
      fc.property(laws, size, amount, (law, n, d) => {
        expect((tokensForLoss(law, n, lossOf(law, n, d)) ?? 0) / d).toBeCloseTo(1, 6);
      }),
      RUNS,
    );
    expect(tokensForLoss(lossLaw("besiroglu"), 1e9, 2)).toBeNull();
    expect(tokensForExcess(lossLaw("besiroglu"), { n: 1e9, d: 2e10, excess: 0.5 })).toBeNull();
    expect(offOptimumFactor(lossLaw("besiroglu"), { flop: 1e25, size: 1e7 })).toBeNull();
  });

  it("is reached with least compute by the optimal size alone", () => {
    fc.assert(
      fc.property(laws, size, amount, (law, n, d) => {
        const least = leastCompute(law, lossOf(law, n, d));
        expect(least?.flop).toBeLessThanOrEqual(6 * n * d * (1 + 1e-9));
        expect(offOptimumFactor(law, { flop: least?.flop ?? 0, size: least?.parameters ?? 0 })).toBeCloseTo(1, 6);
      }),
      RUNS,
    );
    expect(leastCompute(lossLaw("besiroglu"), 1.5)).toBeNull();
  });
});

describe("repeated data", () => {
  it("is worth less than fresh data, more than none, and never more than its ceiling", () => {
    fc.assert(
      fc.property(amount, above, above, (unique, passes, more) => {
        const worth = effectiveTokens(unique, unique * passes);
        expect(worth).toBeLessThan(unique * passes);
        expect(worth).toBeGreaterThan(unique);
        expect(effectiveTokens(unique, unique * passes * more)).toBeGreaterThan(worth);
        expect(worth).toBeLessThanOrEqual(mostEffectiveTokens(unique));
        expect((tokensWorth(unique, worth) ?? 0) / (unique * passes)).toBeCloseTo(1, 4);
      }),
      RUNS,
    );
    expect(effectiveTokens(10, 5)).toBe(5);
    expect(tokensWorth(10, 5)).toBe(5);
    expect(tokensWorth(10, 200)).toBeNull();
  });

  it("loses with each pass, and a model in excess of its data counts for less", () => {
    expect(passWorth(1)).toBe(1);
    expect(passWorth(0.5)).toBe(1);
    for (let pass = 1; pass < 20; pass++) expect(passWorth(pass + 1)).toBeLessThan(passWorth(pass));
    const law = lossLaw("muennighoff");
    expect(effectiveParameters(law, 1e10, 1e9)).toBeLessThan(1e10);
    expect(effectiveParameters(law, 1e7, 1e12)).toBe(1e7);
  });
});

describe("a model that will serve", () => {
  it("is trained longer the more it serves; without serving as long as is compute-optimal", () => {
    fc.assert(
      fc.property(laws, size, amount, above, (law, n, served, times) => {
        const [none, some, more] = [0, served, served * times].map((tokens) => servingOptimalTokens(law, n, tokens));
        expect(none).toBe(computeOptimalTokens(law, n));
        expect(some).toBeGreaterThanOrEqual((none ?? 0) * (1 - 1e-9));
        expect(more).toBeGreaterThan(some ?? 0);
      }),
      RUNS,
    );
  });

  it("has the size of least compute in training and serving together", () => {
    const law = lossLaw("besiroglu");
    const best = servingOptimal(law, 2.1, 1e12);
    for (const times of [0.9, 1.1]) {
      const n = (best?.parameters ?? 0) * times;
      const other = 6 * n * (tokensForLoss(law, n, 2.1) ?? Number.POSITIVE_INFINITY) + 2 * n * 1e12;
      expect(other).toBeGreaterThan(best?.flop ?? 0);
    }
    expect(servingOptimal(law, 1.8, 1e12)).toBeNull();
  });
});

describe("a pre-trained start", () => {
  it("is worth less the more data there is", () => {
    for (const kind of TRANSFERS) {
      expect(transferFactor(kind, { n: 1e9, characters: 1e8 })).toBeGreaterThan(transferFactor(kind, { n: 1e9, characters: 1e10 }));
      expect(transferFactor(kind, { n: 1e9, characters: 1e10 })).toBeGreaterThan(1);
    }
  });
});

describe("a goal in tokens", () => {
  const at = { n: 1e9, flopPerToken: 6e9 };
  const of = (more: Partial<Target>): ReturnType<typeof goalTokens> => goalTokens({ ...AS_GIVEN, ...more }, at);
  const law = lossLaw("besiroglu");

  it("is what the law says", () => {
    expect(of({ goal: { kind: "compute-optimal" } })).toEqual({ kind: "tokens", tokens: computeOptimalTokens(law, 1e9) });
    expect(of({ goal: { kind: "flop", flop: 6e19 } })).toEqual({ kind: "tokens", tokens: 1e10 });
    const loss = of({ goal: { kind: "loss", loss: 2.53005 } });
    expect(loss.kind === "tokens" && loss.tokens / 2e10).toBeCloseTo(1, 4);
    expect(of({ goal: { kind: "serving-optimal", servingTokens: 1e12 } }).kind).toBe("tokens");
  });

  it("is halved by data of twice the worth; repeated data takes more of it, or can't", () => {
    const optimal = computeOptimalTokens(law, 1e9);
    const goal = { kind: "compute-optimal" } as const;
    expect(of({ goal, quality: 2 })).toEqual({ kind: "tokens", tokens: optimal / 2 });
    const repeated = of({ goal, uniqueTokens: 1e10 });
    expect(repeated.kind === "tokens" && repeated.tokens).toBeGreaterThan(optimal);
    expect(of({ goal, uniqueTokens: 1e6 })).toMatchObject({ kind: "too-few-unique", needed: optimal });
    expect(worthOf({ ...AS_GIVEN, quality: 0.5 }, 1e9)).toBe(0.5e9);
  });

  it("that the size can't reach says what it tends to", () => {
    const found = of({ goal: { kind: "loss", loss: 1.9 } });
    expect(found.kind === "too-small" && found.floor).toBeCloseTo(1.8172 + 482.01 / 1e9 ** 0.3478, 9);
  });

  it("counts a mixture of experts at what a token uses, a tied embedding once", () => {
    const n = lawParameters(tableOf(mixtral8x7B));
    expect(n.stored).toBeGreaterThan(3 * n.all);
    const tied = lawParameters(tableOf(llama32With1B));
    expect(tied.all - tied.inner).toBe(128_256 * 2048);
  });
});
