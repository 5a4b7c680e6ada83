import type { Ask } from "@outlay/engine";
import { type Language, text } from "@outlay/schema";
import type { Counts, Estimate, GroupSummary, Row, Score, Validation } from "@outlay/validation";
import { type Align, columns, shorten, wrap } from "./format.ts";
import type { Paint } from "./paint.ts";

/** What a script reads of one outcome of a record. */
interface RecordJson {
  readonly id: string;
  readonly quantity: string;
  readonly measured: number;
  readonly predicted: number | null;
  readonly p10: number | null;
  readonly p90: number | null;
  readonly assumed: readonly string[];
  readonly skipped?: string;
  readonly probability?: number;
  readonly suspect?: string;
  readonly twin?: string;
  /** What of the record would narrow its interval most. */
  readonly ask?: Ask;
}

type By = "overall" | "source" | "stratum" | "task" | "scale" | "generation" | "flag";

/** Errors of one quantity of a group; `all` stands for every quantity but `fits`, and has the group's counts. */
interface SummaryJson extends Partial<Counts> {
  readonly by: By;
  readonly name: string;
  readonly quantity: string;
  readonly n: number;
  readonly sources: number;
  readonly median: number | null;
  readonly mean: number | null;
  readonly p90: number | null;
  readonly bias: number | null;
  readonly coverage: number | null;
}

function recordJson(row: Row, assumed: readonly string[]): RecordJson {
  const { id, quantity, measured, predicted, interval, skipped, probability, suspect, twin, ask } = row;
  return {
    id,
    quantity,
    measured,
    predicted,
    p10: interval?.low ?? null,
    p90: interval?.high ?? null,
    assumed,
    ...(skipped ? { skipped: skipped.reason } : {}),
    ...(probability === undefined ? {} : { probability }),
    ...(suspect === undefined ? {} : { suspect }),
    ...(twin === undefined ? {} : { twin }),
    ...(ask ? { ask } : {}),
  };
}

const EMPTY = { quantity: "all", n: 0, sources: 0, median: null, mean: null, p90: null, bias: null, coverage: null } as const;

function summaryJson(by: By, name: string, group: GroupSummary): readonly SummaryJson[] {
  return [...group.scores.map((s) => ({ by, name, ...s })), { by, name, ...(group.pooled ?? EMPTY), ...group.counts }];
}

/** `task:full` is a stratum of one kind, `full/node/hopper` one of all three. */
function stratumBy(name: string): { readonly by: By; readonly name: string } {
  const [kind = "", ...rest] = name.split(":");
  const by = (["task", "scale", "generation", "flag"] as const).find((k) => k === kind);
  return by && rest.length > 0 ? { by, name: rest.join(":") } : { by: "stratum", name };
}

type Groups = readonly (readonly [string, GroupSummary])[];

