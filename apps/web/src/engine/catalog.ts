import { accelerators, models, offers, queryOffers, stacks } from "@outlay/catalog";

export interface ModelChoice {
  readonly id: string;
  readonly parameters: number;
}

export interface CardChoice {
  readonly id: string;
  readonly name: string;
  readonly memory: number;
}

/** What the form offers. */
export interface Choices {
  readonly models: readonly ModelChoice[];
  readonly cards: readonly CardChoice[];
  readonly providers: readonly string[];
  readonly stacks: readonly { readonly id: string; readonly name: string }[];
}

export function choices(): Choices {
  return {
    models: models.map(({ id, parameters }) => ({ id, parameters })),
    cards: accelerators.map(({ id, name, memory }) => ({ id, name, memory })),
    providers: [...new Set(offers().map((o) => o.provider))].sort(),
    stacks: stacks.map(({ id, name }) => ({ id, name })),
  };
}

export const TABLES = ["gpus", "offers", "models"] as const;
export type TableId = (typeof TABLES)[number];

/** A cell is text, a number, or not known. */
export type Cell = string | number | null;

/** Rows under the keys of `list.*` texts, `unit` scales already applied. */
export interface CatalogTable {
  readonly head: readonly string[];
  readonly numeric: readonly boolean[];
  readonly rows: readonly (readonly Cell[])[];
}

const tera = (n: number | null): Cell => (n === null ? null : Math.round(n / 1e12));
const GIB = 2 ** 30;

function gpuTable(): CatalogTable {
  return {
    head: ["accelerator", "generation", "memory-gib", "bandwidth", "bf16", "fp16", "fp8", "link", "power", "year", "source"],
    numeric: [false, false, true, true, true, true, true, true, true, true, false],
    rows: accelerators.map((a) => [
      a.id,
      a.generation,
      Number((a.memory / GIB).toFixed(1)),
      Number((a.bandwidth / 1e12).toFixed(2)),
      tera(a.peak.bf16),
      tera(a.peak.fp16),
      tera(a.peak.fp8),
      a.link === null ? null : Math.round(a.link / 1e9),
      a.power,
      a.released,
      a.source,
    ]),
  };
}

function offerTable(today: string): CatalogTable {
  return {
    head: ["accelerator", "count", "provider", "instance", "region", "terms", "gpu-hour", "hour", "as-of", "age", "source"],
    numeric: [false, true, false, false, false, false, true, true, false, false, false],
    rows: queryOffers({ sort: "price", today }).map((o) => [
      o.accelerator,
      o.count,
      o.provider,
      o.instanceType,
      o.region,
      o.purchase,
      Number(o.usdPerGpuHour.toPrecision(6)),
      o.usdPerHour,
      o.asOf,
      o.doubt ?? (o.stale ? "stale" : "fresh"),
      o.source,
    ]),
  };
}

function modelTable(): CatalogTable {
  return {
    head: ["model", "family", "parameters", "active", "layers", "hidden", "context", "released", "source"],
    numeric: [false, false, true, true, true, true, true, false, false],
    rows: models.map((m) => [
      m.id,
      m.architecture.family,
      m.parameters,
      m.activeParameters,
      m.architecture.layers,
      m.architecture.hidden,
      m.architecture.maxPositions,
      m.released,
      m.source,
    ]),
  };
}

export function table(id: TableId, today: string): CatalogTable {
  switch (id) {
    case "gpus":
      return gpuTable();
    case "offers":
      return offerTable(today);
    case "models":
      return modelTable();
    default:
      return id satisfies never;
  }
}
