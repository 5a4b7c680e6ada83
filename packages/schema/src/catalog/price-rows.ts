import type { CarbonFigure, CatalogDataPrice, Commitment, HostedPrice, Quote } from "@outlay/catalog";
import { GB, GIB } from "@outlay/engine";
import * as z from "zod";
import { column, count, dateOrBlank, fractionOrBlank, oneOf, positiveOrBlank, text, textOrBlank } from "./column.ts";

/** Storage and movement of data. What no bill has (`ingress`, moves inside a region) is checked and left out: null. */
export const dataPriceRow: z.ZodType<CatalogDataPrice | null> = z
  .strictObject({
    provider: text,
    kind: oneOf(["storage", "egress", "transfer", "ingress"]),
    item: text,
    region: text,
    usd: column("a number >= 0", (t) => (t !== "" && Number(t) >= 0 ? Number(t) : undefined)),
    unit: oneOf(["GB-month", "GiB-month", "GB"]),
    as_of: dateOrBlank,
    source: text,
    note: textOrBlank,
  })
  .refine((row) => (row.kind === "storage") === (row.unit !== "GB"), {
    path: ["unit"],
    message: "GB-month or GiB-month for storage, GB for the rest",
  })
  .transform((row) => {
    if (row.kind === "ingress" || (row.kind === "transfer" && !row.item.startsWith("inter-region"))) return null;
    const binary = row.unit === "GiB-month";
    return {
      provider: row.provider,
      kind: row.kind,
      item: row.item,
      region: row.region,
      usd: binary ? (row.usd * GB) / GIB : row.usd,
      unit: row.unit === "GB" ? "GB" : "GB-month",
      source: row.source,
      asOf: row.as_of,
      note: row.note,
    };
  });

const YEAR_HOURS = 8766;

/** The least that a term binds to: `CUD 3y`, `12-36 month`, `1-182 days`. Null where it isn't stated. */
function termHours(term: string): number | null {
  const found = /(\d+)(?:-\d+)?\s*(y|month|day)/.exec(term);
  if (!found) return null;
  const hours = { y: YEAR_HOURS, month: YEAR_HOURS / 12, day: 24 }[found[2] ?? ""];
  return hours === undefined ? null : Number(found[1]) * hours;
}

export const commitmentRow: z.ZodType<Commitment> = z
  .strictObject({
    provider: text,
    instance_type_or_accelerator: text,
    term: text,
    usd_per_gpu_h: positiveOrBlank,
    discount_fraction: fractionOrBlank,
    as_of: dateOrBlank,
    url: text,
    note: textOrBlank,
  })
  .refine((row) => row.usd_per_gpu_h !== null || row.discount_fraction !== null, {
    path: ["usd_per_gpu_h"],
    message: "a price or a discount",
  })
  .transform((row) => ({
    provider: row.provider,
    target: row.instance_type_or_accelerator,
    term: row.term,
    usdPerGpuHour: row.usd_per_gpu_h,
    discount: row.discount_fraction,
    leastHours: termHours(row.term),
    ceiling: row.term.includes("ceiling"),
    source: row.url,
    asOf: row.as_of,
    note: row.note,
  }));

