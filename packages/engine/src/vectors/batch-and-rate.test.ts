import { describe, expect, it } from "vitest";
import { batchCost, noiseScale } from "../run/recipe/batch-cost.ts";
import { batchSpread, rateSpread } from "../run/recipe/batch-laws.ts";
import { batchExcess, divergence, rateExcess } from "../run/recipe/penalty.ts";
import { bestWeightDecay } from "../run/recipe/schedule.ts";

const at = (parameters: number, tokens: number, loss = 2.53) => ({ parameters, tokens, loss });
const near = (value: number | undefined, expected: number, share: number): void => {
  expect(Math.abs((value ?? Number.NaN) / expected - 1)).toBeLessThan(share);
};
const of = (spread: ReturnType<typeof rateSpread>, id: string): number | undefined => spread.laws.find((law) => law.id === id)?.value;

describe("published batches of 1 B parameters on 20 B tokens", () => {
  it.each([
    ["step-law", 0.442e6],
    ["deepseek", 1.08e6],
    ["bergsma", 0.553e6],
    ["porian", 1.61e6],
    ["schaipp", 0.451e6],
  ])("optimal by %s", (id, tokens) => near(of(batchSpread("optimum", at(1e9, 2e10)), id), tokens, 5e-3));

  it.each([
    ["zhang", 1.59e6],
    ["bergsma-critical", 5.54e6],
    ["kaplan", 2.41e6],
  ])("critical by %s", (id, tokens) => near(of(batchSpread("critical", at(1e9, 2e10)), id), tokens, 5e-3));
});

describe("published learning rates", () => {
  it.each([
    ["step-law", 9.96e-4, 8.27e-4],
    ["deepseek", 9.64e-4, 4.63e-4],
    ["kaplan", 3.48e-4, 7.7e-5],
    ["porian", 2.13e-3, 1.06e-3],
  ])("by %s, at 1 B on 20 B tokens and 7 B on 1 T", (id, small, large) => {
    near(of(rateSpread(at(1e9, 2e10)), id), small, 1e-2);
    near(of(rateSpread(at(7e9, 1e12)), id), large, 1e-2);
  });

  it.each([
    [1e20, 9.85998e-4, 1_017_145],
    [1e22, 5.54467e-4, 4_587_572],
    [1e24, 3.118e-4, 20_691_065],
  ])("DeepSeek's at %d FLOP", (flop, rate, batch) => {
    const input = at(flop / 6e10, 1e10);
    near(of(rateSpread(input), "deepseek"), rate, 1e-5);
    near(of(batchSpread("optimum", input), "deepseek"), batch, 1e-5);
  });

  it.each([
    [1e9, 1e11, 1.632499e-3, 1_107_715],
    [7e9, 1e12, 8.26605e-4, 4_125_038],
    [4.05e11, 1.56e13, 1.06421e-4, 19_801_685],
  ])("StepLaw's at %d parameters and %d tokens", (n, d, rate, batch) => {
    near(rateSpread(at(n, d)).value, rate, 1e-5);
    near(batchSpread("optimum", at(n, d)).value, batch, 1e-5);
  });

  it("the recipe of Llama 3 405B is within a third of StepLaw's rate; DeepSeek's stands far off", () => {
    near(of(rateSpread(at(3.8e25 / 6 / 1.56e13, 1.56e13)), "deepseek"), 1.97881e-4, 1e-5);
    near(of(batchSpread("optimum", at(3.8e25 / 6 / 1.56e13, 1.56e13)), "deepseek"), 68_003_312, 1e-5);
    expect(rateSpread(at(4.05e11, 1.56e13)).value / 8e-5).toBeCloseTo(1.33, 2);
  });

  it("the best of the measured grid at 2^30 parameters (1.07 B) on 20 B tokens is near StepLaw's", () => {
    const input = at(2 ** 30, 2e10);
    near(rateSpread(input).value, 9.47e-4, 2e-3);
    near(batchSpread("optimum", input).value, 4.42e5, 2e-3);
    for (const ratio of [1.38e-3 / rateSpread(input).value, 524_288 / batchSpread("optimum", input).value]) {
      expect(ratio).toBeGreaterThan(0.7);
      expect(ratio).toBeLessThan(1.89);
    }
  });
});

