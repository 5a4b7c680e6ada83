import { describe, expect, it } from "vitest";
import { llama32With3B, mixtral8x7B } from "../../fixtures/models.ts";
import { machines } from "../../fixtures/machines.ts";
import { alternatives, requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { continued, full, pretrain } from "../../fixtures/setups.ts";
import { megatron, torchtitan } from "../../fixtures/stacks.ts";
import { NO_RECIPE } from "../run/recipe/recipe.ts";
import { AS_GIVEN } from "../run/target/target.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan } from "./result.ts";

const open = requestOf().training;
const base: Partial<PlanRequest> = {
  method: pretrain,
  stacks: [torchtitan],
  work: tokens(2e10, 2048),
  goal: { minimise: "cost", budget: null, deadline: null, carbon: null, pFits: 0.9, confidence: 0.5 },
};

function planned(more: Partial<PlanRequest> = {}): Plan {
  const [found] = plan(requestOf({ ...base, ...more }), alternatives).plans;
  if (!found) throw new Error("nothing was found");
  return found;
}

const codes = (p: Plan): readonly string[] => p.issues.map((i) => i.code);

describe("how much training a plan is", () => {
  it("of pre-training has a loss within its range, a law for it, and what others say", () => {
    const { loss, computeOptimalTokens, computeOverLeast, tokensPerParameter, passes, weightDecay } = planned().learning;
    expect(loss?.p10).toBeLessThan(loss?.p50 ?? 0);
    expect(loss?.p90).toBeGreaterThan(loss?.p50 ?? 9);
    expect(loss?.others.map((o) => o.id)).toEqual(["hoffmann", "muennighoff", "kaplan"]);
    expect(loss?.extrapolated).toBe(false);
    expect(loss?.why.inputs["N"]).toBe(1_235_814_400);
    expect(computeOptimalTokens?.value).toBeGreaterThan(2e10);
    expect(computeOverLeast?.value).toBeGreaterThanOrEqual(1);
    expect(tokensPerParameter).toBeCloseTo(16.2, 1);
    expect(passes).toBeNull();
    expect(weightDecay?.value).toBeGreaterThan(0);
  });

  it("beyond the law's runs is extrapolated: told where the amount rests on the law", () => {
    const small = { work: tokens(1e8, 2048) };
    expect(planned(small).learning.loss?.extrapolated).toBe(true);
    expect(codes(planned(small))).not.toContain("plan.law-beyond-tokens");
    const optimal = { ...small, target: { ...AS_GIVEN, goal: { kind: "compute-optimal" } as const } };
    expect(codes(planned(optimal))).toContain("plan.law-beyond-tokens");
    expect(codes(planned(optimal))).not.toContain("plan.law-beyond-parameters");
  });

  it("repeated loses value, in the loss too; with C4's law also what the size has in excess", () => {
    const unique = (uniqueTokens: number | null, law: "besiroglu" | "muennighoff" = "besiroglu") =>
      planned({ target: { ...AS_GIVEN, uniqueTokens, law } });
    const [fresh, four, twenty] = [unique(null), unique(5e9), unique(1e9)].map((p) => p.learning);
    expect(four?.loss?.p50).toBeGreaterThan(fresh?.loss?.p50 ?? 9);
    expect(twenty?.loss?.p50).toBeGreaterThan(four?.loss?.p50 ?? 9);
    expect(four?.passes).toBeCloseTo(4, 1);
    expect(four?.nextPass?.worth.value).toBeGreaterThan(twenty?.nextPass?.worth.value ?? 1);
    expect(four?.nextPass?.costUsd).toBeGreaterThan(0);
    expect(four?.nextPass?.lossDrop).toBeGreaterThan(0);
    expect(codes(unique(1e9))).toContain("plan.many-passes");
    expect(codes(unique(5e9))).not.toContain("plan.many-passes");
    expect(unique(1e12).learning.nextPass).toBeNull();
    const c4 = unique(1e9, "muennighoff").learning.loss;
    expect(c4?.why.inputs["N"]).toBeLessThan(1_235_814_400);
    expect(planned({ target: { ...AS_GIVEN, quality: 2 } }).learning.loss?.p50).toBeLessThan(fresh?.loss?.p50 ?? 0);
  });

  it("of a fine-tune has passes and no loss, batch or decay: no law holds", () => {
    const { learning } = planned({ method: full, work: samples(2000, 3) });
    expect([learning.loss, learning.batch, learning.weightDecay, learning.computeOptimalTokens]).toEqual([null, null, null, null]);
    expect(learning.passes).toBeCloseTo(3, 9);
    expect(learning.nextPass?.lossDrop).toBeNull();
    expect(learning.learningRate).toMatchObject({ given: false, pDiverges: null, excessLoss: null, tokensFactor: null, rerunUsd: null });
    const repeated = planned({ method: full, work: { ...tokens(1e8, 2048), amount: { kind: "tokens", tokens: 1e8, epochs: 2 } } });
    expect(repeated.learning.passes).toBeCloseTo(2, 1);
    expect(planned({ method: full, work: { ...tokens(1, 2048), amount: { kind: "steps", steps: 100 } } }).learning.passes).toBeNull();
  });

  it("after pre-training says what the start is worth, where the measured transfer is asked for", () => {
    const of = (method: typeof full, uniqueTokens: number) =>
      planned({ method, target: { ...AS_GIVEN, uniqueTokens, transfer: "text-to-code" } });
    expect(of(continued, 1e7).learning.transferFactor?.value).toBeGreaterThan(of(continued, 1e9).learning.transferFactor?.value ?? 99);
    expect(of(pretrain, 1e9).learning.transferFactor).toBeNull();
    expect(planned({ method: continued }).learning.transferFactor).toBeNull();
    expect(codes(of(continued, 1e7))).not.toContain("plan.transfer-beyond");
    const large = { model: { ...requestOf().model, architecture: llama32With3B }, method: continued };
    expect(codes(planned({ ...large, target: { ...AS_GIVEN, transfer: "text-to-code" } }))).toContain("plan.transfer-beyond");
    expect(planned({ method: continued }).learning.loss).toBeNull();
  });

  it("of a mixture of experts lies between its active and its stored size", () => {
    const moe = planned({
      model: { name: "mixtral", architecture: mixtral8x7B, source: "the model card", verified: true, checkpoint: null },
      machines: [machines.h100],
      stacks: [megatron],
      gpus: { min: 64, max: 64 },
      target: { ...AS_GIVEN, goal: { kind: "compute-optimal" }, transfer: "mixed-to-code" },
    });
    const { loss } = moe.learning;
    expect((loss?.p50 ?? 0) - (loss?.p10 ?? 0)).toBeGreaterThan((loss?.p90 ?? 0) - (loss?.p50 ?? 0));
    expect(codes(moe)).toContain("plan.law-dense");
  });
});

describe("a learning rate and a batch of the job's own", () => {
  const rate = (learningRate: number, more: Partial<PlanRequest> = {}): Plan => planned({ training: { ...open, learningRate }, ...more });

  it("a quarter to four times the best cost what was measured, of a fine-tune nothing is known", () => {
    const { ifOff } = planned().learning.learningRate;
    expect(ifOff.map((o) => [o.ratio, o.excessLoss.p50])).toEqual([
      [0.25, 0.0091],
      [0.5, 0.0033],
      [2, 0.0084],
      [4, 0.0392],
    ]);
    for (const o of ifOff) expect(o.tokensFactor ?? 2).toBeGreaterThan(1);
    expect(ifOff.map((o) => o.pDiverges)).toEqual([0, 0, 0, 0.23]);
    expect(planned({ method: full }).learning.learningRate.ifOff).toEqual([]);
  });

  it("off the best cost loss, and tokens to make up for it", () => {
    const best = planned().learning.learningRate.best;
    const [right, low, high] = [best, best / 4, best * 2].map((value) => rate(value).learning.learningRate);
    expect(right?.excessLoss?.value).toBeCloseTo(0, 6);
    expect(low?.tokensFactor?.p50).toBeGreaterThan(1);
    expect(high?.excessLoss?.value).toBeCloseTo(0.0084, 6);
    expect(high?.tokensFactor?.p10).toBeLessThan(high?.tokensFactor?.p50 ?? 0);
    expect(codes(rate(best))).not.toContain("plan.rate-off");
    expect(codes(rate(best / 4))).toContain("plan.rate-off");
  });

  it("too high may diverge, which is priced as a rerun; too low to be measured is said to be unknown", () => {
    const { best } = planned().learning.learningRate;
    const wild = rate(best * 8);
    expect(wild.learning.learningRate.pDiverges).toBeCloseTo(0.63, 6);
    expect(wild.learning.learningRate.rerunUsd).toBeCloseTo(0.63 * (wild.costUsd?.p50 ?? 0), 6);
    expect(codes(wild)).toContain("plan.rate-diverges");
    expect(codes(rate(best / 30))).toContain("plan.rate-off-unknown");
    const ten = { work: tokens(1e13, 2048) };
    const slow = planned(ten).learning.learningRate.best / 15;
    expect(codes(rate(slow, ten))).toContain("plan.rate-off-not-repaid");
    expect(codes(rate(1e-2, { method: full, work: samples(2000) }))).toContain("plan.rate-off-unknown");
  });

  it("at another batch than the best the rate is carried over, in proportion for SGD", () => {
    const large = { work: { ...tokens(2e10, 2048), globalBatch: 2048 } };
    const adam = planned(large);
    expect(adam.learning.learningRate.atBatch?.value).toBeGreaterThan(adam.learning.learningRate.best);
    expect(codes(adam)).toContain("plan.batch-off");
    const sgd = planned({ ...large, training: { ...open, optimizer: "sgd" }, stacks: [{ ...torchtitan, optimizers: ["adamw", "sgd"] }] });
    expect(sgd.learning.learningRate.atBatch?.value).toBeGreaterThan(adam.learning.learningRate.atBatch?.value ?? 9);
    expect(planned().learning.learningRate.atBatch).toBeNull();
    expect(adam.learning.batch?.tokensOverLeast.value).toBeGreaterThan(planned().learning.batch?.tokensOverLeast.value ?? 9);
  });
});

describe("schedule and early stopping", () => {
  const recipe = (more: Partial<PlanRequest["recipe"]>): Plan => planned({ recipe: { ...NO_RECIPE, ...more } });
  const steps = planned().steps;

  it("that match the run cost nothing; what isn't published is null", () => {
    expect(planned().learning.schedule).toBeNull();
    expect(recipe({ schedule: "cosine" }).learning.schedule?.tokensFactor).toBe(1);
    expect(recipe({ schedule: "wsd" }).learning.schedule?.tokensFactor).toBe(1);
    expect(recipe({ schedule: "linear" }).learning.schedule?.tokensFactor).toBeNull();
    expect(recipe({ schedule: "cosine", scheduleSteps: 2 * steps }).learning.schedule?.tokensFactor).toBeNull();
    expect(codes(recipe({ schedule: "cosine", scheduleSteps: 2 * steps }))).toContain("plan.schedule-too-long");
    expect(codes(recipe({ schedule: "cosine", scheduleSteps: steps }))).not.toContain("plan.schedule-too-long");
    expect(codes(recipe({ schedule: "constant" }))).toContain("plan.schedule-constant");
  });

  it("count warm-up in steps or as a share of them", () => {
    expect(recipe({ warmup: 0.01 }).learning.schedule).toMatchObject({ kind: null, warmupSteps: Math.round(0.01 * steps) });
    expect(recipe({ warmup: 50 }).learning.schedule?.warmupSteps).toBe(50);
    expect(codes(recipe({ warmup: 0.2 }))).toContain("plan.warmup-long");
    expect(codes(recipe({ warmup: 10 * steps }))).toContain("plan.warmup-beyond-run");
  });

  it("wait too little where the gain hides in an evaluation's noise", () => {
    const stop = (patience: number, evaluationSequences: number): readonly string[] =>
      codes(
        planned({
          run: { ...requestOf().run, evaluationSequences },
          recipe: { ...NO_RECIPE, earlyStop: { patience, every: Math.ceil(steps / 100), best: null } },
        }),
      );
    expect(stop(1, 1)).toContain("plan.patience-within-noise");
    expect(stop(3, 100_000)).not.toContain("plan.patience-within-noise");
  });

  it("save what the run after the stop would cost, without a price only time", () => {
    const stop = { earlyStop: { patience: 3, every: Math.ceil(steps / 40), best: 0.4 } };
    const { earlyStop } = recipe(stop).learning;
    expect(earlyStop?.saving).toBeCloseTo(0.525, 2);
    expect(earlyStop?.savingUsd).toBeGreaterThan(0);
    const owned = { ...machines.h100Single, owned: true, prices: [] };
    const unpriced = planned({
      recipe: { ...NO_RECIPE, earlyStop: { ...stop.earlyStop, best: null } },
      machines: [owned],
      gpus: { min: 1, max: 1 },
    });
    expect(unpriced.learning.earlyStop?.savingUsd).toBeNull();
    expect(unpriced.learning.earlyStop?.savingSeconds).toBeGreaterThan(0);
    const again = planned({ target: { ...AS_GIVEN, uniqueTokens: 1e9 }, machines: [owned], gpus: { min: 1, max: 1 } });
    expect(again.learning.nextPass?.costUsd).toBeNull();
  });
});
