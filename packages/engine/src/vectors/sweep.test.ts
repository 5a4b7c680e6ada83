import { describe, expect, it } from "vitest";
import { randomTrials } from "../run/sweep/counts.ts";
import { stopping } from "../run/sweep/early-stop.ts";
import { halvingRungs, hyperbandBrackets, rungRuns } from "../run/sweep/halving.ts";
import { type SweepSpec, trialShare } from "../run/sweep/sweep.ts";

describe("trials of a random search", () => {
  it.each([
    [0.05, 0.95, 59],
    [0.1, 0.95, 29],
    [0.05, 0.9, 45],
  ])("to land among the best %d with probability %d", (top, probability, trials) => expect(randomTrials(top, probability)).toBe(trials));
});

describe("Hyperband with R = 81, eta = 3", () => {
  const R = 81;
  const brackets = hyperbandBrackets(R, 3);
  it("has the brackets of the paper's formula", () => {
    expect(brackets.map((rungs) => rungs.map((r) => [r.trials, Math.round(R * r.upTo)]))).toEqual([
      [
        [81, 1],
        [27, 3],
        [9, 9],
        [3, 27],
        [1, 81],
      ],
      [
        [34, 3],
        [11, 9],
        [3, 27],
        [1, 81],
      ],
      [
        [15, 9],
        [5, 27],
        [1, 81],
      ],
      [
        [8, 27],
        [2, 81],
      ],
      [[5, 81]],
    ]);
  });

  it("costs 405 + 363 + 351 + 378 + 405 = 1902 units", () => {
    const units = brackets.map((rungs) => Math.round(R * rungRuns(rungs, false)));
    expect(units).toEqual([405, 363, 351, 378, 405]);
    expect(units.reduce((a, b) => a + b)).toBe(1902);
  });
});

describe("successive halving", () => {
  it.each([
    [81, 81, 3, 405, 297, 6561],
    [64, 64, 4, 256, 208, 4096],
  ])("of %d trials of %d units, a %dth going on", (n, units, eta, anew, resumed, all) => {
    const rungs = halvingRungs(n, eta);
    expect(units * rungRuns(rungs, false)).toBeCloseTo(anew, 9);
    expect(units * rungRuns(rungs, true)).toBeCloseTo(resumed, 9);
    expect(n * units).toBe(all);
  });
});

it("patience of 3 evaluations every 250 of 10,000 steps, best at 0.4, stops at 4,750 and saves 0.525", () => {
  const found = stopping(10_000, { patience: 3, every: 250, best: 0.4 });
  expect(found.step).toBeCloseTo(4750, 9);
  expect(found.saving).toBeCloseTo(0.525, 12);
});

it("a proxy of 40 M for a target of 6.7 B costs 0.597 % of the target a trial", () => {
  const spec: SweepSpec = {
    kind: "mu-transfer",
    trials: 12,
    space: [],
    workers: 1,
    length: 1,
    reduction: 3,
    shortest: null,
    resume: true,
    top: 0.05,
    probability: 0.95,
    proxy: {
      parameters: 4e7,
      tokens: null,
    },
  };
  const share = trialShare(spec, { parameters: 6.7e9, tokens: 300e9 });
  expect(share).toBeCloseTo(0.00597, 5);
  expect(12 * share).toBeCloseTo(0.072, 3);
});
