import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../../fixtures/arbitraries.ts";
import { expectedRegret, gridTrials, randomTrials } from "./counts.ts";
import { evaluationNoise, stopping } from "./early-stop.ts";
import { halvingRungs, hyperbandBrackets, rungRounds, rungRuns, rungStarts } from "./halving.ts";
import { campaign, type SweepKind, SWEEPS, type SweepSpec, trialShare, trialsOf } from "./sweep.ts";

const spec: SweepSpec = {
  kind: "random",
  trials: 16,
  space: [],
  workers: 4,
  length: 1,
  reduction: 3,
  shortest: null,
  resume: true,
  top: 0.05,
  probability: 0.95,
  proxy: null,
};
const eta = fc.integer({ min: 2, max: 6 });
const count = fc.integer({ min: 1, max: 500 });

describe("successive halving", () => {
  it("never costs more than all trials in full, and resumed less than begun anew", () => {
    fc.assert(
      fc.property(count, eta, (n, reduction) => {
        const rungs = halvingRungs(n, reduction);
        expect(rungRuns(rungs, false)).toBeLessThanOrEqual(n + 1e-9);
        expect(rungRuns(rungs, true)).toBeLessThanOrEqual(rungRuns(rungs, false) + 1e-9);
        expect(rungs[0]?.trials).toBe(n);
        expect(rungs.at(-1)?.upTo).toBe(1);
        expect(rungStarts(rungs)).toBeGreaterThanOrEqual(n);
      }),
      RUNS,
    );
  });

  it("on one worker takes its work, on many not less than a full run", () => {
    fc.assert(
      fc.property(count, eta, fc.boolean(), (n, reduction, resume) => {
        const rungs = halvingRungs(n, reduction);
        expect(rungRounds(rungs, 1, resume)).toBeCloseTo(rungRuns(rungs, resume), 9);
        expect(rungRounds(rungs, n, resume)).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(rungRounds(rungs, 8, resume)).toBeLessThanOrEqual(rungRounds(rungs, 4, resume) + 1e-9);
      }),
      RUNS,
    );
  });

  it("keeps to Hyperband's bound of (s_max + 1)^2 runs", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), eta, (power, reduction) => {
        const brackets = hyperbandBrackets(reduction ** power, reduction);
        expect(brackets).toHaveLength(power + 1);
        let runs = 0;
        for (const rungs of brackets) runs += rungRuns(rungs, false);
        expect(runs).toBeLessThanOrEqual((power + 1) ** 2 + brackets.length);
      }),
      RUNS,
    );
  });
});

describe("a campaign", () => {
  const kinds = fc.constantFrom<SweepKind>(...SWEEPS);
  const specs = fc.record({ kind: kinds, trials: count, workers: fc.integer({ min: 1, max: 64 }), reduction: eta, resume: fc.boolean() });

  it("costs no more than every trial in full, and takes between the longest trial and one worker's time", () => {
    fc.assert(
      fc.property(specs, (more) => {
        const c = campaign({ ...spec, ...more, space: [{ name: "rank", count: more.trials, values: [] }] });
        expect(c.runs).toBeLessThanOrEqual(c.fullRuns + 1e-9);
        expect(c.rounds.low).toBeLessThanOrEqual(c.rounds.high);
        expect(c.rounds.low * more.workers).toBeGreaterThanOrEqual(c.runs - 1e-6);
        expect(c.rounds.high).toBeLessThanOrEqual(c.runs + 1e-6 + (more.kind === "asha" ? 1 : 0));
        expect(c.starts).toBeGreaterThanOrEqual(c.trials);
        expect(c.startRounds).toBeLessThanOrEqual(c.starts);
      }),
      RUNS,
    );
  });

  it("counts its trials by its space, its number, or the best it has to land among", () => {
    const space = [
      { name: "learningRate", count: 4, values: [] },
      { name: "rank", count: 3, values: [] },
    ];
    expect(trialsOf({ ...spec, kind: "grid", space })).toBe(12);
    expect(trialsOf(spec)).toBe(16);
    expect(trialsOf({ ...spec, trials: null })).toBe(59);
    expect(trialsOf({ ...spec, kind: "bayesian", trials: null })).toBe(30);
    expect([gridTrials([]), randomTrials(1, 0.5)]).toEqual([1, 1]);
  });

  it("starts its shortest trials as short as is asked", () => {
    const c = campaign({ ...spec, kind: "halving", trials: 16, reduction: 2, shortest: 0.25 });
    expect(c.brackets[0]).toEqual([
      { trials: 16, upTo: 0.25 },
      { trials: 8, upTo: 0.5 },
      { trials: 4, upTo: 1 },
    ]);
    expect(campaign({ ...spec, kind: "hyperband" }).brackets).toHaveLength(5);
    expect(campaign({ ...spec, kind: "hyperband", shortest: 1 / 9 }).brackets).toHaveLength(3);
  });

  it("regrets less the more it tries; what isn't measured isn't said", () => {
    fc.assert(
      fc.property(count, (n) => {
        const [one, more] = [expectedRegret(n), expectedRegret(n + 1)];
        expect(more.median).toBeLessThanOrEqual(one.median);
        expect(more.p90).toBeLessThanOrEqual(one.p90);
      }),
      RUNS,
    );
    expect(campaign({ ...spec, kind: "bayesian" }).regret).toEqual(expectedRegret(32));
    expect(campaign({ ...spec, kind: "population" }).regret).toBeNull();
    expect(campaign({ ...spec, space: [{ name: "rank", count: 2, values: [] }] }).regret).toBeNull();
  });

  it("on a proxy takes its share of parameters and tokens", () => {
    const target = { parameters: 1e9, tokens: 1e10 };
    expect(trialShare({ ...spec, length: 0.1 }, target)).toBe(0.1);
    expect(trialShare({ ...spec, proxy: { parameters: 1e8, tokens: 1e9 } }, target)).toBeCloseTo(0.01, 12);
  });
});

describe("stopping early", () => {
  it("saves less the longer it waits, never more than all, nothing where the best is at the end", () => {
    fc.assert(
      fc.property(count, count, fc.double({ min: 0, max: 1, noNaN: true }), (patience, every, best) => {
        for (const f of [best, null]) {
          const now = stopping(10_000, { patience, every, best: f });
          expect(now.saving).toBeGreaterThanOrEqual(0);
          expect(now.saving).toBeLessThanOrEqual(1);
          expect(now.step).toBeCloseTo(10_000 * (1 - now.saving), 6);
          expect(stopping(10_000, { patience: patience + 1, every, best: f }).saving).toBeLessThanOrEqual(now.saving);
        }
      }),
      RUNS,
    );
    expect(stopping(100, { patience: 1, every: 1, best: 1 }).saving).toBe(0);
  });

  it("of an unknown best is the mean over where it may be", () => {
    let sum = 0;
    for (let i = 0; i < 1000; i++) sum += stopping(1000, { patience: 2, every: 100, best: (i + 0.5) / 1000 }).saving;
    expect(stopping(1000, { patience: 2, every: 100, best: null }).saving).toBeCloseTo(sum / 1000, 5);
  });

  it("must not be misled by noise: a quarter of it with sixteen times the tokens", () => {
    expect(evaluationNoise(16e4)).toBeCloseTo(evaluationNoise(1e4) / 4, 12);
  });
});
