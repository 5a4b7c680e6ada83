import type { Stack } from "../method/stack.ts";
import type { Candidate } from "./candidate.ts";
import type { LearningResult } from "./learning-result.ts";
import type { PlanRequest } from "./request.ts";
import type { Setting } from "./result.ts";

/** The stack's flag for a setting: one for the very value, or a pattern. */
function flagOf(stack: Stack, id: string, value: string): string | null {
  return stack.flags[`${id}=${value}`] ?? stack.flags[id]?.replaceAll("{value}", value) ?? null;
}

function rounded(rate: number): string {
  return rate.toExponential(1).replace(".0e", "e").replace("e-", "e-");
}

/** Settings to type, the planner's choices and the job's own, in the order people set them. */
export function settingsOf(request: PlanRequest, candidate: Candidate, learning: LearningResult): readonly Setting[] {
  const { bench, setup, steps } = candidate;
  const { layout } = setup;
  const { method, work, training } = request;
  const list: Setting[] = [];
  const add = (id: string, value: string, source = "plan"): void => {
    list.push({ id, value, flag: flagOf(bench.stack, id, value), source });
  };
  add("precision", bench.precision);
  if (method.lora) {
    add("base", method.base);
    add("loraRank", String(method.lora.rank));
    add("loraTargets", typeof method.lora.targets === "string" ? method.lora.targets : method.lora.targets.join(","));
    if (method.lora.modulesToSave) add("modulesToSave", method.lora.modulesToSave.join(","));
  }
  add("sequence", String(work.sequence));
  add("padding", bench.padding);
  add("microBatch", String(layout.microBatch));
  add("gradAccum", String(layout.gradAccum));
  add("globalBatch", String(bench.globalBatch));
  add("steps", String(steps.steps));
  for (const dim of ["dp", "tp", "pp", "virtualPp", "cp", "ep"] as const) if (layout[dim] > 1) add(dim, String(layout[dim]));
  if (layout.sequenceParallel) add("sequenceParallel", "true");
  if (layout.sharding !== "none") add("sharding", layout.sharding);
  if (layout.sharding === "hsdp") add("shardGroup", String(layout.shardGroup));
  add("recompute", layout.recompute);
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
