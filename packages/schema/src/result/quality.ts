import type { QualityResult } from "@outlay/engine";
import * as z from "zod";

const text = z.string();
const number = z.number();

/** A published effect of a plan's own choice. */
export const quality: z.ZodType<QualityResult> = z.strictObject({
  id: text,
  lever: text,
  setting: text,
  effect: z.strictObject({ kind: z.enum(["loss", "parameters", "compute"]), low: number, high: number }).nullable(),
  validity: text,
  contradicts: text.nullable(),
  source: text,
  asOf: text,
  trust: z.enum(["read", "secondary", "memory"]),
  value: text,
  lossChange: z.strictObject({ low: number, high: number }).nullable(),
});
