import { describe, expect, it } from "vitest";
import { precisionShare, quantisationLoss } from "../run/target/precision.ts";
import { denseEquivalent, sparseLoss } from "../run/target/sparsity.ts";

const WIDE = 1e9;

describe("low precision in training, by Kumar et al.", () => {
  it.each([
    [16, 0.997477, 0.996761],
    [8, 0.949774, 0.924107],
    [4, 0.775887, 0.638919],
  ])("%d bits keep so many parameters, of weights alone and of all three", (bits, weights, all) => {
    expect(precisionShare({ weights: bits, activations: WIDE, cache: WIDE })).toBeCloseTo(weights, 6);
    expect(precisionShare({ weights: bits, activations: bits, cache: bits })).toBeCloseTo(all, 6);
  });

  it("quantising afterwards costs more after more tokens, less in a larger model or at more bits", () => {
    const usual = quantisationLoss(1e9, 1e11, 4);
    expect(quantisationLoss(1e9, 1e12, 4)).toBeGreaterThan(usual);
    expect(quantisationLoss(1e10, 1e11, 4)).toBeLessThan(usual);
    expect(quantisationLoss(1e9, 1e11, 8)).toBeLessThan(usual);
  });
});

describe("sparse models, by Frantar et al.", () => {
  it.each([
    [0, 1],
    [0.5, 1.587],
    [0.75, 2.16],
    [0.875, 2.635],
  ])("at sparsity %d are as good as a dense model of so many times the parameters left", (sparsity, times) => {
    expect(denseEquivalent(sparsity)).toBeCloseTo(times, 3);
    expect(sparseLoss(1e8, 1e10, sparsity)).toBeCloseTo(sparseLoss(1e8 * denseEquivalent(sparsity), 1e10, 0), 9);
  });
});
