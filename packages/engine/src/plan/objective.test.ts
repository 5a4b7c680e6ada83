import { describe, expect, it } from "vitest";
import { machines } from "../../fixtures/machines.ts";
import { alternatives, requestOf, runSpec, samples } from "../../fixtures/requests.ts";
import { byEngine, byTrainer, dpo, grpo, ppo, reward } from "../../fixtures/objectives.ts";
import { llama32With1B } from "../../fixtures/models.ts";
import { full, lora } from "../../fixtures/setups.ts";
import { trl } from "../../fixtures/stacks.ts";
import type { Objective } from "../method/objective.ts";
import { defaultGlobalBatch } from "../run/batch.ts";
import { objectiveRate } from "../run/recipe/objective-rate.ts";
import { relaxations } from "./changes.ts";
import { fasterObjectives, lighterObjectives } from "./levers/objective.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan, PlanResult } from "./result.ts";
import { microBatchChoices } from "./space.ts";

const asked = (objective: Objective | null, more: Partial<PlanRequest> = {}): PlanRequest =>
  requestOf({
    objective,
    method: full,
    work: samples(2000, 1, { padding: "longest" }),
    stacks: [trl],
    machines: [machines.h100Single],
    ...more,
  });
const answer = (objective: Objective | null, more: Partial<PlanRequest> = {}): PlanResult => plan(asked(objective, more), alternatives);
const chosen = (objective: Objective | null, more: Partial<PlanRequest> = {}): Plan => {
  const { plans, issues } = answer(objective, more);
  const [first] = plans;
  if (!first) throw new Error(issues.map((i) => i.code).join());
  return first;
};
const setting = (p: Plan, id: string): string | undefined => p.settings.find((s) => s.id === id)?.value;

describe("a plan towards preferences", () => {
  it("counts its batch in pairs and keeps whole pairs in a pass", () => {
    const p = chosen(dpo);
    expect(p.objective).toMatchObject({ kind: "dpo", unit: "pair", sequencesPerUnit: 2, perStep: 32 });
    expect(p.globalBatch).toBe(64);
    expect(p.layout.microBatch % 2).toBe(0);
    expect(p.largestMicroBatch % 2).toBe(0);
    expect(setting(p, "microBatch")).toBe(String(p.layout.microBatch / 2));
    expect(setting(p, "globalBatch")).toBe("32");
    expect(p.settings.find((s) => s.id === "objective")?.flag).toBe("trl dpo");
  });

  it("has its reference in memory, in the step and in the FLOPs, and sums in all of them", () => {
    const p = chosen(dpo);
    const plain = chosen({ ...dpo, kind: "orpo", reference: "none" });
    expect(p.memoryBytes.parts.map((m) => m.id)).toContain("models");
    expect(p.objective?.models).toMatchObject([{ role: "reference", trained: false, instead: null }]);
    expect(p.stepSeconds.parts.reduce((sum, s) => sum + s.value, 0)).toBeCloseTo(p.stepSeconds.p50, 9);
    expect(p.stepSeconds.p50).toBeGreaterThan(plain.stepSeconds.p50);
    const flop = answer(dpo).model.flopPerToken;
    expect(flop.parts.map((f) => f.id)).toContain("reference");
    expect(flop.total / answer(null).model.flopPerToken.total).toBeCloseTo(4 / 3, 6);
    expect(p.hfu).toBeLessThanOrEqual(1);
  });

  it("says why adapters and a precomputed reference need no second model", () => {
    expect(chosen(dpo, { method: lora() }).objective?.models[0]).toMatchObject({ bytes: 0, instead: "adapters-off" });
    const p = chosen({ ...dpo, reference: "precomputed" });
    expect(p.objective?.models[0]).toMatchObject({ bytes: 0, instead: "precomputed" });
    expect(setting(p, "referencePrecomputed")).toBe("true");
  });

  it("shows no measured run of another objective, and says that no service is known", () => {
    const request = asked(dpo);
    const { plans, issues } = plan(request, { ...alternatives, measured: [] });
    expect(plans[0]?.similar).toEqual([]);
    expect(issues.map((i) => i.code)).toContain("plan.no-hosted-objective");
  });

  it("starts from the method's own learning rate, ten times it for adapters", () => {
    expect(chosen(dpo).learning.learningRate.value).toBe(5e-7);
    expect(objectiveRate(dpo, true).value).toBeCloseTo(5e-6, 12);
    expect(setting(chosen({ ...dpo, beta: 0.1 }), "beta")).toBe("0.1");
  });

  it("trains a reward model without the vocabulary's head, its new head in full beside adapters", () => {
    const table = answer(reward, { work: samples() }).model;
    expect(table.parameters.total).toBe(answer(null).model.parameters.total + 2048);
    const saved = lora(16, { modulesToSave: ["lm_head"] });
    expect(setting(chosen(reward, { method: saved }), "modulesToSave")).toBe("score");
    expect(setting(chosen(null, { method: saved }), "modulesToSave")).toBe("lm_head");
    expect(answer(reward, { method: saved }).model.trainableParameters - answer(reward, { method: lora() }).model.trainableParameters).toBe(
      2048,
    );
  });

  it("offers to pass the reference before where that helps, and never to pack", () => {
    const tight = asked(dpo, { layout: { microBatch: 8 } });
    expect(relaxations(tight, alternatives).map((v) => [v.path, v.to])).toContainEqual(["layout.microBatch", "1"]);
    expect(lighterObjectives(tight).map((v) => v.path)).toEqual(["objective.referencePrecomputed"]);
    const several = asked({ ...dpo, epochs: 3 }, { work: samples(2000, 3, { padding: "longest" }) });
    const paths = plan(several, alternatives).cheaper.map((c) => c.path);
    expect(paths).toContain("objective.referencePrecomputed");
    expect(paths).not.toContain("training.padding");
    expect(lighterObjectives(asked({ ...dpo, kind: "kto" }))).toEqual([]);
    expect(lighterObjectives(asked(null))).toEqual([]);
  });
});