/** Parameters, tokens, and the learning rate and batch in tokens of the least smoothed loss: step-law/steplaw@32a8f4c data/dense_lr_bs_loss.csv. */
const GRID = [
  [214663680, 4e9, 0.002762, 262144],
  [214663680, 1.14e10, 0.002762, 393216],
  [214663680, 2e10, 0.00391, 524288],
  [214663680, 1e11, 0.007812, 2097152],
  [268304384, 5e9, 0.001953, 262144],
  [268304384, 1.42e10, 0.003906, 393216],
  [268304384, 2.5e10, 0.00391, 720896],
  [268304384, 8e10, 0.003906, 1048576],
  [429260800, 8e9, 0.001953, 262144],
  [429260800, 2.27e10, 0.00195, 393216],
  [429260800, 4e10, 0.00276, 524288],
  [429260800, 5e10, 0.001953, 524288],
  [536872960, 1e10, 0.0009766, 262144],
  [536872960, 2.84e10, 0.00195, 393216],
  [536872960, 5e10, 0.00276, 720896],
  [1073741824, 2e10, 0.001381, 524288],
] as const;

it("over the 16 sizes that were searched in full the best is 0.78 to 1.71 of StepLaw's rate and 0.70 to 1.89 of its batch", () => {
  const rates = GRID.map(([n, d, rate]) => rate / rateSpread(at(n, d)).value);
  const batches = GRID.map(([n, d, , batch]) => batch / batchSpread("optimum", at(n, d)).value);
  const ends = (values: readonly number[]): readonly string[] => [Math.min(...values).toFixed(2), Math.max(...values).toFixed(2)];
  expect([...ends(rates), ...ends(batches)]).toEqual(["0.78", "1.71", "0.70", "1.89"]);
});

describe("steps against tokens", () => {
  it.each([
    [0.25, 5, 1.25],
    [0.5, 3, 1.5],
    [1, 2, 2],
    [2, 1.5, 3],
    [4, 1.25, 5],
  ])("at %d of the critical batch", (share, steps, tokens) => expect(batchCost(share * 1e6, 1e6)).toEqual({ steps, tokens }));

  it("the noise scale from gradients at two batches", () => {
    const found = noiseScale({ batch: 64, squared: 1.3 }, { batch: 512, squared: 1.02 });
    near(found.gradient, 0.98, 1e-5);
    near(found.noise, 20.48, 1e-5);
    near(found.scale, 20.898, 1e-4);
  });
});

describe("a setting off its optimum, as measured", () => {
  it.each([
    [1 / 16, 0.0245],
    [0.25, 0.0091],
    [0.5, 0.0033],
    [1, 0],
    [2, 0.0084],
    [4, 0.0392],
  ])("a learning rate %d times the best costs so much loss", (ratio, excess) => expect(rateExcess(ratio)?.median).toBeCloseTo(excess, 10));

  it.each([
    [2, 0],
    [4, 0.23],
    [8, 0.63],
    [16, 0.93],
  ])("a learning rate %d times the best diverges in so many cases", (ratio, share) => expect(divergence(ratio)).toBeCloseTo(share, 10));

  it.each([
    [1 / 8, 0.0397],
    [0.5, 0.0043],
    [4, 0.0141],
    [16, 0.081],
  ])("a batch %d times the best costs so much loss", (ratio, excess) => expect(batchExcess(ratio)?.median).toBeCloseTo(excess, 10));
});

it("the weight decay that suits 1 B parameters on 20 B tokens is the usual tenth", () => {
  expect(bestWeightDecay({ rate: 9.96e-4, steps: 2e10 / 4.42e5, n: 1e9, d: 2e10 })).toBeCloseTo(0.1, 2);
});
