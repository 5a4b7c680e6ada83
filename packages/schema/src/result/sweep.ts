import { type Issue, METHODS, type MethodKind, type Plan, PURCHASES, REASONS, type Range, type SweepResult } from "@outlay/engine";
import * as z from "zod";
import { sweep } from "./learning.ts";

const text = z.string();
const amount = z.number().min(0);
const range = z.strictObject({ p10: amount, p50: amount, p90: amount });

/** A search for settings on one machine of the shortlist. */
export interface MachineSweep
  extends Pick<Plan, "reasons" | "accelerator" | "provider" | "instanceType" | "region" | "purchase" | "gpus" | "costUsd"> {
  /** Id of the plan whose settings are searched. */
  readonly plan: string;
  readonly runSeconds: Range;
  readonly sweep: SweepResult;
}

/** What `outlay sweep --json` prints. */
export interface SweepOutput {
  readonly schemaVersion: 1;
  readonly pricesAsOf: string | null;
  readonly model: string;
  readonly method: MethodKind;
  readonly sweeps: readonly MachineSweep[];
  readonly issues: readonly Issue[];
}

export const sweepSchema: z.ZodType<SweepOutput> = z.strictObject({
  schemaVersion: z.literal(1),
  pricesAsOf: text.nullable(),
  model: text,
  method: z.enum(METHODS),
  sweeps: z.array(
    z.strictObject({
      plan: text,
      reasons: z.array(z.enum(REASONS)),
      accelerator: text,
      provider: text,
      instanceType: text,
      region: text.nullable(),
      purchase: z.enum(PURCHASES),
      gpus: amount,
      runSeconds: range,
      costUsd: range.nullable(),
      sweep,
    }),
  ),
  issues: z.array(
    z.strictObject({
      code: text,
      severity: z.enum(["error", "warning", "note"]),
      path: text,
      values: z.record(text, z.union([z.number(), text])),
    }),
  ),
});

/** The schema that programs check `outlay sweep --json` with. */
export function sweepJsonSchema(): unknown {
  return { title: "Outlay sweep", ...z.toJSONSchema(sweepSchema, { override: ({ jsonSchema }) => void delete jsonSchema["~standard"] }) };
}
