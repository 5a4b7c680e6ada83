import { type EvidenceRecord, readRecords, resolve, type Row, validation } from "@outlay/validation";
import { textOf } from "../files.ts";

/** A record with what the product says of it. */
export interface Told {
  readonly record: EvidenceRecord;
  readonly rows: readonly Row[];
  /** What its hours hold. */
  readonly hours: "run" | "steps";
}

/** The records of a file of the evidence, each estimated again from what it states. */
export function told(file: string): readonly Told[] {
  const { records } = readRecords(textOf(`packages/catalog/data/evidence/${file}.jsonl`), file);
  const { estimates } = validation(records);
  return records.map((record, i) => ({ record, rows: estimates[i]?.rows ?? [], hours: resolve(record).hours }));
}

export function short(n: number): string {
  if (n >= 1000) return Math.round(n).toLocaleString("en-US");
  return n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n >= 1 ? n.toFixed(2) : n.toPrecision(2);
}

export function percent(share: number, signed = false): string {
  return `${signed && share > 0 ? "+" : ""}${(100 * share).toFixed(0)} %`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? Number.NaN) + (sorted[Math.ceil(at)] ?? Number.NaN)) / 2;
}

export interface Scored {
  readonly n: number;
  readonly error: number;
  readonly bias: number;
  readonly inside: number;
}

/** Median error and bias of the estimates, and the share of intervals that hold what was measured. */
export function scored(rows: readonly Row[]): Scored {
  const off = rows.map((r) => (r.predicted ?? Number.NaN) / r.measured - 1);
  const held = rows.filter((r) => r.interval && r.measured >= r.interval.low && r.measured <= r.interval.high).length;
  return { n: rows.length, error: median(off.map(Math.abs)), bias: median(off), inside: held / rows.length };
}

export function said(s: Scored): string {
  return `${s.n} figures, median error ${percent(s.error)}, median bias ${percent(s.bias, true)}, ${percent(s.inside)} inside the 80 % interval`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