function sorted(groups: Readonly<Record<string, GroupSummary>>): Groups {
  return Object.entries(groups).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function strataOf(v: Validation, wanted: By): Groups {
  return sorted(v.summary.byStratum).flatMap(([key, group]) => {
    const { by, name } = stratumBy(key);
    return by === wanted ? [[name, group] as const] : [];
  });
}

export function validationJson(v: Validation): unknown {
  const { overall, bySource } = v.summary;
  const strata: readonly By[] = ["stratum", "task", "scale", "generation", "flag"];
  return {
    schemaVersion: 1,
    records: v.estimates.flatMap((e) => e.rows.map((row) => recordJson(row, e.assumed))),
    summary: [
      ...summaryJson("overall", "all", overall),
      ...sorted(bySource).flatMap(([name, group]) => summaryJson("source", name, group)),
      ...strata.flatMap((by) => strataOf(v, by).flatMap(([name, group]) => summaryJson(by, name, group))),
    ],
    constants: v.spoke,
    without: v.without,
  };
}

interface Page {
  readonly language: Language;
  readonly width: number;
  readonly paint: Paint;
}

const grouped = (n: number): string => n.toLocaleString("en-US");

function share(fraction: number | null, signed = false): string {
  if (fraction === null || !Number.isFinite(fraction)) return "-";
  const value = fraction * 100;
  const size = Math.abs(value);
  const shown = size >= 10_000 ? value.toExponential(0) : size >= 9.95 || size < 0.05 ? value.toFixed(0) : value.toFixed(1);
  return `${signed && value > 0 && Number(shown) !== 0 ? "+" : ""}${Number(shown) === 0 ? "0" : shown} %`;
}

const ALIGN: readonly Align[] = ["left", "right", "right", "right", "right", "right", "right"];

function scoreCells(s: Score): readonly string[] {
  return [s.quantity, grouped(s.n), share(s.median), share(s.mean), share(s.p90), share(s.bias, true), share(s.coverage)];
}

function head(page: Page): readonly string[] {
  const keys = ["quantity", "n", "median", "mean", "p90", "bias", "coverage"];
  return keys.map((key) => page.paint.dim(text(`validate.${key}`, page.language)));
}

/** Each quantity of a group, and all together where there are several. */
function groupScores(group: GroupSummary): readonly Score[] {
  const several = group.scores.filter((s) => s.quantity !== "fits").length > 1;
  return group.pooled && several ? [...group.scores, group.pooled] : group.scores;
}

/** Groups by name, their rows below it in common columns; those without a scored row in a line of their own. */
function table(title: string, groups: Groups, page: Page): string {
  const scored = groups.filter(([, group]) => group.scores.length > 0);
  if (scored.length === 0) return "";
  const rows = scored.flatMap(([, group]) => groupScores(group).map(scoreCells));
  const [first = "", ...rest] = columns([head(page), ...rows], ALIGN, "    ").split("\n");
  const lines: string[] = [page.paint.bold(text(title, page.language)), first];
  let at = 0;
  for (const [name, group] of scored) {
    const count = groupScores(group).length;
    lines.push(`  ${shorten(name, page.width - 2)}`, ...rest.slice(at, at + count));
    at += count;
  }
  const without = groups.filter(([, group]) => group.scores.length === 0).map(([name]) => name);
  if (without.length > 0) lines.push(wrap(`${text("validate.none-scored", page.language)} ${without.join(", ")}`, page.width, "  "));
  return lines.join("\n");
}

function overallTable(v: Validation, page: Page): string {
  const { scores, pooled } = v.summary.overall;
  const rows = [...scores, ...(pooled ? [pooled] : [])].map(scoreCells);
  return `${page.paint.bold(text("validate.overall", page.language))}\n${columns([head(page), ...rows], ALIGN)}`;
}

function figure(n: number | null): string {
  return n === null ? "-" : Number(n.toPrecision(4)).toLocaleString("en-US", { maximumSignificantDigits: 4 });
}

/** Beyond these a list ends with how many are left. */
const MOST_LISTED = 12;

function more(left: number, page: Page): string {
  return left > 0 ? `\n  ${text("validate.and-more", page.language, { count: grouped(left) })}` : "";
}

/** Records marked as suspect with the reason, and what they measured beside what is predicted. */
function suspects(v: Validation, all: boolean, page: Page): string {
  const marked = v.estimates.filter((e) => e.rows.some((r) => r.suspect !== undefined));
  if (marked.length === 0) return "";
  const shown = all ? marked : marked.slice(0, MOST_LISTED);
  const lines = shown.flatMap((e) => [
    shorten(`  ! ${e.id}: ${e.rows[0]?.suspect ?? ""}`, page.width),
    shorten(`      ${e.rows.map((r) => `${r.quantity} ${figure(r.measured)} -> ${figure(r.predicted)}`).join("; ")}`, page.width),
  ]);
  const title = text("validate.suspects", page.language, { count: grouped(marked.length) });
  return `${page.paint.bold(title)}\n${lines.join("\n")}${more(marked.length - shown.length, page)}`;
}

/** What was assumed, by how many records. */
function assumptions(estimates: readonly Estimate[], all: boolean, page: Page): string {
  const counts = new Map<string, number>();
  for (const e of estimates) for (const said of new Set(e.assumed)) counts.set(said, (counts.get(said) ?? 0) + 1);
  if (counts.size === 0) return "";
  const said = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const shown = all ? said : said.slice(0, MOST_LISTED);
  const lines = columns(
    shown.map(([what, n]) => [grouped(n), shorten(what, page.width - 12)]),
    ["right", "left"],
  );
  return `${page.paint.bold(text("validate.assumed", page.language))}\n${lines}${more(said.length - shown.length, page)}`;
}

function headLines(v: Validation, files: number, page: Page): string {
  const { counts } = v.summary.overall;
  const skipped = Object.entries(counts.skipped).toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const total = skipped.reduce((sum, [, n]) => sum + n, 0);
  const line = text("validate.head", page.language, {
    records: grouped(v.estimates.length),
    files: grouped(files),
    rows: grouped(counts.rows),
    scored: grouped(counts.scored),
    suspect: grouped(counts.suspect),
    twins: grouped(counts.twins),
    skipped: grouped(total),
  });
  const why = skipped.map(([kind, n]) => `${text(`validate.skip-${kind}`, page.language)} ${grouped(n)}`);
  if (v.without > 0) why.push(text("validate.without", page.language, { count: grouped(v.without) }));
  const reasons = why.length === 0 ? "" : `\n${wrap(`${text("validate.skipped", page.language)} ${why.join("; ")}`, page.width, "  ")}`;
  return wrap(line, page.width, "") + reasons;
}

export function renderValidation(v: Validation, about: { files: number; shipped: boolean; all: boolean }, page: Page): string {
  const { language, width } = page;
  const closing = text("validate.constants", language, { full: grouped(v.spoke.full), few: grouped(v.spoke.few) });
  const parts = [
    headLines(v, about.files, page),
    v.summary.overall.scores.length > 0 ? overallTable(v, page) : "",
    table("validate.by-source", sorted(v.summary.bySource), page),
    table("validate.by-stratum", strataOf(v, "stratum"), page),
    table("validate.by-flag", strataOf(v, "flag"), page),
    suspects(v, about.all, page),
    assumptions(v.estimates, about.all, page),
    wrap(text("validate.reading", language), width, ""),
    wrap(about.shipped ? `${closing} ${text("validate.fitted", language)}` : closing, width, ""),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
