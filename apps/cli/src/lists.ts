import {
  accelerators,
  findAccelerator,
  matchesRegion,
  models,
  type OfferRow,
  offers,
  queryAccelerators,
  queryModels,
  queryOffers,
} from "@outlay/catalog";
import type { Issue } from "@outlay/engine";
import { type Language, parseBytes, parseCount, parseMoney, text } from "@outlay/schema";
import { EXIT, type ExitCode } from "./exit.ts";
import { Filters, type Options } from "./filters.ts";
import { type Io, tell } from "./io.ts";
import { type Align, columns, count, fitted, gib, usd } from "./render/format.ts";
import { paint } from "./render/paint.ts";

const MOST_ROWS = 40;

export interface ListOptions {
  readonly language: Language;
  readonly json: boolean;
  readonly today: string;
}

interface List {
  readonly head: readonly string[];
  readonly align: readonly Align[];
  /** The last column gives way where the terminal is narrow. */
  readonly rows: readonly (readonly string[])[];
}

interface Listing extends ListOptions {
  readonly io: Io;
  readonly options: Options;
}

function table({ io, language, options }: Listing, list: List): ExitCode {
  const { dim } = paint(io.color);
  if (list.rows.length === 0) {
    io.out(`${text("cli.nothing-found", language)}\n`);
    return EXIT.ok;
  }
  const shown = options["all"] === true ? list.rows : list.rows.slice(0, MOST_ROWS);
  const head = list.head.map((key) => text(`list.${key}`, language));
  const [first = [], ...rest] = fitted([head, ...shown], io.width, head.length - 1);
  io.out(`${columns([first.map(dim), ...rest], list.align, "")}\n`);
  const left = list.rows.length - shown.length;
  if (left > 0) io.err(`${text("cli.and-more", language, { count: left })}\n`);
  return EXIT.ok;
}

/** What was found, or what is wrong with the filters: then nothing is printed. */
function answer<T>(at: Listing, filters: Filters, find: () => readonly T[], list: (rows: readonly T[]) => List): ExitCode {
  if (filters.issues.length > 0) {
    tell(at.io, filters.issues, at.language);
    return EXIT.badInput;
  }
  const found = find();
  if (!at.json) return table(at, list(found));
  at.io.out(`${JSON.stringify({ schemaVersion: 1, rows: found }, null, 2)}\n`);
  return EXIT.ok;
}

const names = (all: readonly string[]): readonly string[] => [...new Set(all)].sort();
const known = <K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, V>);
const yesNo = (yes: boolean, language: Language): string => text(yes ? "list.yes" : "list.no", language);

export function modelsCommand(search: string | undefined, options: Options, at: ListOptions, io: Io): ExitCode {
  const filters = new Filters(options);
  const size = { parse: parseCount, code: "job.bad-count" };
  const minParameters = filters.amount("minParameters", size);
  const maxParameters = filters.amount("maxParameters", size);
  filters.ordered("minParameters", "maxParameters", [minParameters, maxParameters]);
  const family = filters.oneOf("family", names(models.map((m) => m.architecture.family)), "job.unknown-family");
  const query = {
    ...known("search", search),
    ...known("family", family),
    ...known("minParameters", minParameters),
    ...known("maxParameters", maxParameters),
  };
  return answer(
    { ...at, io, options },
    filters,
    () => queryModels(query),
    (rows) => ({
      head: ["model", "family", "parameters", "active", "layers", "hidden", "context", "verified", "released", "source"],
      align: ["left", "left", "right", "right", "right", "right", "right", "left", "left", "left"],
      rows: rows.map((m) => [
        m.id,
        m.architecture.family,
        count(m.parameters),
        m.activeParameters === null ? "" : count(m.activeParameters),
        String(m.architecture.layers),
        String(m.architecture.hidden),
        m.architecture.maxPositions === null ? "" : String(m.architecture.maxPositions),
        yesNo(m.verified, at.language),
        m.released ?? "",
        m.source,
      ]),
    }),
  );
}

