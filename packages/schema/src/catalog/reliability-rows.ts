import { type FailureRate, HOUR, type SpotTerms } from "@outlay/engine";
import * as z from "zod";
import { column, count, dateOrBlank, oneOf, positive, text, textOrBlank } from "./column.ts";

const origin = oneOf(["read", "derived", "assumption"]);

export const failureRateRow: z.ZodType<FailureRate> = z
  .strictObject({
    system: text,
    gpus: count,
    scope: oneOf(["job", "fleet"]),
    failures_per_1000_node_days: positive,
    origin,
    source: text,
    note: textOrBlank,
  })
  .transform((row) => ({
    system: row.system,
    gpus: row.gpus,
    scope: row.scope,
    perThousandNodeDays: row.failures_per_1000_node_days,
    source: row.source,
  }));

const share = column("a share above 0 and up to 1", (t) => {
  const n = Number(t);
  return t !== "" && n > 0 && n <= 1 ? n : undefined;
});

export const spotRow: z.ZodType<SpotTerms> = z
  .strictObject({
    provider: text,
    accelerator: text,
    lifetime_h: positive,
    lifetime_low_h: positive,
    lifetime_high_h: positive,
    availability: share,
    availability_low: share,
    availability_high: share,
    origin,
    as_of: dateOrBlank,
    source: text,
    note: textOrBlank,
  })
  .refine((r) => r.lifetime_low_h <= r.lifetime_h && r.lifetime_h <= r.lifetime_high_h, {
    path: ["lifetime_h"],
    message: "between lifetime_low_h and lifetime_high_h",
  })
  .refine((r) => r.availability_low <= r.availability && r.availability <= r.availability_high, {
    path: ["availability"],
    message: "between availability_low and availability_high",
  })
  .transform((row) => ({
    provider: row.provider,
    accelerator: row.accelerator,
    lifetime: { value: row.lifetime_h * HOUR, low: row.lifetime_low_h * HOUR, high: row.lifetime_high_h * HOUR },
    availability: { value: row.availability, low: row.availability_low, high: row.availability_high },
    source: row.origin === "assumption" ? `assumption: ${row.source.replace(/^assumption: /, "")}` : row.source,
    asOf: row.as_of,
  }));
