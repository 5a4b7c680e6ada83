import { assumptions, findModel, models } from "@outlay/catalog";
import {
  type EngineId,
  type Generation,
  hasEngine,
  type Lengths,
  type Method,
  type ModelRef,
  type Objective,
  type ObjectiveKind,
  type Rollout,
  sequencesPerUnit,
  sequencesTogether,
  type SideModel,
  type Stack,
  tensorTable,
  unitOf,
  type Work,
} from "@outlay/engine";
import type { MeasuredData } from "./measured.ts";
import type { Notes } from "./notes.ts";
import type { Job, JobObjective } from "./schema.ts";

const a = assumptions;
const POLICY_GRADIENTS: ReadonlySet<ObjectiveKind> = new Set(["ppo", "grpo"]);
const REFERENCED: ReadonlySet<ObjectiveKind> = new Set(["dpo", "ipo", "kto"]);

/** Fields and the objectives that they say something about. */
const FIELDS: readonly (readonly [keyof JobObjective, readonly ObjectiveKind[]])[] = [
  ["referencePrecomputed", ["dpo", "ipo", "kto"]],
  ["beta", ["dpo", "ipo", "kto", "orpo", "simpo", "ppo", "grpo"]],
  ["samplesPerPrompt", ["ppo", "grpo"]],
  ["promptTokens", ["ppo", "grpo"]],
  ["responseTokens", ["ppo", "grpo"]],
  ["maxResponseTokens", ["ppo", "grpo"]],
  ["updateEpochs", ["ppo", "grpo"]],
  ["minibatches", ["ppo", "grpo"]],
  ["rewardModel", ["ppo", "grpo"]],
  ["rewardSeconds", ["ppo", "grpo"]],
  ["valueModel", ["ppo"]],
  ["generation", ["ppo", "grpo"]],
];

function checkFields(o: JobObjective, kind: ObjectiveKind, notes: Notes): void {
  for (const [field, kinds] of FIELDS) {
    if (o[field] !== undefined && !kinds.includes(kind))
      notes.error("job.only-for-objective", `objective.${field}`, { objective: kind, allowed: kinds.join(", ") });
  }
}

/** What can't be trained so: from scratch, packed, towards a number of tokens, or a model that writes nothing. */
function checkRun(job: Job, kind: ObjectiveKind, at: { method: Method; model: ModelRef }, notes: Notes): void {
  const { method, model } = at;
  const { architecture: arch } = model;
  if (method.kind === "pretrain" || method.kind === "continue")
    notes.error("job.objective-pretrain", "objective", { objective: kind, method: method.kind });
  if (job.training?.packing === true) notes.error("job.objective-packed", "training.packing", { objective: kind });
  if (job.training?.padding === "packed") notes.error("job.objective-packed", "training.padding", { objective: kind });
  const goal = (["tokens", "servingTokens", "loss", "flop", "maximise"] as const).find((key) => job.goal?.[key] !== undefined);
  if (goal !== undefined) notes.error("job.objective-goal", `goal.${goal}`, { objective: kind });
  if (kind !== "reward" && tensorTable(arch).head === null)
    notes.error("job.objective-no-head", "model", { objective: kind, model: model.name });
  else if (POLICY_GRADIENTS.has(kind) && arch.decoderLayers)
    notes.error("job.objective-encoder", "model", { objective: kind, model: model.name });
}

/** A reward or value model: one of the catalog, or the policy's own shape. */
function sideModel(name: string, path: string, model: ModelRef, notes: Notes): SideModel | null {
  if (name === "same") return { name: model.name, architecture: model.architecture };
  const found = findModel(name);
  if (found.kind === "found") return { name: found.model.id, architecture: found.model.architecture };
  notes.unknown("job.unknown-side-model", path, {
    value: name,
    known: [
      "same",
      ...(path.endsWith("rewardModel") ? ["none"] : []),
      ...found.suggestions,
      ...(found.suggestions.length > 0 ? [] : models.slice(0, 5).map((m) => m.id)),
    ],
  });
  return null;
}

function rewardModel(o: JobObjective, kind: ObjectiveKind, model: ModelRef, notes: Notes): SideModel | null {
  const path = "objective.rewardModel";
  if (o.rewardModel === "none") return null;
  if (o.rewardModel !== undefined) return sideModel(o.rewardModel, path, model, notes);
  if (kind === "grpo") {
    notes.assume(path, "none", "reward-rule");
    return null;
  }
  notes.assume(path, "same", "reward-model");
  return sideModel("same", path, model, notes);
}