describe("a plan of reinforcement learning", () => {
  it("counts prompts, and all answers to one of them in a step", () => {
    const p = chosen(grpo(), { work: samples(16_000, 1, { padding: "longest" }) });
    expect(p.objective).toMatchObject({ unit: "prompt", sequencesPerUnit: 8, perStep: 64 });
    expect(p.globalBatch).toBe(512);
    expect(setting(p, "samplesPerPrompt")).toBe("8");
    expect(setting(p, "sequence")).toBeUndefined();
    expect(p.learning.nextPass).toBeNull();
    expect(chosen(dpo).learning.nextPass).not.toBeNull();
  });

  it("is made of rollout, scoring and training, of which the bill and the range follow", () => {
    const p = chosen(grpo({ rewardSeconds: 0.1 }));
    const phases = p.objective?.phases ?? { rollout: 0, scoring: 0, training: 0 };
    expect((phases.rollout + phases.scoring + phases.training) / p.stepSeconds.p50).toBeCloseTo(1, 6);
    expect(p.memoryBytes.phases.map((m) => m.id)).toContain("rollout");
    expect(p.issues.map((i) => i.code)).toContain("plan.generation-unmeasured");
    const wider = p.stepSeconds.p90 / p.stepSeconds.p50;
    const plain = chosen(null);
    expect(wider).toBeGreaterThan(plain.stepSeconds.p90 / plain.stepSeconds.p50);
    expect(p.waterfall.reduce((sum, w) => sum + w.gpuHours, 0)).toBeCloseTo(p.gpuHours.p50, 6);
    expect(answer(grpo()).notCounted).toContain("asynchronous-generation");
  });

  it("tells how answers are written", () => {
    const { rollout } = chosen(grpo({ generation: { ...byEngine, batch: 16 } })).objective ?? {};
    expect(rollout).toMatchObject({ engine: "vllm", gpus: 0, copies: 1, gpusPerCopy: 1, answersAtATime: 16, responseTokens: 300 });
    expect(rollout?.tokensPerSecond).toBeGreaterThan(0);
  });

  it("is in doubt only about what isn't set aside", () => {
    const p = chosen(grpo({ generation: byEngine })).memoryBytes;
    const plain = chosen({ ...dpo, kind: "orpo", reference: "none" }).memoryBytes;
    expect(p.p90 / p.p50).toBeLessThan(plain.p90 / plain.p50);
    expect(p.p50).toBeCloseTo(
      p.parts.reduce((sum, m) => sum + m.value, 0),
      0,
    );
  });

  it("evaluates by writing and scoring, without training", () => {
    const run = { ...runSpec, evaluateEvery: 1, failures: { ...runSpec.failures, counted: false } };
    const p = chosen(grpo(), { run });
    const evaluation = p.runSeconds.parts.find((r) => r.id === "evaluation")?.value ?? 0;
    const phases = p.objective?.phases ?? { rollout: 0, scoring: 0, training: 0 };
    expect(evaluation / p.steps).toBeCloseTo(phases.rollout + phases.scoring, 6);
    const pairs = chosen(dpo, { run });
    expect(pairs.runSeconds.parts.find((r) => r.id === "evaluation")?.value).toBeGreaterThan(0);
  });

  it("fetches the models beside the policy and saves the value model with it", () => {
    const side = chosen(ppo({}, llama32With1B));
    const without = chosen(ppo({ valueModel: null, rewardModel: null }, llama32With1B));
    expect(side.checkpoints.bytes / without.checkpoints.bytes).toBeGreaterThan(1.9);
    expect(side.objective?.models.map((m) => m.role)).toEqual(["reference", "reward", "value"]);
    expect(side.settings.map((s) => s.id)).toEqual(expect.arrayContaining(["rewardModel", "valueModel", "answersAtATime"]));
    expect(side.settings.find((s) => s.id === "updateEpochs")?.flag).toBe("--num_ppo_epochs 1");
    const adapters = chosen(ppo({}, llama32With1B), { method: lora() });
    expect(adapters.checkpoints.bytes).toBeLessThan(side.checkpoints.bytes / 10);
    const alone = chosen(ppo({ valueModel: null }, llama32With1B));
    expect(alone.objective?.models.map((m) => m.role)).toEqual(["reference", "reward"]);
  });

  it("uses GPUs of its own for generation, which are paid for as well", () => {
    const apart = grpo({ generation: { ...byEngine, gpus: 4, memoryShare: 0.9 } });
    const p = chosen(apart, { machines: [machines.h100], gpus: { min: 8, max: 8 } });
    expect([p.gpus, p.layout.dp * p.layout.tp * p.layout.pp]).toEqual([8, 4]);
    expect(p.objective?.rollout).toMatchObject({ gpus: 4, copies: 4 });
    expect(p.settings.map((s) => s.id)).toEqual(expect.arrayContaining(["generationGpus", "generationTp", "generationMemory"]));
    const sleepy = chosen(grpo({ generation: { ...byEngine, sleeps: true } }));
    expect(setting(sleepy, "generationSleeps")).toBe("true");
  });

  it("is refused where the stack hasn't the objective or the engine, and where no GPU is left to train", () => {
    const codes = (objective: Objective, more: Partial<PlanRequest> = {}): readonly string[] =>
      answer(objective, more).issues.map((i) => i.code);
    expect(codes(dpo, { stacks: [{ ...trl, objectives: ["sft"] }] })).toContain("plan.refused.stack.objective");
    expect(codes(ppo({ generation: byEngine }))).toContain("plan.refused.stack.generation");
    expect(codes(grpo({ generation: { ...byTrainer, gpus: 2 } }))).toContain("plan.refused.stack.generation");
    expect(codes(grpo({ generation: { ...byEngine, gpus: 1 } }))).toContain("plan.refused.machine.generation");
  });

  it("offers less memory for generation where nothing fits, and an engine where answers take long", () => {
    const paths = (o: Objective): readonly string[] => lighterObjectives(asked(o)).map((v) => `${v.path} ${v.to}`);
    expect(paths(grpo({ generation: { ...byEngine, batch: 9 } }))).toEqual([
      "objective.generation.sleep true",
      "objective.generation.memory 0.2",
      "objective.generation.batch 4",
    ]);
    expect(paths(grpo({ generation: { ...byEngine, sleeps: true, memoryShare: 0.1, gpus: 1 } }))).toEqual([]);
    expect(fasterObjectives(asked(grpo())).map((v) => [v.path, v.to])).toEqual([["objective.generation.engine", "vllm"]]);
    expect(fasterObjectives(asked(grpo({ generation: byEngine })))).toEqual([]);
    const [first] = answer(grpo()).plans;
    expect(first?.objective?.rollout?.engine).toBe("hf");
    expect(answer(grpo()).cheaper.map((c) => c.path)).toContain("objective.generation.engine");
  });

  it("doesn't shorten a sequence whose answers stay as long", () => {
    const long = asked(grpo(), { work: samples(2000, 1, { padding: "longest", sequence: 2048 }) });
    expect(relaxations(long, alternatives).map((v) => v.path)).not.toContain("training.sequence");
    expect(answer(grpo(), { work: samples(2000, 1, { padding: "longest", sequence: 2048 }) }).cheaper.map((c) => c.path)).not.toContain(
      "training.sequence",
    );
  });
});

