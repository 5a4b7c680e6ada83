import { CsvError, type Options, parse } from "csv-parse/sync";
import { type Block, EMPTY, type Fields, textOf } from "./read.ts";
import type { Source } from "./source.ts";

export interface TableHead {
  readonly delimiter: string;
  readonly columns: readonly string[];
}

const CANDIDATES = 24;
const LOOK_AHEAD = 16_384;
const LOOK = 8192;
const LONGEST_ROW = 16_000_000;

const options = (delimiter: string): Options => ({
  bom: true,
  delimiter,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: LONGEST_ROW,
});

/** Rows up to the first that can't be read, and why not. */
interface Rows {
  readonly rows: readonly (readonly string[])[];
  readonly problem: { readonly line: number; readonly message: string } | null;
}

/** Rows without a quote need no parser: each line is one, and csv-parse takes ten times as long. */
function plainRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.split("\n")) {
    const whole = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (whole !== "") rows.push(whole.split(delimiter));
  }
  return rows;
}

/** Rows of a text, the first `most` of them. */
function rowsOf(text: string, delimiter: string, most?: number): Rows {
  // A line that ends in a lone carriage return is csv-parse's to find.
  if (!text.includes('"') && (text.includes("\n") || !text.includes("\r"))) return { rows: plainRows(text, delimiter).slice(0, most), problem: null };
  try {
    return { rows: parse(text, { ...options(delimiter), ...(most === undefined ? {} : { to: Math.max(1, most) }) }), problem: null };
  } catch (error) {
    return rowsUntil(text, delimiter, error);
  }
}

/** Rows handed over one by one cost csv-parse five times as much: only where a row can't be read. */
function rowsUntil(text: string, delimiter: string, failure: unknown): Rows {
  const rows: string[][] = [];
  try {
    parse(text, { ...options(delimiter), on_record: (row: string[]) => void rows.push(row) });
  } catch {
    // The failure is known; what came before it is what counts.
  }
  const line = failure instanceof CsvError && typeof failure["lines"] === "number" ? failure["lines"] : rows.length + 1;
  return { rows, problem: { line, message: failure instanceof Error ? failure.message.slice(0, 140) : "" } };
}

function delimiterOf(line: string): string {
  const counted = [",", ";", "|"].map((d) => ({ d, n: line.split(d).length }));
  counted.sort((a, b) => b.n - a.n);
  return (counted[0]?.n ?? 0) > 1 ? (counted[0]?.d ?? ",") : ",";
}

/** Delimiter and columns of a table, from its first row. */
export function tableHead(start: string, tabs: boolean): TableHead {
  const delimiter = tabs ? "\t" : delimiterOf(start.split("\n", 1)[0] ?? "");
  const [columns = []] = rowsOf(start, delimiter).rows;
  return { delimiter, columns: columns.map((c) => c.trim()) };
}

function recordOf(columns: readonly string[], row: readonly string[]): Fields {
  const record: Record<string, unknown> = Object.create(null);
  for (const [i, column] of columns.entries()) if (row[i] !== undefined && row[i] !== "") record[column] = row[i];
  return record;
}

/** All rows of a table; `problem` when it can't be read to its end. */
export function wholeTable(bytes: Uint8Array, head: TableHead, cut: boolean): { readonly block: Block; readonly problem: Rows["problem"] } {
  const { text, broken } = textOf(bytes);
  const { rows, problem } = rowsOf(text, head.delimiter);
  const records = rows.slice(1, cut ? -1 : undefined).map((row) => recordOf(head.columns, row));
  return { block: { ...EMPTY, records, broken: broken ? 1 : 0 }, problem: cut ? null : problem };
}

function fits(rows: readonly (readonly string[])[], columns: number): boolean {
  const right = rows.filter((row) => row.length === columns).length;
  return right >= 0.8 * rows.length;
}

/**
 * Rows that begin in a range of a long table, whose quoted fields may hold line breaks. Each line break is tried as the end of a row, until
 * what follows has the table's number of columns; null when none does.
 */
export async function tableRows(source: Source, range: { readonly from: number; readonly to: number }, head: TableHead): Promise<Block | null> {
  const { text, broken } = textOf(await source.read(range.from, Math.min(source.bytes, range.to + LOOK_AHEAD)));
  const read = Math.min(source.bytes, range.to + LOOK_AHEAD) - range.from;
  const limit = Math.floor((text.length * (range.to - range.from)) / Math.max(1, read));
  let start = range.from === 0 ? 0 : text.indexOf("\n") + 1;
  for (let n = 0; n < CANDIDATES && (start > 0 || range.from === 0) && start < limit; n++) {
    // A short look tells a wrong start; only a right one is read on.
    const look = rowsOf(text.slice(start, Math.min(limit, start + LOOK)), head.delimiter).rows;
    if (look.length > 2 && fits(look.slice(0, -1), head.columns.length)) {
      const { rows } = rowsOf(text.slice(start, limit), head.delimiter);
      // Read again beyond the range, so that the row that crosses its end is whole.
      const crossing = rowsOf(text.slice(start), head.delimiter, rows.length).rows.slice(range.from === 0 ? 1 : 0);
      return { ...EMPTY, records: crossing.map((row) => recordOf(head.columns, row)), broken: broken ? 1 : 0 };
    }
    start = text.indexOf("\n", start) + 1;
    if (start === 0) break;
  }
  return null;
}
