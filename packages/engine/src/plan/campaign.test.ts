import { describe, expect, it } from "vitest";
import { machines } from "../../fixtures/machines.ts";
import { alternatives, requestOf, tokens } from "../../fixtures/requests.ts";
import { pretrain } from "../../fixtures/setups.ts";
import { torchtitan } from "../../fixtures/stacks.ts";
import { NO_RECIPE } from "../run/recipe/recipe.ts";
import { type SweepSpec } from "../run/sweep/sweep.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan } from "./result.ts";

const SPEC: SweepSpec = {
  kind: "random",
  trials: 16,
  space: [],
  workers: 4,
  length: 1,
  reduction: 4,
  shortest: null,
  resume: true,
  top: 0.05,
  probability: 0.95,
  proxy: null,
};

function planned(sweep: Partial<SweepSpec>, more: Partial<PlanRequest> = {}): Plan {
  const request = requestOf({ method: pretrain, stacks: [torchtitan], work: tokens(2e10, 2048), sweep: { ...SPEC, ...sweep }, ...more });
  const [found] = plan(request, alternatives).plans;
  if (!found) throw new Error("nothing was found");
  return found;
}

describe("a search for settings", () => {
  it("in full costs as many runs as it has trials, four at a time a quarter of the time", () => {
    const p = planned({});
    expect((p.sweep?.costUsd?.p50 ?? 0) / (p.costUsd?.p50 ?? 1)).toBeCloseTo(16, 6);
    expect((p.sweep?.runSeconds.p50 ?? 0) / p.runSeconds.p50).toBeCloseTo(4, 6);
    expect((p.sweep?.withRunUsd?.p50 ?? 0) / (p.costUsd?.p50 ?? 1)).toBeCloseTo(17, 6);
    expect((p.sweep?.gpuHours.p50 ?? 0) / p.gpuHours.p50).toBeCloseTo(16, 6);
    expect(p.sweep?.fullCostUsd).toBeCloseTo(p.sweep?.costUsd?.p50 ?? 0, 6);
  });

  it("that halves costs less, the same on any number of workers, and waits less on more", () => {
    const [full, four, sixteen] = [planned({}), planned({ kind: "halving" }), planned({ kind: "halving", workers: 16 })].map(
      (p) => p.sweep,
    );
    expect(four?.costUsd?.p50).toBeLessThan(full?.costUsd?.p50 ?? 0);
    expect(sixteen?.costUsd?.p50).toBe(four?.costUsd?.p50);
    expect(sixteen?.runSeconds.p50).toBeLessThan(four?.runSeconds.p50 ?? 0);
    const asha = planned({ kind: "asha" }).sweep;
    expect(asha?.runSeconds.p10).toBeLessThan(asha?.runSeconds.p50 ?? 0);
    expect(asha?.runSeconds.p90).toBeGreaterThan(asha?.runSeconds.p50 ?? 9e9);
  });

  it("pays the start-up of every trial, however short", () => {
    const short = planned({ length: 1e-6 });
    expect(short.sweep?.costUsd?.p50).toBeGreaterThan(0);
    expect(short.sweep?.trialTokens).toBeCloseTo(2e4, -3);
    expect(planned({ proxy: { parameters: 1e6, tokens: 1e8 } }).sweep?.trialTokens).toBe(1e8);
  });

  it("says which share of its learning rates is likely to diverge", () => {
    const { best } = planned({}).learning.learningRate;
    const space = [{ name: "learningRate", count: 2, values: [best, 4 * best] }];
    expect(planned({ space }).sweep?.divergedShare).toBeCloseTo(0.115, 6);
    expect(planned({}).sweep?.divergedShare).toBeNull();
    expect(planned({ space, length: 0.1 }).sweep?.divergedShare).toBeGreaterThan(0.115);
    expect((planned({ length: 0.1 }).sweep?.bestRate?.value ?? 0) / best).toBeCloseTo(0.1 ** 0.307, 9);
    expect((planned({ length: 0.1, proxy: { parameters: 1e6, tokens: null } }).sweep?.bestRate?.value ?? 0) / best).toBeCloseTo(1, 9);
    expect(planned({ space }, { method: requestOf().method, stacks: requestOf().stacks }).sweep).toMatchObject({
      divergedShare: null,
      regret: null,
    });
  });

  it("saves by stopping early where its trials would run to their end", () => {
    const recipe = { ...NO_RECIPE, earlyStop: { patience: 1, every: 1, best: null } };
    const p = planned({}, { recipe });
    expect((p.sweep?.earlyStopUsd ?? 0) / (p.sweep?.costUsd?.p50 ?? 1)).toBeCloseTo(0.5, 1);
    expect(planned({ kind: "halving" }, { recipe }).sweep?.earlyStopUsd).toBeNull();
    const owned = [{ ...machines.h100Single, owned: true, prices: [] }];
    const unpriced = planned({}, { recipe, machines: owned, gpus: { min: 1, max: 1 } });
    expect(unpriced.sweep).toMatchObject({ costUsd: null, fullCostUsd: null, withRunUsd: null, earlyStopUsd: null });
  });

  it("isn't left out of what is counted", () => {
    const request = requestOf({ sweep: SPEC });
    expect(plan(request, alternatives).notCounted).toContain("failed-experiments-alone");
    expect(plan(requestOf(), alternatives).notCounted).toContain("failed-experiments");
    expect(plan(requestOf(), alternatives).plans[0]?.sweep).toBeNull();
  });
});
