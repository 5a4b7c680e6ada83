import type { PlanRequest } from "@outlay/engine";
import { z } from "zod";

type Assumptions = PlanRequest["assumptions"];

const amount = z.number({ error: "a number" }).positive({ error: "a number > 0" });

const assumption = z
  .strictObject({ value: amount, low: amount, high: amount, source: z.string({ error: "text" }).min(1, { error: "text" }) })
  .refine((a) => a.low <= a.value && a.value <= a.high, { path: ["value"], message: "between low and high" });

/** The file of assumptions: each that the engine knows, and no other. */
export const assumptionsFile: z.ZodType<Assumptions> = z.strictObject({
  "boot-seconds": assumption,
  "image-seconds": assumption,
  "compile-seconds": assumption,
  "rendezvous-seconds": assumption,
  "download-bytes-per-second": assumption,
  "load-bytes-per-second": assumption,
  "checkpoint-bytes-per-second": assumption,
  "checkpoint-every-seconds": assumption,
  "checkpoints-kept": assumption,
  "fine-tuning-batch": assumption,
});
