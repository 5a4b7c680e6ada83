import { queryAccelerators, queryModels, queryOffers } from "@outlay/catalog";
import { type Language, parseBytes, parseCount, parseMoney, text } from "@outlay/schema";
import { EXIT, type ExitCode } from "./exit.ts";
import { type Io, tell } from "./io.ts";
import { type Align, columns, count, gib, shorten, usd } from "./render/format.ts";
import { paint } from "./render/paint.ts";

const MOST_ROWS = 40;

interface ListOptions {
  readonly language: Language;
  readonly json: boolean;
  readonly today: string;
}

type Options = Readonly<Record<string, unknown>>;

const string = (options: Options, key: string): string | undefined => (typeof options[key] === "string" ? options[key] : undefined);

function table(
  io: Io,
  at: ListOptions,
  all: boolean,
  list: { head: readonly string[]; align: readonly Align[]; rows: readonly (readonly string[])[] },
): ExitCode {
  const { dim } = paint(io.color);
  if (list.rows.length === 0) {
    io.out(`${text("cli.nothing-found", at.language)}\n`);
    return EXIT.ok;
  }
  const shown = all ? list.rows : list.rows.slice(0, MOST_ROWS);
  io.out(`${columns([list.head.map(dim), ...shown], list.align, "")}\n`);
  const left = list.rows.length - shown.length;
  if (left > 0) io.err(`${text("cli.and-more", at.language, { count: left })}\n`);
  return EXIT.ok;
}

const json = (io: Io, rows: unknown): ExitCode => {
  io.out(`${JSON.stringify({ schemaVersion: 1, rows }, null, 2)}\n`);
  return EXIT.ok;
};

/** A numeric filter; a bad one is told and stops the command. */
function number(
  io: Io,
  at: ListOptions,
  options: Options,
  key: string,
  parse: (v: unknown) => number | null,
  code: string,
): number | null | undefined {
  const given = options[key];
  if (given === undefined) return undefined;
  const value = parse(given);
  if (value === null)
    tell(
      io,
      [
        {
          code,
          severity: "error",
          path: `--${key.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`,
          values: { value: JSON.stringify(given) },
        },
      ],
      at.language,
    );
  return value;
}

export function modelsCommand(search: string | undefined, options: Options, at: ListOptions, io: Io): ExitCode {
  const minParameters = number(io, at, options, "minParameters", parseCount, "job.bad-count");
  const maxParameters = number(io, at, options, "maxParameters", parseCount, "job.bad-count");
  if (minParameters === null || maxParameters === null) return EXIT.badInput;
  const family = string(options, "family");
  const found = queryModels({
    ...(search === undefined ? {} : { search }),
    ...(family === undefined ? {} : { family }),
    ...(minParameters === undefined ? {} : { minParameters }),
    ...(maxParameters === undefined ? {} : { maxParameters }),
  });
  if (at.json) return json(io, found);
  return table(io, at, options["all"] === true, {
    head: ["model", "family", "parameters", "active", "layers", "hidden", "context", "verified", "released", "source"],
    align: ["left", "left", "right", "right", "right", "right", "right", "left", "left", "left"],
    rows: found.map((m) => [
      m.id,
      m.architecture.family,
      count(m.parameters),
      m.activeParameters === null ? "" : count(m.activeParameters),
      String(m.architecture.layers),
      String(m.architecture.hidden),
      m.architecture.maxPositions === null ? "" : String(m.architecture.maxPositions),
      m.verified ? "yes" : "no",
      m.released ?? "",
      shorten(m.source, 50),
    ]),
  });
}

export function gpusCommand(search: string | undefined, options: Options, at: ListOptions, io: Io): ExitCode {
  const minMemory = number(io, at, options, "minMemory", parseBytes, "job.bad-bytes");
  if (minMemory === null) return EXIT.badInput;
  const vendor = string(options, "vendor");
  const found = queryAccelerators({
    ...(search === undefined ? {} : { search }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(minMemory === undefined ? {} : { minMemoryGiB: minMemory / 2 ** 30 }),
  });
  if (at.json) return json(io, found);
  const tera = (n: number | null): string => (n === null ? "-" : (n / 1e12).toFixed(0));
  return table(io, at, options["all"] === true, {
    head: ["accelerator", "generation", "memory", "TB/s", "bf16 TF", "fp16 TF", "fp8 TF", "link GB/s", "W", "year", "verified", "source"],
    align: ["left", "left", "right", "right", "right", "right", "right", "right", "right", "right", "left", "left"],
    rows: found.map((a) => [
      a.id,
      a.generation,
      gib(a.memory),
      (a.bandwidth / 1e12).toFixed(2),
      tera(a.peak.bf16),
      tera(a.peak.fp16),
      tera(a.peak.fp8),
      a.link === null ? "-" : (a.link / 1e9).toFixed(0),
      a.power === null ? "-" : String(a.power),
      a.released === null ? "-" : String(a.released),
      a.verified ? "yes" : "no",
      shorten(a.source, 50),
    ]),
  });
}

export function pricesCommand(search: string | undefined, options: Options, at: ListOptions, io: Io): ExitCode {
  const most = number(io, at, options, "max", parseMoney, "job.bad-money");
  if (most === null) return EXIT.badInput;
  const provider = string(options, "provider");
  const region = string(options, "region");
  const purchase = options["spot"] === true ? ("spot" as const) : ("on-demand" as const);
  const found = queryOffers({
    ...(search === undefined ? {} : { accelerator: search }),
    ...(provider === undefined ? {} : { provider }),
    ...(region === undefined ? {} : { region }),
    ...(most === undefined ? {} : { maxUsdPerGpuHour: most }),
    purchase,
    sort: "price",
    today: at.today,
  });
  if (at.json) return json(io, found);
  return table(io, at, options["all"] === true, {
    head: ["accelerator", "count", "provider", "instance", "region", "$/GPU-h", "$/h", "as of", "source"],
    align: ["left", "right", "left", "left", "left", "right", "right", "left", "left"],
    rows: found.map((o) => [
      o.accelerator,
      String(o.count),
      o.provider,
      shorten(o.instanceType, 34),
      o.region,
      usd(o.usdPerGpuHour),
      usd(o.usdPerHour),
      `${o.asOf ?? text("cli.undated", at.language)}${o.stale ? ` (${text("cli.stale", at.language)})` : ""}`,
      shorten(o.source, 46),
    ]),
  });
}
