import {
  ATTENTIONS,
  METHODS,
  OFFLOADS,
  OPTIMIZERS,
  PADDINGS,
  type PlanResult,
  PRECISIONS,
  PURCHASES,
  RECOMPUTES,
  SHARDINGS,
} from "@outlay/engine";
import { z } from "zod";
import { learning, sweep } from "./learning.ts";
import { quality } from "./quality.ts";

/** zod refuses NaN and infinities: what is unknown is null. */
const number = z.number();
const amount = number.min(0);
const share = number.min(0).max(1);
const whole = z.int().min(0);
const text = z.string();

const part = z.strictObject({
  id: text,
  value: amount,
  why: z.strictObject({ formula: text, inputs: z.record(text, z.union([z.number(), text, z.boolean()])), source: text }),
});
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
  microBatch: whole,
  gradAccum: whole,
  offload: z.enum(OFFLOADS),
});

const billLine = z.strictObject({
  id: z.enum(["compute", "startup", "storage", "egress"]),
  label: text,
  quantity: amount,
  unit: text,
  unitPriceUsd: amount.nullable(),
  costUsd: amount.nullable(),
  source: text,
  asOf: text.nullable(),
});

const plan = z.strictObject({
  id: text,
  reasons: z.array(z.enum(["cheapest", "fastest", "best-value", "most-tokens", "only", "frontier"])),
  accelerator: text,
  provider: text,
  instanceType: text,
  region: text.nullable(),
  purchase: z.enum(PURCHASES),
  gpus: whole,
  nodes: whole,
  stack: text,
  method: z.enum(METHODS),
  precision: z.enum(PRECISIONS),
  optimizer: z.enum(OPTIMIZERS),
  attention: z.enum(ATTENTIONS),
  padding: z.enum(PADDINGS),
  globalBatch: whole,
  layout,
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
  gpuHours: range,
  costUsd: range.nullable(),
  bill: z.array(billLine),
  pBudget: share.nullable(),
  pDeadline: share.nullable(),
  priceStale: z.boolean(),
  calibration: z.enum(["full", "few"]),
  settings: z.array(z.strictObject({ id: text, value: text, flag: text.nullable(), source: text })),
  learning,
  sweep: sweep.nullable(),
  quality: z.array(quality),
  issues: z.array(issue),
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

/** What `outlay plan --json` prints. A field more or less is a change of this schema, told in the changelog. */
export const resultSchema: z.ZodType<PlanResult> = z.strictObject({
  schemaVersion: z.literal(1),
  pricesAsOf: text.nullable(),
  model,
  method: z.enum(METHODS),
  search: z.strictObject({ space: whole, evaluated: whole, pruned: whole, feasible: whole, seconds: amount }),
  plans: z.array(plan),
  frontier: z.array(text),
  cheaper: z.array(change),
  nearest: z.array(change),
  notCounted: z.array(text),
  issues: z.array(issue),
});

/** The schema that programs check results with. */
export function resultJsonSchema(): unknown {
  return { title: "Outlay result", ...z.toJSONSchema(resultSchema, { override: ({ jsonSchema }) => void delete jsonSchema["~standard"] }) };
}
