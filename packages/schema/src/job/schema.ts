import {
  ATTENTIONS,
  type AttentionKernel,
  type Layout,
  type MethodKind,
  METHODS,
  OFFLOADS,
  type OptimizerId,
  OPTIMIZERS,
  type Padding,
  PADDINGS,
  type Precision,
  PRECISIONS,
  type Recompute,
  RECOMPUTES,
  SHARDINGS,
  type LossLawId,
  LOSS_LAWS,
  type Schedule,
  SCHEDULES,
  type Stored,
  STORED,
  type SweepKind,
  SWEEPS,
  type Transfer,
  TRANSFERS,
} from "@outlay/engine";
import { z } from "zod";
import type { CountRange } from "./units.ts";
import {
  choice,
  count,
  dimension,
  durationField,
  flag,
  flop,
  fraction,
  learningRate,
  listOf,
  loss,
  money,
  multiplier,
  price,
  range,
  share,
  type Values,
  warmup,
  wholeCount,
  wholeUpTo,
  word,
  words,
} from "./fields.ts";

/** Fields that may be left out. */
type Open<T> = { readonly [K in keyof T]?: T[K] | undefined };

export type JobMethod = Open<{
  kind: MethodKind;
  rank: number;
  targets: readonly string[];
  dropout: number;
  base: Stored;
  frozenLayers: number;
  galoreRank: number;
}>;

export type JobData = Open<{
  file: string;
  tokens: number;
  samples: number;
  tokensPerSample: number;
  steps: number;
  epochs: number;
  textField: string;
  uniqueTokens: number;
  quality: number;
  transfer: Transfer;
}>;

export type JobTraining = Open<{
  sequence: number;
  globalBatch: number;
  microBatch: number;
  gradAccum: number;
  precision: Precision;
  optimizer: OptimizerId;
  attention: AttentionKernel;
  compile: boolean;
  padding: Padding;
  packing: boolean;
  learningRate: number;
  schedule: Schedule;
  scheduleSteps: number;
  warmup: number;
  loraDropout: number;
  recompute: Recompute;
}>;

export type JobOwned = { readonly accelerator: string } & Open<{
  gpusPerNode: number;
  nodes: number;
  fabric: string;
  usdPerGpuHour: number;
}>;

export type JobWhere = Open<{
  accelerators: readonly string[];
  providers: readonly string[];
  regions: readonly string[];
  instanceTypes: readonly string[];
  purchase: readonly ("on-demand" | "spot")[];
  gpus: CountRange;
  nodes: CountRange;
  owned: readonly JobOwned[];
  prices: Open<{ file: string; discount: number }>;
}>;

export type JobEarlyStop = Open<{ patience: number; every: number; best: number }>;

export type JobRun = Open<{
  evaluation: Open<{ every: number; sequences: number }>;
  checkpoints: Open<{ every: number; keep: number }>;
  earlyStop: JobEarlyStop;
}>;

export type JobGoal = Open<{
  minimise: "cost" | "time" | "value";
  maximise: "tokens";
  budget: number;
  deadline: number;
  gpuHours: number;
  flop: number;
  tokens: "compute-optimal";
  servingTokens: number;
  loss: number;
  law: LossLawId;
  confidence: number;
  pFits: number;
}>;

export type JobSweep = Open<{
  kind: SweepKind;
  trials: number;
  space: Readonly<Record<string, Values>>;
  workers: number;
  length: number;
  reduction: number;
  shortest: number;
  resume: boolean;
  top: number;
  probability: number;
  proxy: Open<{ parameters: number; tokens: number }>;
}>;

/** The job as it was checked: units in base SI, shorthands written out. */
export type Job = { readonly model: string | Readonly<Record<string, unknown>> } & Open<{
  method: JobMethod;
  data: JobData;
  training: JobTraining;
  layout: Open<Layout>;
  stack: readonly string[];
  where: JobWhere;
  run: JobRun;
  goal: JobGoal;
  sweep: JobSweep;
}>;

const ranks = wholeUpTo(32_768);
const batch = wholeUpTo(1e9);
const modelWidth = wholeUpTo(65_536);

const method = z.strictObject({
  kind: choice(METHODS).optional(),
  rank: modelWidth.optional(),
  targets: words.optional(),
  dropout: fraction.optional(),
  base: choice(STORED).optional(),
  frozenLayers: wholeCount.optional(),
  galoreRank: modelWidth.optional(),
});

const data = z.strictObject({
  file: word.optional(),
  tokens: count.optional(),
  samples: wholeCount.optional(),
  tokensPerSample: count.optional(),
  steps: wholeCount.optional(),
  epochs: wholeCount.optional(),
  textField: word.optional(),
  uniqueTokens: count.optional(),
  quality: multiplier.optional(),
  transfer: choice(TRANSFERS).optional(),
});

