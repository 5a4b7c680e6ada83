import { type LeverResult, METHODS, PURCHASES, REASONS, type Swing, type WhatifResult } from "@outlay/engine";
import * as z from "zod";

const number = z.number();
const amount = number.min(0);
const share = amount.max(1);
const text = z.string();
const why = z.strictObject({ formula: text, inputs: z.record(text, z.union([number, text, z.boolean()])), source: text });
const ends = z.strictObject({ low: amount, high: amount });

/** A name in the reader's language. */
interface Labelled {
  readonly label: string;
}

/** What `outlay whatif --json` prints. */
export interface WhatifOutput extends Omit<WhatifResult, "levers" | "tornado"> {
  readonly levers: readonly (LeverResult & Labelled)[];
  readonly tornado: readonly (Swing & Labelled)[];
}

const effect = {
  costUsd: amount.nullable(),
  runSeconds: amount.nullable(),
  memoryBytes: amount.nullable(),
  pFits: share.nullable(),
  tokens: amount.nullable(),
  loss: amount.nullable(),
  excessLoss: amount.nullable(),
  statedUsd: number.nullable(),
};

const issue = z.strictObject({
  code: text,
  severity: z.enum(["error", "warning", "note"]),
  path: text,
  values: z.record(text, z.union([number, text])),
});

const plan = z.strictObject({
  id: text,
  reasons: z.array(z.enum(REASONS)),
  accelerator: text,
  provider: text,
  instanceType: text,
  region: text.nullable(),
  purchase: z.enum(PURCHASES),
  gpus: z.int().min(1),
  stack: text,
  ...effect,
  pins: z.array(z.strictObject({ path: text, value: text })),
});

const lever = z.strictObject({
  id: text,
  label: text,
  path: text,
  from: text,
  to: text,
  note: text.nullable(),
  followed: z.array(z.strictObject({ path: text, from: text.nullable(), to: text })),
  ...effect,
  refusals: z.array(issue),
});

const swing = z.strictObject({
  id: text,
  label: text,
  path: text.nullable(),
  input: z.strictObject({ p10: amount, p50: amount, p90: amount, unit: text }).nullable(),
  costUsd: ends.nullable(),
  runSeconds: ends,
  memoryBytes: ends,
  why,
});

export const whatifSchema: z.ZodType<WhatifOutput> = z.strictObject({
  schemaVersion: z.literal(1),
  pricesAsOf: text.nullable(),
  model: text,
  method: z.enum(METHODS),
  plan: plan.nullable(),
  levers: z.array(lever),
  tornado: z.array(swing),
  notCounted: z.array(text),
  issues: z.array(issue),
});

/** The schema that programs check `outlay whatif --json` with. */
export function whatifJsonSchema(): unknown {
  return { title: "Outlay whatif", ...z.toJSONSchema(whatifSchema, { override: ({ jsonSchema }) => void delete jsonSchema["~standard"] }) };
}
