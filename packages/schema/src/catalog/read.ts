import { CsvError, parse } from "csv-parse/sync";
import type * as z from "zod";
import type { Problem } from "./problem.ts";

/** A row and the line of its file that it stands on. */
export interface Row<T> {
  readonly line: number;
  readonly value: T;
}

/** A file that is read: what came out and what was wrong. */
export interface Reading<T> {
  readonly rows: readonly Row<T>[];
  readonly problems: readonly Problem[];
}

export interface Source {
  readonly file: string;
  /** null: there is no such file. */
  readonly text: string | null;
}

const missing = (file: string): Problem => ({
  file,
  line: 1,
  column: "-",
  value: "",
  allowed: "the file to be there with at least one row",
});

function cell(row: unknown, path: readonly PropertyKey[]): string {
  let value: unknown = row;
  for (const key of path) value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}

function rowProblems(at: { file: string; line: number }, row: unknown, error: z.ZodError): Problem[] {
  return error.issues.map((issue) => {
    const unknown = issue.code === "unrecognized_keys" ? issue.keys.join(", ") : null;
    const column = [...issue.path.map(String), ...(unknown === null ? [] : [unknown])].join(".") || "-";
    return { ...at, column, value: unknown ?? cell(row, issue.path), allowed: unknown === null ? issue.message : "no such field" };
  });
}

function checked<T>(file: string, raw: readonly Row<unknown>[], schema: z.ZodType<T>): Reading<T> {
  const rows: Row<T>[] = [];
  const problems: Problem[] = [];
  for (const { line, value } of raw) {
    const result = schema.safeParse(value);
    if (result.success) rows.push({ line, value: result.data });
    else problems.push(...rowProblems({ file, line }, value, result.error));
  }
  if (raw.length === 0) problems.push(missing(file));
  return { rows, problems };
}

/** Rows of a CSV file with a header, each checked; a broken file gives the line where it breaks. */
export function readCsv<T>({ file, text }: Source, schema: z.ZodType<T>): Reading<T> {
  if (text === null) return { rows: [], problems: [missing(file)] };
  try {
    const records: { record: unknown; info: { lines: number } }[] = parse(text, { columns: true, bom: true, info: true });
    return checked(
      file,
      records.map(({ record, info }) => ({ line: info.lines, value: record })),
      schema,
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error["lines"] === "number" ? error["lines"] : 1;
    return {
      rows: [],
      problems: [{ file, line, column: "-", value: error.message, allowed: "CSV with as many cells in a row as in the header" }],
    };
  }
}

/** Records of a file with one JSON object a line. */
export function readJsonLines<T>({ file, text }: Source, schema: z.ZodType<T>): Reading<T> {
  if (text === null) return { rows: [], problems: [missing(file)] };
  const raw: Row<unknown>[] = [];
  const problems: Problem[] = [];
  for (const [i, content] of text.split("\n").entries()) {
    if (content.trim() === "") continue;
    try {
      raw.push({ line: i + 1, value: JSON.parse(content) });
    } catch {
      problems.push({ file, line: i + 1, column: "-", value: content, allowed: "one JSON object" });
    }
  }
  const reading = checked(file, raw, schema);
  return { rows: reading.rows, problems: [...problems, ...reading.problems] };
}

/** One JSON document; an array of records is checked as a whole. */
export function readJson<T>({ file, text }: Source, schema: z.ZodType<T>): Reading<T> {
  if (text === null) return { rows: [], problems: [missing(file)] };
  try {
    return checked(file, [{ line: 1, value: JSON.parse(text) }], schema);
  } catch {
    return { rows: [], problems: [{ file, line: 1, column: "-", value: text, allowed: "JSON" }] };
  }
}
