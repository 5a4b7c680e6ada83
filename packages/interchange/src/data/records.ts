import type { Issue } from "@outlay/engine";
import { CsvError, parse } from "csv-parse/sync";
import type { World } from "../world.ts";
import { type FileKind, type Format, formatOfContent, isGzip } from "./format.ts";
import { readParquet } from "./parquet.ts";
import { decode, linesOf, readLines, unpack, WHOLE } from "./pieces.ts";
import type { Records } from "./read.ts";
import type { Fields } from "./shape.ts";
import { trouble } from "./trouble.ts";

const MOST_JSON = 256_000_000;
const MOST_UNPACKED = 24_000_000;
const MOST_BAD_SHARE = 0.1;

const none = (format: Format, ...issues: readonly Issue[]): Records => ({ format, records: [], share: 1, total: null, skipped: 0, skippedLines: [], issues });

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lines as records; bad ones are counted. A tenth of bad lines is too many to be a slip. */
function fromJsonLines(lines: readonly string[], numbered: boolean, path: string, share: number): Records {
  const records: Fields[] = [];
  const skippedLines: number[] = [];
  let skipped = 0;
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      value = undefined;
    }
    if (isFields(value)) records.push(value);
    else if (typeof value === "string") records.push({ text: value });
    else {
      skipped += 1;
      if (numbered && skippedLines.length < 5) skippedLines.push(i + 1);
    }
  }
  if (skipped > MOST_BAD_SHARE * (records.length + skipped)) {
    return none("jsonl", trouble("bad-lines", path, { bad: skipped, total: records.length + skipped, lines: skippedLines.join(", ") || "?" }));
  }
  return { format: "jsonl", records, share, total: null, skipped, skippedLines, issues: [] };
}

/** The list of records in a JSON document: the document itself or its `data`, `train`, `examples`, `rows` or `instances`. */
function listIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (!isFields(value)) return null;
  for (const key of ["data", "train", "examples", "rows", "instances", "records"]) if (Array.isArray(value[key])) return value[key];
  return null;
}

function fromJson(text: string, path: string): Records {
  try {
    const value: unknown = JSON.parse(text);
    const list = listIn(value) ?? (isFields(value) ? [value] : null);
    if (!list) return none("json", trouble("not-records", path, { found: value === null ? "null" : typeof value }));
    const records = list.map((v) => (typeof v === "string" ? { text: v } : v)).filter(isFields);
    return { format: "json", records, share: 1, total: null, skipped: list.length - records.length, skippedLines: [], issues: [] };
  } catch (error) {
    return none("json", trouble("not-json", path, { problem: error instanceof Error ? error.message.slice(0, 140) : "" }));
  }
}

function fromTable(text: string, format: "csv" | "tsv", path: string, share: number): Records {
  try {
    const rows: Fields[] = parse(text, { columns: true, bom: true, delimiter: format === "tsv" ? "\t" : ",", relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
    return { format, records: rows, share, total: null, skipped: 0, skippedLines: [], issues: [] };
  } catch (error) {
    const line = error instanceof CsvError && typeof error["lines"] === "number" ? error["lines"] : 1;
    return none(format, trouble("not-table", `${path}:${line}`, { problem: error instanceof Error ? error.message.slice(0, 140) : "" }));
  }
}

/** Plain text: documents between blank lines; without those the whole is one. */
function fromText(text: string, path: string, share: number): Records {
  const documents = text.split(/\r?\n\s*\r?\n/).map((d) => d.trim()).filter((d) => d !== "");
  const said = trouble("text-documents", path, { count: documents.length }, "note");
  return { format: "txt", records: documents.map((d) => ({ text: d })), share, total: null, skipped: 0, skippedLines: [], issues: [said] };
}

/** Whole lines of a start of a file that was cut. */
function upToLastLine(text: string): string {
  const end = text.lastIndexOf("\n");
  return end > 0 ? text.slice(0, end) : text;
}

function fromStart(format: Format, text: string, path: string, share: number): Records {
  const whole = share >= 1 ? text : upToLastLine(text);
  switch (format) {
    case "jsonl": return fromJsonLines(linesOf(whole), true, path, share);
    case "json": return share >= 1 ? fromJson(whole, path) : none("json", trouble("json-too-large", path, { limitMB: MOST_UNPACKED / 1e6 }));
    case "csv": case "tsv": return fromTable(whole, format, path, share);
    case "txt": return fromText(whole, path, share);
    case "parquet": return none("parquet", trouble("parquet-packed", path));
  }
}

async function packed(path: string, bytes: number, kind: FileKind, world: World): Promise<Records> {
  const unpacked = await unpack(path, bytes, world, MOST_UNPACKED);
  if (!unpacked) return none(kind.format ?? "txt", trouble("not-gzip", path));
  return fromStart(kind.format ?? formatOfContent(unpacked.text.slice(0, 4096)), unpacked.text, path, unpacked.share);
}

/** Reads a file's records, all of them or an even sample. */
export async function readRecordsOf(path: string, bytes: number, kind: FileKind, world: World): Promise<Records> {
  const head = await world.files.read(path, { from: 0, to: Math.min(bytes, 4096) });
  if (kind.gzip || isGzip(head)) return await packed(path, bytes, kind, world);
  const start = decode(head);
  const format = kind.format === null || (kind.format !== "parquet" && start.startsWith("PAR1")) ? formatOfContent(start) : kind.format;
  if (format === "parquet") return await readParquet(path, bytes, world);
  if (format === "json" && bytes > WHOLE && formatOfContent(start) !== "jsonl") {
    if (bytes > MOST_JSON) return none("json", trouble("json-too-large", path, { limitMB: MOST_JSON / 1e6 }));
    return fromJson(decode(await world.files.read(path, { from: 0, to: bytes })), path);
  }
  if (format === "jsonl" || (format === "json" && bytes > WHOLE)) {
    const read = await readLines(path, bytes, world);
    if (read.issues.length > 0) return none("jsonl", ...read.issues);
    return fromJsonLines(read.lines, read.numbered, path, Math.min(1, read.bytesRead / Math.max(1, read.totalBytes)));
  }
  const text = decode(await world.files.read(path, { from: 0, to: Math.min(bytes, WHOLE) }));
  const read = fromStart(format, text, path, Math.min(1, WHOLE / Math.max(1, bytes)));
  // A .json that holds one record a line is a common misnomer.
  return format === "json" && read.records.length <= 1 && text.trimStart().startsWith("{") && formatOfContent(text.slice(0, 65_536)) === "jsonl" ? fromJsonLines(linesOf(text), true, path, 1) : read;
}