const usdRange = column("an amount, a range low-high, or nothing", (t) => {
  if (t === "") return null;
  const range = /^(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?$/.exec(t);
  return range ? { low: Number(range[1]), high: Number(range[2] ?? range[1]) } : undefined;
});

const BILLION = 1e9;

/** Sizes in a name such as `up to 16B`, `17B-69B`, `16.1B-80B`: whole numbers join what the class below ends with. */
function sizesOf(model: string): HostedPrice["sizes"] {
  const upTo = /^up to (\d+(?:\.\d+)?)B$/i.exec(model);
  if (upTo) return { over: 0, most: Number(upTo[1]) * BILLION };
  const span = /^(\d+(?:\.\d+)?)B-(\d+(?:\.\d+)?)B$/i.exec(model);
  if (!span) return null;
  const from = Number(span[1]);
  return { over: (Number.isInteger(from) ? from - 1 : from) * BILLION, most: Number(span[2]) * BILLION };
}

const DPO_TOO = /\bdpo\b/;

/** What a service trains towards; reinforcement fine-tuning is sold by the hour and is told apart. */
function objectivesOf(method: string): HostedPrice["objectives"] {
  const sft = /sft|fine-tune|custom/.test(method);
  return [...(sft ? (["sft"] as const) : []), ...(DPO_TOO.test(method) ? (["dpo"] as const) : [])];
}

function trainsOf(method: string): HostedPrice["trains"] {
  if (objectivesOf(method).length === 0) return null;
  return method.includes("lora") ? "adapters" : method.includes("full") ? "full" : "any";
}

function perOf(unit: string): HostedPrice["per"] {
  if (unit.startsWith("1M ")) return "million-tokens";
  return unit.startsWith("hour") ? "hour" : unit === "project" ? "project" : null;
}

export const hostedPriceRow: z.ZodType<HostedPrice> = z
  .strictObject({
    provider: text,
    model: text,
    method: text,
    unit: text,
    usd: usdRange,
    minimum: textOrBlank,
    as_of: dateOrBlank,
    url: text,
    note: textOrBlank,
  })
  .transform(({ url, as_of, ...row }) => ({
    ...row,
    per: perOf(row.unit),
    minimumUsd: Number(/^\d+(?:\.\d+)?/.exec(row.minimum ?? "")?.[0] ?? Number.NaN) || null,
    sizes: sizesOf(row.model),
    objectives: objectivesOf(row.method),
    trains: trainsOf(row.method),
    source: url,
    asOf: as_of,
  }));

export const quoteRow: z.ZodType<Quote> = z
  .strictObject({
    provider: text,
    accelerator: text,
    tier: text,
    gpus: count,
    on_demand_usd_gpu_h: positiveOrBlank,
    spot_usd_gpu_h: positiveOrBlank,
    as_of: dateOrBlank,
    source: text,
    note: textOrBlank,
  })
  .transform((row) => ({
    provider: row.provider,
    accelerator: row.accelerator.toLowerCase(),
    tier: row.tier,
    count: row.gpus,
    onDemandUsdPerGpuHour: row.on_demand_usd_gpu_h,
    spotUsdPerGpuHour: row.spot_usd_gpu_h,
    source: row.source,
    asOf: row.as_of,
    note: row.note,
  }));

const words = z.string({ error: "text" }).min(1, { error: "text" });

export const carbonRow: z.ZodType<CarbonFigure> = z
  .strictObject({
    id: words,
    source: words,
    cloud: words,
    region: words.exactOptional(),
    alias: words.exactOptional(),
    location: words.exactOptional(),
    country: words.exactOptional(),
    origin: words.exactOptional(),
    metric: z.enum(["grid_carbon_intensity", "PUE"], { error: "grid_carbon_intensity or PUE" }),
    value: z.number({ error: "a number" }).nonnegative({ error: "a number >= 0" }),
    unit: z.enum(["gCO2eq/kWh", "ratio"], { error: "gCO2eq/kWh or ratio" }),
    cfe: z.number().min(0).max(1).exactOptional(),
    year: z.int().exactOptional(),
    notes: words.exactOptional(),
  })
  .refine((row) => (row.metric === "PUE") === (row.unit === "ratio"), {
    path: ["unit"],
    message: "ratio for PUE, gCO2eq/kWh for an intensity",
  })
  .transform((row) => ({
    id: row.id,
    provider: row.cloud,
    region: row.alias ?? row.region ?? null,
    kind: row.metric === "PUE" ? "pue" : "grid-intensity",
    value: row.value,
    year: row.year ?? null,
    source: row.source,
    note: row.notes ?? null,
  }));
