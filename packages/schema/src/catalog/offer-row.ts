import type { PriceRow } from "@outlay/catalog";
import { GIB, PRICE_DOUBTS, type PriceDoubt } from "@outlay/engine";
import * as z from "zod";
import { count, dateOrBlank, positive, positiveOrBlank, text, textOrBlank } from "./column.ts";

/** A row of the catalog's offers: a price list's row and what the instance has. */
export interface OfferLine extends PriceRow {
  readonly marketedMemory: number;
  readonly vcpus: number | null;
  readonly hostMemory: number | null;
  readonly source: string;
  readonly note: string | null;
  readonly doubt: PriceDoubt | null;
}

const prices = {
  provider: text,
  instance_type: text,
  accelerator: text,
  accelerator_count: count,
  on_demand_usd_h: positiveOrBlank,
};

const SOLD = { path: ["on_demand_usd_h"], message: "a price, on demand or spot" };
const CHEAPER = { path: ["spot_usd_h"], message: "no more than on_demand_usd_h" };

const cheaper = (row: { on_demand_usd_h: number | null; spot_usd_h?: number | null | undefined }): boolean =>
  (row.spot_usd_h ?? 0) <= (row.on_demand_usd_h ?? Number.POSITIVE_INFINITY);

export const offerRow: z.ZodType<OfferLine> = z
  .strictObject({
    ...prices,
    gpu_memory_gib: positive,
    vcpus: positiveOrBlank,
    memory_gib: positiveOrBlank,
    region: text,
    spot_usd_h: positiveOrBlank,
    source_version: text,
    as_of: dateOrBlank,
    note: textOrBlank,
    doubt: z.enum(["", ...PRICE_DOUBTS], { error: `${PRICE_DOUBTS.join(", ")}, or nothing` }),
  })
  .refine((row) => row.on_demand_usd_h !== null || row.spot_usd_h !== null, SOLD)
  .refine(cheaper, CHEAPER)
  .transform((row) => ({
    provider: row.provider,
    instanceType: row.instance_type,
    accelerator: row.accelerator.toLowerCase(),
    count: row.accelerator_count,
    region: row.region,
    onDemand: row.on_demand_usd_h,
    spot: row.spot_usd_h,
    source: row.source_version,
    asOf: row.as_of,
    marketedMemory: row.gpu_memory_gib,
    vcpus: row.vcpus,
    hostMemory: row.memory_gib === null ? null : row.memory_gib * GIB,
    note: row.note,
    doubt: row.doubt === "" ? null : row.doubt,
  }));

/**
 * A row of a user's price list, as text by column: the offers' columns, of which provider, instance_type, accelerator,
 * accelerator_count and on_demand_usd_h must be there. Other columns are let pass.
 */
export const priceRow: z.ZodType<PriceRow> = z
  .object({
    ...prices,
    region: textOrBlank.optional(),
    spot_usd_h: positiveOrBlank.optional(),
    source_version: textOrBlank.optional(),
    as_of: dateOrBlank.optional(),
  })
  .refine((row) => row.on_demand_usd_h !== null || (row.spot_usd_h ?? null) !== null, SOLD)
  .refine(cheaper, CHEAPER)
  .transform((row) => ({
    provider: row.provider,
    instanceType: row.instance_type,
    accelerator: row.accelerator,
    count: row.accelerator_count,
    region: row.region ?? "*",
    onDemand: row.on_demand_usd_h,
    spot: row.spot_usd_h ?? null,
    source: row.source_version ?? null,
    asOf: row.as_of ?? null,
  }));