describe("batches of objectives", () => {
  it("are the usual pairs or prompts, of a small data set an eighth", () => {
    const { assumptions } = requestOf();
    const of = (objective: Objective, count: number): number => defaultGlobalBatch(samples(count), full, assumptions, objective);
    expect([of(dpo, 1e6), of(dpo, 64)]).toEqual([64, 8]);
    expect([of(grpo(), 1e6), of(grpo(), 640)]).toEqual([512, 64]);
    expect(defaultGlobalBatch({ ...samples(), amount: { kind: "steps", steps: 9 } }, full, assumptions, dpo)).toBe(64);
  });

  it("divide into micro-batches of whole pairs, in each of a round's optimizer steps", () => {
    expect(microBatchChoices(asked(dpo), 64, { dp: 4, pp: 1, virtualPp: 1 })).toEqual([2, 4, 8, 16]);
    expect(microBatchChoices(asked(dpo, { layout: { microBatch: 4 } }), 64, { dp: 4, pp: 1, virtualPp: 1 })).toEqual([4]);
    expect(microBatchChoices(asked(dpo, { layout: { gradAccum: 2 } }), 64, { dp: 4, pp: 1, virtualPp: 1 })).toEqual([8]);
    expect(microBatchChoices(asked(grpo({ minibatches: 4 })), 512, { dp: 8, pp: 1, virtualPp: 1 })).toEqual([1, 2, 4, 8, 16]);
  });

  it("are whole prompts on an odd number of GPUs", () => {
    const rent = { ...machines.h100, node: { ...machines.h100.node, gpus: 3 } };
    const p = chosen(grpo(), { machines: [rent], gpus: { min: 3, max: 3 }, work: samples(16_000, 1, { padding: "longest" }) });
    expect(p.globalBatch % 24).toBe(0);
    const pinned = chosen(grpo({ minibatches: 2 }), { layout: { microBatch: 4, gradAccum: 2 } });
    expect(pinned.globalBatch).toBe(16);
  });
});
