import type { QualityFact } from "@outlay/engine";
import * as z from "zod";

const text = z.string({ error: "text" }).min(1, { error: "text" });
const number = z.number({ error: "a number" });

const effect = z
  .strictObject({ kind: z.enum(["loss", "parameters", "compute"], { error: "loss, parameters or compute" }), low: number, high: number })
  .refine((e) => e.low <= e.high, { path: ["low"], message: "at most high" })
  .refine((e) => e.kind === "loss" || e.low > 0, { path: ["low"], message: "a factor > 0" });

/** A row of quality.jsonl: what one setting of one lever does to quality; null effect: not known. */
export const qualityRow: z.ZodType<QualityFact> = z.strictObject({
  id: text,
  lever: z.string({ error: "a path of the job" }).regex(/^[a-z]+(\.[a-zA-Z]+)+$/, { error: "a path of the job" }),
  setting: text,
  effect: effect.nullable(),
  validity: text,
  contradicts: text.nullable(),
  source: text,
  asOf: z.string({ error: "YYYY-MM" }).regex(/^\d{4}-\d{2}$/, { error: "YYYY-MM" }),
  trust: z.enum(["read", "secondary", "memory"], { error: "read, secondary or memory" }),
});
