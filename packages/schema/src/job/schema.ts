import {
  ATTENTIONS,
  type AttentionKernel,
  CHECKPOINT_CONTENTS,
  CHECKPOINT_STORES,
  type CheckpointContent,
  type CheckpointStore,
  type Layout,
  type MethodKind,
  METHODS,
  MINIMISE,
  type Minimise,
  ENGINES,
  type EngineId,
  OBJECTIVES,
  type ObjectiveKind,
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
  type Site,
  SITES,
  type LossLawId,
  LOSS_LAWS,
  type Schedule,
  SCHEDULES,
  SPARSE_KINDS,
  type SparseAttention,
  type Stored,
  SAVED_MODULES,
  type SavedModule,
  STORED,
  type SweepKind,
  SWEEPS,
  type Transfer,
  TRANSFERS,
} from "@outlay/engine";
import * as z from "zod";
import type { CountRange } from "./units.ts";
import {
  amountUpTo,
  choice,
  count,
  countUpTo,
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
  pue,
  carbon,
  range,
  share,
  times,
  size,
  type Values,
  warmup,
  wholeCount,
  wholeOrAll,
  wholeUpTo,
  word,
  words,
} from "./fields.ts";

/** Fields that may be left out. */
type Open<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Left open: each of a few is searched. */
export const ANY = "any";
export type Any = typeof ANY;

export type JobMethod = Open<{
  kind: MethodKind | Any;
  rank: number;
  targets: readonly string[];
  modulesToSave: readonly SavedModule[];
  dropout: number;
  base: Stored;
  frozenLayers: number;
  galoreRank: number;
}>;

export type JobGeneration = Open<{ engine: EngineId; memory: number; sleep: boolean; gpus: number; tp: number; batch: number }>;

export type JobObjective = Open<{
  kind: ObjectiveKind;
  referencePrecomputed: boolean;
  beta: number;
  samplesPerPrompt: number;
  promptTokens: number;
  responseTokens: number;
  maxResponseTokens: number;
  updateEpochs: number;
  minibatches: number;
  rewardModel: string;
  rewardSeconds: number;
  valueModel: string;
  generation: JobGeneration;
}>;

export type JobData = Open<{
  file: string;
  tokens: number;
  samples: number;
  tokensPerSample: number;
  steps: number;
  epochs: number;
  textField: string;
  bytes: number;
  at: string;
  residency: readonly string[];
  readRate: number;
  prefetch: boolean;
  cache: boolean;
  preprocessing: Open<{ when: "ahead" | "while-training"; tokensPerSecondPerCore: number; cores: number }>;
  uniqueTokens: number;
  quality: number;
  transfer: Transfer;
}>;

export type JobTraining = Open<{
  sequence: number;
  globalBatch: number;
  microBatch: number;
  gradAccum: number;
  precision: Precision | Any;
  optimizer: OptimizerId;
  attention: AttentionKernel;
  compile: boolean;
  padding: Padding | Any;
  packing: boolean;
  learningRate: number;
  schedule: Schedule;
  scheduleSteps: number;
  warmup: number;
  loraDropout: number;
  recompute: Recompute;
  sparse: JobSparse;
  gradients: readonly { readonly batch: number; readonly squared: number }[];
}>;

export type JobSparse = { readonly kind: SparseAttention["kind"] } & Open<{
  density: number;
  block: number;
  window: number;
  global: number;
  random: number;
}>;

export type JobBought = Open<{
  usdPerGpu: number;
  ageYears: number;
  lifetimeYears: number;
  use: number;
  network: boolean;
  serverOverhead: number;
  staffUsdPerYear: number;
}>;

export type JobOwned = { readonly accelerator: string } & Open<{
  gpusPerNode: number;
  nodes: number;
  fabric: string;
  site: Site;
  usdPerGpuHour: number;
  bought: JobBought;
}>;

export type JobWhere = Open<{
  accelerators: readonly string[];
  providers: readonly string[];
  regions: readonly string[];
  instanceTypes: readonly string[];
  purchase: readonly ("on-demand" | "spot")[];
  gpus: CountRange;
  everyCount: boolean;
  nodes: CountRange;
  owned: readonly JobOwned[];
  prices: Open<{ file: string; discount: number }>;
}>;

export type JobCheckpoints = Open<{
  every: number;
  interval: number;
  keep: number;
  save: CheckpointContent;
  storage: CheckpointStore;
  async: boolean;
}>;

export type JobEnergy = Open<{ gramsPerKwh: number; pue: number; watts: number; usdPerKwh: number; embodiedKgPerGpu: number }>;

export type JobApi = Open<{ usdPerMillionTokens: number; ownUsdPerMillionTokens: number; tokensPerMonth: number }>;