const tera = (n: number | null): string => (n === null ? "-" : (n / 1e12).toFixed(0));
const orDash = (n: number | null): string => (n === null ? "-" : String(n));

export function gpusCommand(search: string | undefined, options: Options, at: ListOptions, io: Io): ExitCode {
  const filters = new Filters(options);
  const minMemory = filters.amount("minMemory", { parse: parseBytes, code: "job.bad-bytes" });
  const vendor = filters.oneOf("vendor", names(accelerators.map((a) => a.vendor)), "job.unknown-vendor");
  const minMemoryGiB = minMemory === undefined ? undefined : minMemory / 2 ** 30;
  return answer(
    { ...at, io, options },
    filters,
    () => queryAccelerators({ ...known("search", search), ...known("vendor", vendor), ...known("minMemoryGiB", minMemoryGiB) }),
    (rows) => ({
      head: ["accelerator", "generation", "memory", "bandwidth", "bf16", "fp16", "fp8", "link", "power", "year", "verified", "source"],
      align: ["left", "left", "right", "right", "right", "right", "right", "right", "right", "right", "left", "left"],
      rows: rows.map((a) => [
        a.id,
        a.generation,
        gib(a.memory),
        (a.bandwidth / 1e12).toFixed(2),
        tera(a.peak.bf16),
        tera(a.peak.fp16),
        tera(a.peak.fp8),
        a.link === null ? "-" : (a.link / 1e9).toFixed(0),
        orDash(a.power),
        orDash(a.released),
        yesNo(a.verified, at.language),
        a.source,
      ]),
    }),
  );
}

/** A card that isn't known; an ambiguous name lists every card that it may mean. */
function cardIssue(name: string | undefined): Issue | null {
  const found = name === undefined ? null : findAccelerator(name);
  if (name === undefined || found?.kind !== "none") return null;
  const near = found.suggestions;
  const code = near.length === 0 ? "job.unknown-accelerator" : "job.unknown-accelerator-near";
  return { code, severity: "error", path: "", values: { value: name, ...(near.length === 0 ? {} : { suggestions: near.join(", ") }) } };
}

function regionIssue(region: string | undefined): Issue | null {
  const fits = region === undefined || offers().some((o) => o.prices.some((p) => p.region !== "*" && matchesRegion(p.region, region)));
  return fits ? null : { code: "job.unknown-region", severity: "error", path: "--region", values: { value: region } };
}

export function pricesCommand(search: string | undefined, options: Options, at: ListOptions, io: Io): ExitCode {
  const filters = new Filters(options);
  const maxUsdPerGpuHour = filters.amount("max", { parse: parseMoney, code: "job.bad-money" });
  const provider = filters.oneOf("provider", names(offers().map((o) => o.provider)), "job.unknown-provider");
  const region = filters.text("region");
  filters.also(cardIssue(search));
  filters.also(regionIssue(region));
  const purchase = options["spot"] === true ? ("spot" as const) : ("on-demand" as const);
  const asOf = ({ asOf: day, doubt, stale }: OfferRow): string => {
    const state = doubt ? text(`catalog.${doubt}`, at.language) : stale ? text("cli.stale", at.language) : null;
    return `${day ?? text("cli.undated", at.language)}${state === null ? "" : ` (${state})`}`;
  };
  const query = {
    ...known("accelerator", search),
    ...known("provider", provider),
    ...known("region", region),
    ...known("maxUsdPerGpuHour", maxUsdPerGpuHour),
  };
  return answer(
    { ...at, io, options },
    filters,
    () => queryOffers({ ...query, purchase, sort: "price", today: at.today }),
    (rows) => ({
      head: ["accelerator", "count", "provider", "instance", "region", "gpu-hour", "hour", "as-of", "source"],
      align: ["left", "right", "left", "left", "left", "right", "right", "left", "left"],
      rows: rows.map((o) => [
        o.accelerator,
        String(o.count),
        o.provider,
        o.instanceType,
        o.region,
        usd(o.usdPerGpuHour),
        usd(o.usdPerHour),
        asOf(o),
        o.source,
      ]),
    }),
  );
}
