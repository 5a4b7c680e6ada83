import {
  ATTENTIONS,
  CHECKPOINT_CONTENTS,
  CHECKPOINT_STORES,
  MEASURED,
  METHODS,
  MINIMISE,
  OFFLOADS,
  OPTIMIZERS,
  PADDINGS,
  type PlanResult,
  PRECISIONS,
  PROJECT_LINES,
  PURCHASES,
  QUESTIONS,
  REASONS,
  RECOMPUTES,
  SHARDINGS,
  STORED,
} from "@outlay/engine";
import * as z from "zod";
import { STACK_CLASSES } from "../catalog/stack-row.ts";
import { learning, sweep } from "./learning.ts";
import { objective } from "./objective.ts";
import { quality } from "./quality.ts";

/** zod refuses NaN and infinities: what is unknown is null. */
const number = z.number();
const amount = number.min(0);
const share = number.min(0).max(1);
const whole = z.int().min(0);
const text = z.string();

const why = z.strictObject({ formula: text, inputs: z.record(text, z.union([z.number(), text, z.boolean()])), source: text });
const part = z.strictObject({ id: text, value: amount, why });
const breakdown = z.strictObject({ total: amount, parts: z.array(part) });
const range = z.strictObject({ p10: amount, p50: amount, p90: amount });
const estimate = z.strictObject({ ...range.shape, parts: z.array(part) });

const issue = z.strictObject({
  code: text,
  severity: z.enum(["error", "warning", "note"]),
  path: text,
  values: z.record(text, z.union([number, text])),
});

const change = z.strictObject({
  path: text,
  from: text,
  to: text,
  costUsd: amount.nullable(),
  runSeconds: amount.nullable(),
  memoryBytes: amount.nullable(),
});

const memory = z.strictObject({
  ...estimate.shape,
  capacity: amount,
  verdict: z.enum(["fits", "tight", "does-not-fit"]),
  headroom: number,
  phase: text,
  phases: z.array(z.strictObject({ id: text, bytes: amount })),
  hostBytes: amount,
});

const layout = z.strictObject({
  dp: whole,
  tp: whole,
  pp: whole,
  virtualPp: whole,
  cp: whole,
  ep: whole,
  sequenceParallel: z.boolean(),
  sharding: z.enum(SHARDINGS),
  shardGroup: whole,
  recompute: z.enum(RECOMPUTES),
  recomputeLayers: whole.nullable(),
  microBatch: whole,
  gradAccum: whole,
  offload: z.enum(OFFLOADS),
});

const billLine = z.strictObject({
  id: z.enum(["compute", "startup", "storage", "egress", "transfer", "energy"]),
  label: text,
  quantity: amount,
  unit: text,
  unitPriceUsd: amount.nullable(),
  costUsd: amount.nullable(),
  source: text,
  asOf: text.nullable(),
});

const features = z.strictObject({
  kind: z.enum(METHODS),
  base: z.enum(STORED),
  trained: amount,
  parameters: amount,
  active: amount,
  hidden: amount,
  layers: whole,
  vocab: amount,
  moe: z.boolean(),
  sequence: amount,
  longest: amount,
  microBatch: amount.nullable(),
  globalBatch: amount,
  gpus: whole,
  accelerator: text,
  generation: text,
  vendor: text,
  peak: amount.nullable(),
  bandwidth: amount,
  stack: text,
  stackClass: z.enum(STACK_CLASSES),
  precision: z.enum(PRECISIONS).nullable(),
  optimizer: z.enum(OPTIMIZERS),
  attention: z.enum(ATTENTIONS),
  compile: z.boolean(),
  tp: whole,
  pp: whole,
  cp: whole,
  ep: whole,
  virtualPp: whole.nullable(),
  sharding: z.enum(SHARDINGS),
  recompute: z.enum(RECOMPUTES).nullable(),
  offload: z.enum(OFFLOADS),
});
const figure = z.strictObject({ quantity: z.enum(MEASURED), measured: amount, predicted: range });

