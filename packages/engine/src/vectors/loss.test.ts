import { describe, expect, it } from "vitest";
import { kaplanCriticalBatch, kaplanCurve, kaplanLoss, overfittingSteps } from "../run/target/kaplan.ts";
import { computeOptimal, lossLaw, type LossLawId, lossOf, offOptimumFactor, optimumExponents, tokensForExcess } from "../run/target/law.ts";
import { constrainedLoss, effectiveParameters, effectiveTokens } from "../run/target/repetition.ts";
import { servingOptimal } from "../run/target/serving.ts";
import { transferFactor, transferredCharacters } from "../run/target/transfer.ts";

const law = lossLaw("besiroglu");
const near = (value: number | null, expected: number, share = 1e-5): void => {
  expect(value).not.toBeNull();
  expect(Math.abs((value ?? Number.NaN) / expected - 1)).toBeLessThan(share);
};

describe("size and tokens of least loss", () => {
  it.each([
    ["hoffmann-rounded", 3.218986e10, 2.982306e12, 92.6474, 1.930748],
    ["hoffmann", 4.036094e10, 2.378537e12, 58.9317, 1.918412],
    ["besiroglu", 7.22487e10, 1.328744e12, 18.3912, 1.974441],
    ["muennighoff", 6.996217e10, 1.37217e12, 19.613, null],
  ] as const)("at the compute of Gopher, 5.76e23 FLOP, by %s", (id: LossLawId, n, d, ratio, loss) => {
    const found = computeOptimal(lossLaw(id), 5.76e23);
    near(found.parameters, n, 1e-5);
    near(found.tokens, d, 1e-5);
    near(found.tokens / found.parameters, ratio, 1e-5);
    if (loss !== null) near(found.loss, loss, 1e-6);
  });

  it("of the refit at 1e21 and at the compute of Llama 3 405B", () => {
    near(computeOptimal(law, 1e21).parameters, 2.778459e9);
    near(computeOptimal(law, 1e21).tokens, 5.998528e10);
    near(computeOptimal(law, 3.8e25).parameters, 6.186665e11);
    near(computeOptimal(law, 3.8e25).tokens, 1.023707e13);
    near(optimumExponents(law).g, 0.11963, 1e-5);
    near(optimumExponents(law).a, 0.512612, 1e-5);
  });

  it.each([
    [70e9, 1.4e12, 1.973882],
    [1e9, 2e10, 2.53005],
    [8.03e9, 1.5e13, 2.021837],
  ])("the loss of %d parameters after %d tokens", (n, d, loss) => near(lossOf(law, n, d), loss, 1e-6));

  it.each([
    [0.5, 1.2593],
    [0.25, 4.4653],
    [0.75, 1.0335],
    [2, 1.1476],
  ])("%d times the optimal size costs more compute for the same loss", (times, factor) => {
    const flop = 1e23;
    const size = times * computeOptimal(law, flop).parameters;
    near(offOptimumFactor(law, { flop, size }), factor, 1e-4);
  });

  it("half the optimal size, 14.7 B of 29.4 B, needs 2.5186 times the tokens", () => {
    const best = computeOptimal(law, 1e23);
    near(best.parameters, 2.94461e10);
    near((offOptimumFactor(law, { flop: 1e23, size: best.parameters / 2 }) ?? 0) / 0.5, 2.5186, 1e-4);
  });

  it("serving five trillion tokens at the quality of a 30 B model takes a smaller model for longer", () => {
    for (const [id, n, d, ratio] of [
      ["hoffmann", 1.6778e10, 3.3966e12, 0.8485],
      ["besiroglu", 1.3664e10, 1.7279e12, 0.6894],
    ] as const) {
      const of = lossLaw(id);
      const { g, a } = optimumExponents(of);
      const flop = 6 * (30e9 / g) ** (1 / a);
      const trained = computeOptimal(of, flop);
      const found = servingOptimal(of, trained.loss, 5e12);
      near(found?.parameters ?? null, n, 1e-3);
      near(found?.tokens ?? null, d, 1e-3);
      near((found?.flop ?? 0) / (flop + 2 * 30e9 * 5e12), ratio, 1e-3);
    }
  });

  it.each([
    [1e9, 2e10, 0.0033, 1.0671],
    [1e9, 2e10, 0.0084, 1.1834],
    [1e9, 2e10, 0.0091, 1.2007],
    [1e9, 2e10, 0.039, 2.4308],
    [8e9, 1.6e11, 0.0033, 1.1271],
    [8e9, 1.6e11, 0.0084, 1.3709],
    [8e9, 1.6e11, 0.0091, 1.4098],
    [8e9, 1.6e11, 0.039, 6.874],
  ])("%d parameters, %d tokens: an excess of %d is made up by so many times the tokens", (n, d, excess, times) =>
    near(tokensForExcess(law, { n, d, excess }), times, 1e-4),
  );
});

describe("repeated data", () => {
  it.each([
    [6.34e9, 242e9, 2.2256440889984477],
    [8.67e9, 178e9, 2.2269634070087867],
  ])("%d parameters on %d tokens of 25 B unique ones, as published", (n, d, loss) => {
    const e = Math.exp(0.6254804);
    const own = { ...lossLaw("muennighoff"), e, a: Math.exp(6.255414), b: Math.exp(7.3049974) };
    near(constrainedLoss(own, { n, d, unique: 25e9 }), loss, 1e-6);
    near(constrainedLoss(lossLaw("muennighoff"), { n, d, unique: 25e9 }), loss, 1e-5);
  });

  it("25 B unique tokens suit 1.27 B parameters; in excess of them any number is worth 6.31 times as many", () => {
    const e = Math.exp(0.6254804);
    const own = { ...lossLaw("muennighoff"), e, a: Math.exp(6.255414), b: Math.exp(7.3049974) };
    near(effectiveParameters(own, 1e15, 25e9) / (1 + 5.309743), 1_274_662_941.3, 1e-6);
    expect(effectiveParameters(own, 1.2e9, 25e9)).toBe(1.2e9);
  });

  it.each([
    [1, 1],
    [2, 1.9682],
    [4, 3.72567],
    [8, 6.62412],
    [16, 10.58246],
    [40, 15.16746],
  ])("%d passes are worth so many", (passes, worth) => near(effectiveTokens(1e9, passes * 1e9) / 1e9, worth, 1e-5));
});

describe("Kaplan's laws", () => {
  it.each([
    [4, 271_693],
    [3, 1_069_114],
    [2.5, 2_547_285],
    [2, 7_371_465],
  ])("critical batch at a loss of %d", (loss, batch) => near(kaplanCriticalBatch(loss), batch, 1e-5));

  it("learning curve, finite data and the bound on over-fitting", () => {
    near(kaplanCurve(1e9, 1e5), 2.400514, 1e-6);
    near(kaplanLoss(1e8, 1e9), 2.956734, 1e-6);
    near(kaplanLoss(1e8, Number.POSITIVE_INFINITY), 2.762293, 1e-6);
    near(overfittingSteps(1e8, 1e9), 18_114, 1e-3);
  });
});

describe("transfer from text to Python", () => {
  it("is worth so many characters", () => {
    near(transferredCharacters("text-to-code", { n: 1e8, characters: 1e7 }), 3.790998e8, 1e-5);
    near(transferFactor("text-to-code", { n: 1e8, characters: 1e7 }), 38.91, 1e-3);
    near(transferredCharacters("text-to-code", { n: 1e9, characters: 1e9 }), 2.083309e9, 1e-5);
  });
});