const training = z.strictObject({
  sequence: batch.optional(),
  globalBatch: batch.optional(),
  microBatch: batch.optional(),
  gradAccum: batch.optional(),
  precision: choice(PRECISIONS).optional(),
  optimizer: choice(OPTIMIZERS).optional(),
  attention: choice(ATTENTIONS).optional(),
  compile: flag.optional(),
  padding: choice(PADDINGS).optional(),
  packing: flag.optional(),
  learningRate: learningRate.optional(),
  schedule: choice(SCHEDULES).optional(),
  scheduleSteps: wholeCount.optional(),
  warmup: warmup.optional(),
  loraDropout: fraction.optional(),
  recompute: choice(RECOMPUTES).optional(),
});

const layout = z.strictObject({
  dp: ranks.optional(),
  tp: ranks.optional(),
  pp: ranks.optional(),
  virtualPp: ranks.optional(),
  cp: ranks.optional(),
  ep: ranks.optional(),
  sequenceParallel: flag.optional(),
  sharding: choice(SHARDINGS).optional(),
  shardGroup: ranks.optional(),
  recompute: choice(RECOMPUTES).optional(),
  microBatch: batch.optional(),
  gradAccum: batch.optional(),
  offload: choice(OFFLOADS).optional(),
});

const owned = z.strictObject({
  accelerator: word,
  gpusPerNode: wholeUpTo(1024).optional(),
  nodes: wholeUpTo(4096).optional(),
  fabric: word.optional(),
  usdPerGpuHour: price.optional(),
});

const where = z.strictObject({
  accelerators: words.optional(),
  providers: words.optional(),
  regions: words.optional(),
  instanceTypes: words.optional(),
  purchase: listOf(choice(["on-demand", "spot"] as const), { type: "string", enum: ["on-demand", "spot"] }).optional(),
  gpus: range.optional(),
  nodes: range.optional(),
  owned: z.array(owned).min(1).max(50).optional(),
  prices: z.strictObject({ file: word.optional(), discount: fraction.optional() }).optional(),
});

const run = z.strictObject({
  evaluation: z.strictObject({ every: wholeCount.optional(), sequences: wholeCount.optional() }).optional(),
  checkpoints: z.strictObject({ every: wholeCount.optional(), keep: wholeCount.optional() }).optional(),
  earlyStop: z.strictObject({ patience: wholeUpTo(1e6).optional(), every: wholeCount.optional(), best: fraction.optional() }).optional(),
});

const goal = z.strictObject({
  minimise: choice(["cost", "time", "value"] as const).optional(),
  maximise: choice(["tokens"] as const).optional(),
  budget: money.optional(),
  deadline: durationField.optional(),
  gpuHours: count.optional(),
  flop: flop.optional(),
  tokens: choice(["compute-optimal"] as const).optional(),
  servingTokens: count.optional(),
  loss: loss.optional(),
  law: choice(LOSS_LAWS).optional(),
  confidence: fraction.optional(),
  pFits: fraction.optional(),
});

const sweep = z.strictObject({
  kind: choice(SWEEPS).optional(),
  trials: wholeUpTo(1e6).optional(),
  space: z.record(z.string().min(1).max(60), dimension).optional(),
  workers: wholeUpTo(1e5).optional(),
  length: share.optional(),
  reduction: wholeUpTo(100).optional(),
  shortest: share.optional(),
  resume: flag.optional(),
  top: share.optional(),
  probability: share.optional(),
  proxy: z.strictObject({ parameters: count.optional(), tokens: count.optional() }).optional(),
});

/** The job as people write it: shorthands are strings, everything but the model may be left out. */
export const jobSchema: z.ZodType<Job> = z.strictObject({
  model: z.union([z.record(z.string(), z.unknown()), word]),
  method: z.union([choice(METHODS).transform((kind): JobMethod => ({ kind })), method]).optional(),
  data: z.union([word.transform((file): JobData => ({ file })), data]).optional(),
  training: training.optional(),
  layout: layout.optional(),
  stack: words.optional(),
  where: where.optional(),
  run: run.optional(),
  goal: goal.optional(),
  sweep: z.union([choice(SWEEPS).transform((kind): JobSweep => ({ kind })), sweep]).optional(),
});

/** Fields that later versions act on: named so that a job that has them is told, not ignored. */
export const LATER: readonly (readonly string[])[] = [
  ["spot"],
  ["energy"],
  ["project"],
  ["data", "at"],
  ["data", "preprocessing"],
  ["run", "failures"],
  ["goal", "carbon"],
];
