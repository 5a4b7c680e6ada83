import type { Setup } from "../layout/setup.ts";
import { rolloutSpace } from "../memory/rollout.ts";
import type { Objective } from "../method/objective.ts";
import type { Stack } from "../method/stack.ts";
import type { Candidate } from "./candidate.ts";
import type { LearningResult } from "./learning-result.ts";
import { jobUnits } from "./objective.ts";
import type { PlanRequest } from "./request.ts";
import type { Setting } from "./result.ts";

/** The stack's flag for a setting: one for the very value, or a pattern; an objective's own goes first. */
function flagOf(stack: Stack, id: string, value: string, objective: Objective | null): string | null {
  const own = objective ? [`${objective.kind}.${id}=${value}`, `${objective.kind}.${id}`] : [];
  for (const key of [...own, `${id}=${value}`, id]) {
    const flag = stack.flags[key];
    if (flag !== undefined) return flag.replaceAll("{value}", value);
  }
  return null;
}

type Add = (id: string, value: string, source?: string) => void;

/** What an objective is typed as. */
function objectiveSettings(objective: Objective, setup: Setup, add: Add): void {
  const { rollout: r } = objective;
  add("objective", objective.kind);
  if (objective.beta !== null) add("beta", String(objective.beta), "job");
  if (objective.reference === "precomputed") add("referencePrecomputed", "true");
  if (!r) return;
  const { generation: g } = r;
  if (objective.kind === "grpo" || r.samplesPerPrompt > 1) add("samplesPerPrompt", String(r.samplesPerPrompt));
  add("maxPromptTokens", String(Math.ceil(r.promptTokens)));
  add("maxResponseTokens", String(r.maxResponseTokens));
  add("updateEpochs", String(r.updateEpochs));
  add("minibatches", String(r.minibatches));
  if (r.rewardModel) add("rewardModel", r.rewardModel.name);
  if (r.valueModel) add("valueModel", r.valueModel.name);
  const space = rolloutSpace(setup, r);
  add("generation", g.engine === "vllm" && g.gpus > 0 ? "vllm-apart" : g.engine);
  if (g.engine === "hf") return add("answersAtATime", String(Math.floor(space.atOnce)));
  if (g.gpus > 0) add("generationGpus", String(g.gpus));
  add("generationTp", String(space.tp));
  add("generationMemory", String(g.memoryShare));
  if (g.sleeps) add("generationSleeps", "true");
}

/** The head of a reward model is called `score`. */
function savedNames(modules: readonly string[], objective: Objective | null): string {
  return modules.map((m) => (m === "lm_head" && objective?.kind === "reward" ? "score" : m)).join(",");
}

function rounded(rate: number): string {
  return rate.toExponential(1).replace(".0e", "e").replace("e-", "e-");
}

/** Settings to type, the planner's choices and the job's own, in the order people set them. */
export function settingsOf(request: PlanRequest, candidate: Candidate, learning: LearningResult): readonly Setting[] {
  const { bench, setup, steps } = candidate;
  const { layout } = setup;
  const { method, work, training, objective } = request;
  const units = jobUnits(objective);
  const list: Setting[] = [];
  const add = (id: string, value: string, source = "plan"): void => {
    list.push({ id, value, flag: flagOf(bench.stack, id, value, objective), source });
  };
  if (objective) objectiveSettings(objective, setup, add);
  add("precision", bench.precision);
  if (method.lora) {
    add("base", method.base);
    add("loraRank", String(method.lora.rank));
    add("loraTargets", typeof method.lora.targets === "string" ? method.lora.targets : method.lora.targets.join(","));
    if (method.lora.modulesToSave) add("modulesToSave", savedNames(method.lora.modulesToSave, objective));
  }
  if (!objective?.rollout) add("sequence", String(work.sequence));
  add("padding", bench.padding);
  add("microBatch", String(layout.microBatch / units.microBatch));
  add("gradAccum", String(layout.gradAccum));
  add("globalBatch", String(bench.globalBatch / units.batch));
  add("steps", String(steps.steps));
  for (const dim of ["dp", "tp", "pp", "virtualPp", "cp", "ep"] as const) if (layout[dim] > 1) add(dim, String(layout[dim]));
  if (layout.sequenceParallel) add("sequenceParallel", "true");
  if (layout.sharding !== "none") add("sharding", layout.sharding);
  if (layout.sharding === "hsdp") add("shardGroup", String(layout.shardGroup));
  if (layout.recomputeLayers === null) add("recompute", layout.recompute);
  else add("recomputeLayers", String(layout.recomputeLayers / layout.virtualPp));
  if (layout.offload !== "none") add("offload", layout.offload);
  add("optimizer", bench.optimizer);
  if (!setup.table.architecture.ssm) add("attention", bench.attention);
  if (setup.table.architecture.sparse) add("sparse", setup.table.architecture.sparse.kind, "job");
  if (bench.compile) add("compile", "true");
  const { learningRate } = learning;
  if (training.learningRate !== null) add("learningRate", String(training.learningRate), "job");
  else add("learningRate", rounded(learningRate.value), learningRate.source);
  if (work.amount.kind === "samples") add("epochs", String(work.amount.epochs));
  return list;
}
