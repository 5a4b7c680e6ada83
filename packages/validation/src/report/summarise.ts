import type { Quantity } from "../case/case.ts";
import type { Row } from "../predict/rows.ts";

/** Errors of a group of rows. Shares are fractions: 0.08 is 8 %. */
export interface Score {
  /** `all`: rows of every quantity but `fits` together. */
  readonly quantity: Quantity | "all";
  readonly n: number;
  /** Sources behind the rows: rows of one sweep are not independent. */
  readonly sources: number;
  /** |predicted/measured - 1|. Of `fits`: the share of wrong verdicts, in `mean` alone. */
  readonly median: number | null;
  readonly mean: number;
  readonly p90: number | null;
  /** Median of predicted/measured - 1. Of `fits`: wrong "fits" less wrong "doesn't fit", as a share. */
  readonly bias: number;
  /** Share of given intervals that hold the measured figure; null without any. */
  readonly coverage: number | null;
}

export interface Counts {
  readonly rows: number;
  readonly scored: number;
  readonly suspect: number;
  /** Rows that list a measurement again. */
  readonly twins: number;
  readonly skipped: Readonly<Record<string, number>>;
}

export interface GroupSummary {
  readonly counts: Counts;
  readonly scores: readonly Score[];
  /** All quantities but `fits` together; null where nothing is scored. */
  readonly pooled: Score | null;
}

export interface Summary {
  readonly overall: GroupSummary;
  readonly bySource: Readonly<Record<string, GroupSummary>>;
  readonly byStratum: Readonly<Record<string, GroupSummary>>;
}

interface Scored {
  readonly row: Row;
  readonly ratio: number;
}

/** Value below which a share of the sorted numbers lies, between neighbours in proportion. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

const ascending = (a: number, b: number): number => a - b;

function coverage(rows: readonly Scored[]): number | null {
  let held = 0;
  let given = 0;
  for (const { row } of rows) {
    if (!row.interval) continue;
    given += 1;
    if (row.measured >= row.interval.low && row.measured <= row.interval.high) held += 1;
  }
  return given === 0 ? null : held / given;
}

function mean(values: readonly number[]): number {
  let total = 0;
  for (const v of values) total += v;
  return values.length === 0 ? 0 : total / values.length;
}

function scoreOf(quantity: Score["quantity"], rows: readonly Scored[]): Score {
  const common = { quantity, n: rows.length, sources: new Set(rows.map((r) => r.row.source)).size, coverage: coverage(rows) };
  if (quantity === "fits") {
    const signed = rows.map(({ row }) => (row.predicted ?? 0) - row.measured);
    return { ...common, median: null, p90: null, mean: mean(signed.map(Math.abs)), bias: mean(signed) };
  }
  const errors = rows.map((r) => r.ratio - 1).toSorted(ascending);
  const absolute = errors.map(Math.abs).toSorted(ascending);
  return { ...common, median: quantile(absolute, 0.5), p90: quantile(absolute, 0.9), mean: mean(absolute), bias: quantile(errors, 0.5) };
}

/** Counts a measurement that is listed twice once: the first row of a twin id and quantity stays. */
function withoutTwins(rows: readonly Row[]): { readonly kept: readonly Row[]; readonly twins: number } {
  const seen = new Map<string, string>();
  const kept = rows.filter((row) => {
    if (row.twin === undefined) return true;
    const key = `${row.twin} ${row.quantity}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, row.id);
    return first === undefined;
  });
  return { kept, twins: rows.length - kept.length };
}

function summary(all: readonly Row[]): GroupSummary {
  const { kept, twins } = withoutTwins(all);
  const skipped: Record<string, number> = {};
  const byQuantity = new Map<Quantity, Scored[]>();
  let suspect = 0;
  let scored = 0;
  for (const row of kept) {
    if (row.predicted === null) {
      const kind = row.skipped?.kind ?? "measure";
      skipped[kind] = (skipped[kind] ?? 0) + 1;
    } else if (row.suspect !== undefined) suspect += 1;
    else {
      scored += 1;
      const list = byQuantity.get(row.quantity) ?? [];
      list.push({ row, ratio: row.predicted / row.measured });
      byQuantity.set(row.quantity, list);
    }
  }
  const scores = [...byQuantity].map(([quantity, rows]) => scoreOf(quantity, rows));
  const pool = [...byQuantity].flatMap(([quantity, rows]) => (quantity === "fits" ? [] : rows));
  return {
    counts: { rows: all.length, scored, suspect, twins, skipped },
    scores: scores.toSorted((a, b) => (a.quantity < b.quantity ? -1 : 1)),
    pooled: pool.length === 0 ? null : scoreOf("all", pool),
  };
}

function grouped(rows: readonly Row[], keys: (row: Row) => readonly string[]): Record<string, GroupSummary> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    for (const key of keys(row)) {
      const list = groups.get(key);
      if (list) list.push(row);
      else groups.set(key, [row]);
    }
  }
  return Object.fromEntries([...groups].map(([key, list]) => [key, summary(list)]));
}

/** Errors over all rows, by source and by stratum. Suspect rows stay out of the scores but are counted; twins count once. */
export function summarise(rows: readonly Row[]): Summary {
  return { overall: summary(rows), bySource: grouped(rows, (r) => [r.source]), byStratum: grouped(rows, (r) => r.strata) };
}