/** An amount, or months of people at a price. */
export type JobPeople = number | { readonly months: number; readonly usdPerMonth: number };

export type JobProject = Open<{
  people: JobPeople;
  syntheticData: number | { readonly tokens: number; readonly usdPerMillionTokens: number };
  evaluation: number;
  legal: number;
  privacy: number;
  deployment: number;
  other: number;
  experiments: boolean | number;
}>;

export type JobSpot = boolean | Open<{ lifetime: number; availability: number }>;

export type JobEarlyStop = Open<{ patience: number; every: number; best: number }>;

export type JobRun = Open<{
  evaluation: Open<{ every: number; sequences: number }>;
  checkpoints: JobCheckpoints;
  failures: boolean | Open<{ perThousandNodeDays: number; restart: number }>;
  slowdown: boolean | number;
  earlyStop: JobEarlyStop;
}>;

export type JobGoal = Open<{
  minimise: Minimise;
  maximise: "tokens";
  budget: number;
  deadline: number;
  carbon: number;
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
  objective: JobObjective;
  data: JobData;
  training: JobTraining;
  layout: Open<Omit<Layout, "offload"> & { offload: Layout["offload"] | Any }>;
  stack: readonly string[];
  where: JobWhere;
  run: JobRun;
  spot: JobSpot;
  energy: JobEnergy;
  api: JobApi;
  project: JobProject;
  goal: JobGoal;
  sweep: JobSweep;
}>;

const ranks = wholeUpTo(32_768);
const batch = wholeUpTo(1e9);
/** A node that fails ten times a day is broken. */
const failureRate = countUpTo(10_000);
const modelWidth = wholeUpTo(65_536);

const method = z.strictObject({
  kind: choice([...METHODS, ANY]).optional(),
  rank: modelWidth.optional(),
  targets: words.optional(),
  modulesToSave: listOf(choice(SAVED_MODULES), { type: "string", enum: [...SAVED_MODULES] }).optional(),
  dropout: fraction.optional(),
  base: choice(STORED).optional(),
  frozenLayers: wholeCount.optional(),
  galoreRank: modelWidth.optional(),
});

const generation = z.strictObject({
  engine: choice(ENGINES).optional(),
  memory: share.optional(),
  sleep: flag.optional(),
  gpus: wholeUpTo(32_768).optional(),
  tp: wholeUpTo(1024).optional(),
  batch: wholeUpTo(1e6).optional(),
});

const objective = z.strictObject({
  kind: choice(OBJECTIVES).optional(),
  referencePrecomputed: flag.optional(),
  beta: amountUpTo(1000).optional(),
  samplesPerPrompt: wholeUpTo(4096).optional(),
  promptTokens: countUpTo(1e7).optional(),
  responseTokens: countUpTo(1e7).optional(),
  maxResponseTokens: wholeUpTo(1e7).optional(),
  updateEpochs: wholeUpTo(100).optional(),
  minibatches: wholeUpTo(1024).optional(),
  rewardModel: word.optional(),
  rewardSeconds: amountUpTo(1e5).optional(),
  valueModel: word.optional(),
  generation: generation.optional(),
});

const data = z.strictObject({
  file: word.optional(),
  tokens: count.optional(),
  samples: wholeCount.optional(),
  tokensPerSample: count.optional(),
  steps: wholeCount.optional(),
  epochs: wholeCount.optional(),
  textField: word.optional(),
  bytes: size.optional(),
  at: word.optional(),
  residency: words.optional(),
  readRate: size.optional(),
  prefetch: flag.optional(),
  cache: flag.optional(),
  preprocessing: z
    .strictObject({
      when: choice(["ahead", "while-training"] as const).optional(),
      tokensPerSecondPerCore: count.optional(),
      cores: wholeUpTo(100_000).optional(),
    })
    .optional(),
  uniqueTokens: count.optional(),
  quality: multiplier.optional(),
  transfer: choice(TRANSFERS).optional(),
});

const sparse = z.strictObject({
  kind: choice(SPARSE_KINDS),
  density: share.optional(),
  block: wholeUpTo(65_536).optional(),
  window: wholeCount.optional(),
  global: wholeCount.optional(),
  random: wholeCount.optional(),
});

