import * as z from "zod";

/** Records of measured runs. Only what every reader relies on is demanded; the rest is let pass. */

const words = z.string({ error: "text" }).min(1, { error: "text" });
const number = z.number({ error: "a number or null" }).nullable().optional();
const cited = z.looseObject({ title: words, url: words });

const measured = z.looseObject({
  tokens_per_s_per_gpu: number,
  tokens_per_s: number,
  samples_per_s: number,
  step_time_s: number,
  tflops_per_gpu: number,
  mfu: number,
  hfu: number,
  peak_memory_gib_per_gpu: number,
  fits: z.boolean({ error: "true, false or null" }).nullable().optional(),
  gpu_hours: number,
  wall_hours: number,
  total_tokens: number,
  total_steps: number,
  energy_mwh: number,
  co2_t: number,
  cost_usd: number,
});

export interface Identified {
  readonly id: string;
}

export const runRecord: z.ZodType<Identified> = z.looseObject({
  id: words,
  source: cited,
  model: z.looseObject({ name: words }),
  method: words,
  hardware: z.looseObject({}),
  measured,
  notes: z.string({ error: "text" }),
  suspect: words.optional(),
  twin: words.optional(),
});

export const microRecord: z.ZodType<Identified> = z.looseObject({
  id: words,
  source: cited,
  gpu: words,
  op: words,
  achieved: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  notes: z.string({ error: "text" }),
});

export const reliabilityRecord: z.ZodType<Identified> = z.looseObject({
  id: words,
  source: words,
  url: words,
  system: words,
  metric: words,
  unit: z.string({ error: "text" }),
  notes: z.string({ error: "text" }),
});