/** A published run near to a plan, its figures as printed and as predicted without them. */
const similar = z.strictObject({
  id: text,
  model: text,
  features,
  time: figure.nullable(),
  memory: figure.nullable(),
  source: text,
  url: text,
  date: text.nullable(),
  distance: amount,
  differences: z.array(z.strictObject({ id: features.keyof(), value: amount })),
});

const ask = z.strictObject({
  question: z.enum(QUESTIONS),
  path: text,
  options: z.array(text),
  narrows: z.strictObject({ quantity: z.enum(["time", "cost", "memory"]), from: amount, to: amount }),
});

const checkpoints = z.strictObject({
  content: z.enum(CHECKPOINT_CONTENTS),
  store: z.enum(CHECKPOINT_STORES).nullable(),
  bytes: amount,
  everySeconds: amount,
  everySteps: amount,
  count: amount,
  kept: amount,
  writeSeconds: amount,
  lagSeconds: amount,
  why,
});

const interruptions = z.strictObject({
  meanSecondsBetween: range,
  expected: amount,
  probability: share,
  restartSeconds: amount,
  waitSeconds: amount,
  seconds: range,
  why,
});

const spot = z.strictObject({
  priceShare: amount.nullable(),
  stretch: amount,
  breakEvenShare: share,
  availability: share,
  lostUsd: amount,
  onDemandUsd: amount.nullable(),
  mixes: z.array(
    z.strictObject({
      policy: z.enum(["greedy", "uniform-progress"]),
      spotSeconds: amount,
      onDemandSeconds: amount,
      switchSeconds: amount,
      costUsd: amount,
    }),
  ),
  why,
});

const commitment = z.strictObject({
  term: text,
  target: text,
  usdPerGpuHour: amount,
  leastHours: amount.nullable(),
  breakEvenHours: amount.nullable(),
  breakEvenUse: share,
  paidHours: amount,
  runHours: amount,
  costUsd: amount,
  source: text,
  asOf: text.nullable(),
});

const energy = z.strictObject({
  kwh: range,
  wattsPerGpu: amount,
  pue: amount,
  gramsPerKwh: range,
  gridKnown: z.boolean(),
  kgCo2e: range,
  embodiedKg: amount.nullable(),
  why,
});

const timeline = z.strictObject({
  spans: z.array(z.strictObject({ id: z.enum(["boot", "download", "compile", "run"]), startSeconds: amount, endSeconds: amount })),
  repeats: z.array(
    z.strictObject({
      id: z.enum(["evaluation", "checkpoints", "interruptions"]),
      firstSeconds: amount,
      everySeconds: amount,
      seconds: amount,
      count: amount,
    }),
  ),
});

const data = z.strictObject({
  bytes: amount.nullable(),
  move: z.enum(["none", "between-regions", "between-providers"]).nullable(),
  moveSeconds: amount.nullable(),
  neededBytesPerSecond: amount,
  suppliedBytesPerSecond: amount,
  stallSeconds: amount,
  stallsFromGpus: amount.nullable(),
  prepareSeconds: amount.nullable(),
  why,
});

/** What runs, where, on which terms. */
const identity = {
  accelerator: text,
  provider: text,
  instanceType: text,
  region: text.nullable(),
  purchase: z.enum(PURCHASES),
  gpus: whole,
  nodes: whole,
  stack: text,
  method: z.enum(METHODS),
};