const training = z.strictObject({
  sequence: batch.optional(),
  globalBatch: batch.optional(),
  microBatch: batch.optional(),
  gradAccum: batch.optional(),
  precision: choice([...PRECISIONS, ANY]).optional(),
  optimizer: choice(OPTIMIZERS).optional(),
  attention: choice(ATTENTIONS).optional(),
  compile: flag.optional(),
  padding: choice([...PADDINGS, ANY]).optional(),
  packing: flag.optional(),
  learningRate: learningRate.optional(),
  schedule: choice(SCHEDULES).optional(),
  scheduleSteps: wholeCount.optional(),
  warmup: warmup.optional(),
  loraDropout: fraction.optional(),
  recompute: choice(RECOMPUTES).optional(),
  gradients: z
    .array(z.strictObject({ batch: wholeCount, squared: count }))
    .length(2)
    .optional(),
  sparse: z.union([choice(SPARSE_KINDS).transform((kind): JobSparse => ({ kind })), sparse]).optional(),
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
  recomputeLayers: ranks.optional(),
  microBatch: batch.optional(),
  gradAccum: batch.optional(),
  offload: choice([...OFFLOADS, ANY]).optional(),
});

const years = countUpTo(50);

const bought = z.strictObject({
  usdPerGpu: money.optional(),
  ageYears: years.optional(),
  lifetimeYears: years.optional(),
  use: share.optional(),
  network: flag.optional(),
  serverOverhead: countUpTo(10).optional(),
  staffUsdPerYear: price.optional(),
});

const owned = z.strictObject({
  accelerator: word,
  gpusPerNode: wholeUpTo(1024).optional(),
  nodes: wholeUpTo(4096).optional(),
  fabric: word.optional(),
  site: choice(SITES).optional(),
  usdPerGpuHour: price.optional(),
  bought: bought.optional(),
});

const where = z.strictObject({
  accelerators: words.optional(),
  providers: words.optional(),
  regions: words.optional(),
  instanceTypes: words.optional(),
  purchase: listOf(choice(["on-demand", "spot"] as const), { type: "string", enum: ["on-demand", "spot"] }).optional(),
  gpus: range.optional(),
  everyCount: flag.optional(),
  nodes: range.optional(),
  owned: z.array(owned).min(1).max(50).optional(),
  prices: z.strictObject({ file: word.optional(), discount: fraction.optional() }).optional(),
});

const run = z.strictObject({
  evaluation: z.strictObject({ every: wholeCount.optional(), sequences: wholeCount.optional() }).optional(),
  checkpoints: z
    .strictObject({
      every: wholeCount.optional(),
      interval: durationField.optional(),
      keep: wholeOrAll.optional(),
      save: choice(CHECKPOINT_CONTENTS).optional(),
      storage: choice(CHECKPOINT_STORES).optional(),
      async: flag.optional(),
    })
    .optional(),
  failures: z.union([flag, z.strictObject({ perThousandNodeDays: failureRate.optional(), restart: durationField.optional() })]).optional(),
  slowdown: z.union([times, flag]).optional(),
  earlyStop: z.strictObject({ patience: wholeUpTo(1e6).optional(), every: wholeCount.optional(), best: fraction.optional() }).optional(),
});

const spot = z.union([flag, z.strictObject({ lifetime: durationField.optional(), availability: share.optional() })]);

const energy = z.strictObject({
  gramsPerKwh: amountUpTo(2000).optional(),
  pue: pue.optional(),
  watts: countUpTo(100_000).optional(),
  usdPerKwh: price.optional(),
  embodiedKgPerGpu: amountUpTo(100_000).optional(),
});

const api = z.strictObject({
  usdPerMillionTokens: price.optional(),
  ownUsdPerMillionTokens: price.optional(),
  tokensPerMonth: count.optional(),
});

const project = z.strictObject({
  people: z.union([price, z.strictObject({ months: countUpTo(100_000), usdPerMonth: price })]).optional(),
  syntheticData: z.union([price, z.strictObject({ tokens: count, usdPerMillionTokens: price })]).optional(),
  evaluation: price.optional(),
  legal: price.optional(),
  privacy: price.optional(),
  deployment: price.optional(),
  other: price.optional(),
  experiments: z.union([times, flag]).optional(),
});

const goal = z.strictObject({
  minimise: choice(MINIMISE).optional(),
  maximise: choice(["tokens"] as const).optional(),
  budget: money.optional(),
  deadline: durationField.optional(),
  carbon: carbon.optional(),
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
  method: z.union([choice([...METHODS, ANY]).transform((kind): JobMethod => ({ kind })), method]).optional(),
  objective: z.union([choice(OBJECTIVES).transform((kind): JobObjective => ({ kind })), objective]).optional(),
  data: z.union([word.transform((file): JobData => ({ file })), data]).optional(),
  training: training.optional(),
  layout: layout.optional(),
  stack: words.optional(),
  where: where.optional(),
  run: run.optional(),
  spot: spot.optional(),
  energy: energy.optional(),
  api: api.optional(),
  project: project.optional(),
  goal: goal.optional(),
  sweep: z.union([choice(SWEEPS).transform((kind): JobSweep => ({ kind })), sweep]).optional(),
});