function generationOf(o: JobObjective, kind: "ppo" | "grpo", stacks: readonly Stack[], notes: Notes): Generation {
  const g = o.generation ?? {};
  const usual: EngineId = stacks.some((s) => hasEngine(s, kind, "vllm", g.gpus ?? 0)) ? "vllm" : "hf";
  if (g.engine === undefined) notes.assume("objective.generation.engine", usual, "generation-engine");
  const engine = g.engine ?? usual;
  const gpus = g.gpus ?? 0;
  if (engine === "hf") {
    for (const key of ["gpus", "memory", "sleep", "tp"] as const)
      if (g[key] !== undefined) notes.error("job.needs", `objective.generation.${key}`, { other: "objective.generation.engine: vllm" });
  }
  if (gpus > 0 && g.sleep !== undefined)
    notes.warn("job.no-effect", "objective.generation.sleep", { other: "objective.generation.gpus left out" });
  const share = a[gpus > 0 ? "engine-share-apart" : "engine-share"].value;
  if (engine === "vllm" && g.memory === undefined)
    notes.assume("objective.generation.memory", share, gpus > 0 ? "engine-share-apart" : "engine-share");
  return {
    engine,
    memoryShare: g.memory ?? share,
    sleeps: gpus === 0 && (g.sleep ?? false),
    gpus: engine === "vllm" ? gpus : 0,
    tp: g.tp ?? null,
    batch: g.batch ?? null,
    mostAtOnce: a[engine === "vllm" ? "engine-answers-at-once" : "answers-at-once"].value,
    stepSeconds: engine === "vllm" ? a["engine-step-seconds"].value : 0,
  };
}

interface Words {
  readonly promptTokens: number;
  readonly longestPrompt: number;
  readonly responseTokens: number;
  readonly maxResponseTokens: number;
}

/** How long prompts and answers are: of the data, the objective's fields, the longest sequence; else an assumption that is told. */
function wordsOf(job: Job, o: JobObjective, data: MeasuredData | null, notes: Notes): Words {
  const usual = a["response-tokens"].value;
  const sequence = job.training?.sequence;
  const prompt = o.promptTokens ?? data?.lengths.mean ?? (job.data?.samples === undefined ? undefined : job.data.tokensPerSample);
  if (prompt === undefined)
    notes.error("job.needs", "objective", { other: "data.file, data.samples with data.tokensPerSample, or objective.promptTokens" });
  const longest = Math.max(1, Math.ceil(o.promptTokens ?? data?.lengths.longest ?? prompt ?? 1));
  const room = sequence === undefined ? undefined : sequence - longest;
  if (room !== undefined && room < (o.maxResponseTokens ?? 1))
    notes.error("job.no-room-for-answers", "training.sequence", {
      value: sequence ?? 0,
      prompt: longest,
      answer: o.maxResponseTokens ?? 1,
    });
  const most = o.maxResponseTokens ?? (room !== undefined && room >= 1 ? room : undefined);
  const mean = o.responseTokens ?? most ?? usual;
  if (o.responseTokens === undefined)
    notes.assume("objective.responseTokens", mean, most === undefined ? "response-tokens" : "response-longest");
  if (o.maxResponseTokens === undefined && most === undefined)
    notes.assume("objective.maxResponseTokens", Math.ceil(mean), "response-equal");
  if (most !== undefined && mean > most)
    notes.error("job.wrong-order", "objective.responseTokens", { value: mean, other: "objective.maxResponseTokens", allowed: most });
  return {
    promptTokens: Math.min(prompt ?? 1, longest),
    longestPrompt: longest,
    responseTokens: mean,
    maxResponseTokens: Math.ceil(most ?? mean),
  };
}

/** A round of reinforcement learning as the job has it. */
function rolloutOf(
  job: Job,
  kind: "ppo" | "grpo",
  at: { model: ModelRef; data: MeasuredData | null; stacks: readonly Stack[] },
  notes: Notes,
): Rollout {
  const o = job.objective ?? {};
  const { promptTokens, responseTokens, maxResponseTokens } = wordsOf(job, o, at.data, notes);
  const samples = o.samplesPerPrompt ?? (kind === "grpo" ? a["samples-per-prompt"].value : 1);
  if (o.samplesPerPrompt === undefined && kind === "grpo") notes.assume("objective.samplesPerPrompt", samples, "samples-per-prompt");
  if (kind === "grpo" && samples < 2) notes.error("job.one-answer", "objective.samplesPerPrompt", { value: samples });
  if (o.updateEpochs === undefined) notes.assume("objective.updateEpochs", kind === "ppo" ? 4 : 1, `update-epochs-${kind}`);
  const reward = rewardModel(o, kind, at.model, notes);
  if (reward === null && o.rewardSeconds === undefined && !notes.failed) notes.assume("objective.rewardSeconds", 0, "reward-seconds");
  if (kind === "ppo" && o.valueModel === undefined) notes.assume("objective.valueModel", "same", "value-model");
  return {
    promptTokens,
    responseTokens,
    maxResponseTokens,
    samplesPerPrompt: samples,
    updateEpochs: o.updateEpochs ?? (kind === "ppo" ? 4 : 1),
    minibatches: o.minibatches ?? 1,
    rewardModel: reward,
    rewardSeconds: o.rewardSeconds ?? 0,
    valueModel: kind === "ppo" ? sideModel(o.valueModel ?? "same", "objective.valueModel", at.model, notes) : null,
    generation: generationOf(o, kind, at.stacks, notes),
  };
}