const plan = z.strictObject({
  id: text,
  reasons: z.array(z.enum(REASONS)),
  ...identity,
  objective,
  precision: z.enum(PRECISIONS),
  optimizer: z.enum(OPTIMIZERS),
  attention: z.enum(ATTENTIONS),
  padding: z.enum(PADDINGS),
  globalBatch: whole,
  layout,
  notation: text,
  fits: z.boolean(),
  pFits: share,
  memoryBytes: memory,
  largestMicroBatch: whole,
  stepSeconds: estimate,
  tokensPerSecondPerGpu: amount,
  mfu: amount,
  hfu: amount,
  mfuByConvention: z.array(z.strictObject({ id: text, value: amount, source: text })),
  tokens: amount,
  usefulTokens: amount,
  steps: amount,
  runSeconds: estimate,
  checkpoints,
  interruptions: interruptions.nullable(),
  goodput: share,
  gpuHours: range,
  costUsd: range.nullable(),
  bill: z.array(billLine),
  data,
  waterfall: z.array(z.strictObject({ id: text, gpuHours: amount, usd: amount.nullable() })),
  timeline,
  spot: spot.nullable(),
  commitments: z.array(commitment),
  energy: energy.nullable(),
  pBudget: share.nullable(),
  pDeadline: share.nullable(),
  pCarbon: share.nullable(),
  priceStale: z.boolean(),
  calibration: z.enum(["full", "few"]),
  similar: z.array(similar).nullable(),
  ask: ask.nullable(),
  settings: z.array(z.strictObject({ id: text, value: text, flag: text.nullable(), source: text })),
  learning,
  sweep: sweep.nullable(),
  quality: z.array(quality),
  issues: z.array(issue),
});

const instead = z.strictObject({
  hosted: z.array(
    z.strictObject({
      provider: text,
      model: text,
      fit: z.enum(["same", "other", "programme"]),
      usd: z.strictObject({ low: amount, high: amount }),
      usdPerMillionTokens: amount.nullable(),
      breakEvenTokens: amount.nullable(),
      source: text,
      asOf: text.nullable(),
    }),
  ),
  api: z
    .strictObject({
      usdPerMillionTokens: amount,
      ownUsdPerMillionTokens: amount,
      breakEvenTokens: amount.nullable(),
      months: amount.nullable(),
    })
    .nullable(),
});

const project = z.strictObject({
  runUsd: amount,
  lines: z.array(z.strictObject({ id: z.enum(PROJECT_LINES), usd: amount })),
  experiments: z.strictObject({ usd: amount, multiplier: amount, low: amount, high: amount, source: text }).nullable(),
  totalUsd: range,
});

const model = z.strictObject({
  name: text,
  source: text,
  verified: z.boolean(),
  parameters: breakdown,
  activeParameters: amount,
  trainableParameters: amount,
  flopPerToken: breakdown,
});

const offerLine = z.strictObject({
  id: text,
  ...identity,
  precision: z.enum(PRECISIONS),
  layout: text,
  costUsd: amount.nullable(),
  runSeconds: amount,
  kgCo2e: amount.nullable(),
  gridKnown: z.boolean(),
  tokens: amount,
  withinLimits: z.boolean(),
  front: z.enum(["cost-time", "cost-time-carbon"]).nullable(),
});

const runnerUp = z.strictObject({
  offer: offerLine,
  by: z.enum([...MINIMISE, "tokens"]),
  share: number.nullable(),
  differences: z.array(z.strictObject({ of: z.enum(["rate", "bill", "run", "step"]), id: text, chosen: amount, other: amount })),
});

/** What `outlay plan --json` prints. A field more or less is a change of this schema, told in the changelog. */
export const resultSchema: z.ZodType<PlanResult> = z.strictObject({
  schemaVersion: z.literal(1),
  pricesAsOf: text.nullable(),
  model,
  method: z.enum(METHODS),
  search: z.strictObject({ space: whole, evaluated: whole, pruned: whole, feasible: whole, seconds: amount }),
  plans: z.array(plan),
  frontier: z.array(text),
  offers: z.strictObject({ total: whole, shown: z.array(offerLine) }),
  runnerUp: runnerUp.nullable(),
  cheaper: z.array(change),
  nearest: z.array(change),
  cleaner: z.array(change.omit({ memoryBytes: true }).extend({ kgCo2e: amount })),
  instead: instead.nullable(),
  project: project.nullable(),
  notCounted: z.array(text),
  issues: z.array(issue),
});

/** The schema that programs check results with. */
export function resultJsonSchema(): unknown {
  return { title: "Outlay result", ...z.toJSONSchema(resultSchema, { override: ({ jsonSchema }) => void delete jsonSchema["~standard"] }) };
}
