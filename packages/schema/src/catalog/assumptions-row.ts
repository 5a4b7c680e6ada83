import { ASSUMPTIONS, type AssumptionId, type Assumptions } from "@outlay/engine";
import * as z from "zod";

const amount = z.number({ error: "a number" }).positive({ error: "a number > 0" });

const assumption = z
  .strictObject({ value: amount, low: amount, high: amount, source: z.string({ error: "text" }).min(1, { error: "text" }) })
  .refine((a) => a.low <= a.value && a.value <= a.high, { path: ["value"], message: "between low and high" });

const shape = Object.fromEntries(ASSUMPTIONS.map((id) => [id, assumption])) as Record<AssumptionId, typeof assumption>;

/** The file of assumptions: each that the engine knows, and no other. */
export const assumptionsFile: z.ZodType<Assumptions> = z.strictObject(shape);