/** TRL leaves the reference out of GRPO unless beta says otherwise; PPO always has one but with beta 0. */
function referenceOf(o: JobObjective, kind: ObjectiveKind, notes: Notes): Objective["reference"] {
  if (REFERENCED.has(kind)) return o.referencePrecomputed === true ? "precomputed" : "online";
  if (!POLICY_GRADIENTS.has(kind)) return "none";
  if (kind === "grpo" && o.beta === undefined) notes.assume("objective.beta", 0, "grpo-beta");
  return (o.beta ?? (kind === "ppo" ? 1 : 0)) > 0 ? "online" : "none";
}

/** The objective of a job; null for the next token. */
export function objectiveOf(
  job: Job,
  at: { method: Method; model: ModelRef; data: MeasuredData | null; stacks: readonly Stack[] },
  notes: Notes,
): Objective | null {
  const o = job.objective;
  const kind = o?.kind ?? "sft";
  if (!o) return null;
  checkFields(o, kind, notes);
  if (kind === "sft") return null;
  checkRun(job, kind, at, notes);
  return {
    kind,
    reference: referenceOf(o, kind, notes),
    epochs: job.data?.epochs ?? 1,
    beta: o.beta ?? null,
    rollout: kind === "ppo" || kind === "grpo" ? rolloutOf(job, kind, at, notes) : null,
  };
}

/** Longest sequence of a round: the longest prompt and the longest answer. */
export function rolloutSequence(job: Job, objective: Objective, data: MeasuredData | null): number | null {
  const { rollout } = objective;
  if (!rollout) return null;
  const longest = Math.ceil(job.objective?.promptTokens ?? data?.lengths.longest ?? rollout.promptTokens);
  return job.training?.sequence ?? longest + rollout.maxResponseTokens;
}

function pairs(
  job: Job,
  objective: Objective,
  given: Work["amount"],
  at: { data: MeasuredData | null; sequence: number },
  notes: Notes,
): Work["amount"] {
  const each = sequencesPerUnit(objective);
  const { kind } = objective;
  if (at.data && each > 1 && at.data.shape !== undefined && at.data.shape !== "preference")
    notes.error("job.no-preferences", "data.file", { objective: kind, shape: at.data.shape });
  if (given.kind === "tokens") {
    notes.assume("data.samples", Math.max(1, Math.round(given.tokens / at.sequence / each)), `tokens-as-${unitOf(objective)}s`);
    const samples = each * Math.max(1, Math.round(given.tokens / at.sequence / each));
    return {
      kind: "samples",
      samples,
      epochs: given.epochs,
      lengths: { sorted: [], mean: at.sequence, longest: at.sequence, uncertainty: 0 },
    };
  }
  return given.kind === "samples" && job.data?.samples !== undefined ? { ...given, samples: given.samples * each } : given;
}

/** An answer beside each length of a prompt: padded to the longest of a round. */
function answered(lengths: Lengths, r: Rollout): Lengths {
  return {
    sorted: lengths.sorted.map((l) => l + r.maxResponseTokens),
    mean: r.promptTokens + r.responseTokens,
    longest: lengths.longest + r.maxResponseTokens,
    uncertainty: lengths.uncertainty,
  };
}

/** The work in sequences: both sides of each pair, all answers to each prompt. */
export function objectiveWork(job: Job, work: Work, objective: Objective, data: MeasuredData | null, notes: Notes): Work {
  const { rollout } = objective;
  const { amount } = work;
  const padded = {
    ...work,
    padding: work.padding ?? ("longest" as const),
    globalBatch: work.globalBatch === null ? null : work.globalBatch * sequencesPerUnit(objective),
  };
  if (!rollout) return { ...padded, amount: pairs(job, objective, amount, { data, sequence: work.sequence }, notes) };
  if (amount.kind === "tokens") {
    notes.error("job.objective-tokens", "data.tokens", { objective: objective.kind });
    return padded;
  }
  if (amount.kind === "steps") return padded;
  return {
    ...padded,
    amount: { ...amount, samples: amount.samples * rollout.samplesPerPrompt, lengths: answered(amount.lengths, rollout) },
  };
}

/** Layout pins in sequences: a job counts its micro-batch as its stack does, in pairs. */
export function pinnedMicroBatch(pins: Readonly<Record<string, unknown>>, objective: Objective | null): Readonly<Record<string, unknown>> {
  const { microBatch } = pins;
  return objective && typeof microBatch === "number" ? { ...pins, microBatch: microBatch * sequencesTogether(objective) } : pins;
}
