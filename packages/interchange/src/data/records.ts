import type { World } from "../world.ts";
import { type Format, formatOf, formatOfName, isGzip, isUtf16 } from "./format.ts";
import { commonKeys, jsonElements, LIST_KEYS, listStart } from "./json-elements.ts";
import { jsonLines } from "./json-lines.ts";
import { LONGEST } from "./lines.ts";
import { randomOf } from "./random.ts";
import { type Block, EMPTY, type Fields, isFields, type Read, textOf } from "./read.ts";
import { fileSource, type Source, unpacked } from "./source.ts";
import { unclosedQuote } from "./quotes.ts";
import { tableHead, tableRows, wholeTable } from "./tables.ts";
import { documentsOf, textDocuments } from "./text-documents.ts";
import { problemOf, trouble } from "./trouble.ts";

/** A file up to this size is read whole. */
const WHOLE = 8_000_000;
const HEAD = 262_144;
const BLOCK = 65_536;
const LEAST_BLOCK = 4096;
const BLOCKS = 64;
/** Rows of a table read in a block. */
const ROWS = 1500;
/** A file up to this size is run through for its line breaks. */
const LINES_COUNTED = 64_000_000;
const CHUNK = 1_048_576;
/** A table up to this size is run through for a quote that never closes. */
const QUOTES_FOLLOWED = 256_000_000;
/** Bytes read of one file at most, however long its records. */
const MOST_READ = 256_000_000;
/** Text packs tenfold, the same line over and over a thousandfold: from here on the start says nothing of the rest. */
const MOST_UNPACKING = 100;
/** The start of a packed file may differ from its rest by so much: nothing can be read of the rest without unpacking all before it. */
const UNSEEN = 0.2;

export interface ReadOptions {
  readonly textField?: string | undefined;
  /** Prompts alone, without the answers that records may hold. */
  readonly prompts?: boolean;
  /** Which parts of a long file are read. */
  readonly seed: number;
}

const failed = (format: Format, source: Source, code: string, values: Readonly<Record<string, number | string>> = {}, path: string = source.path): Read => ({
  format,
  blocks: [],
  blockBytes: 0,
  bytes: source.bytes,
  total: null,
  unseen: 0,
  issues: [trouble(code, path, values)],
});

const tooLong = (format: Format, source: Source): Read => failed(format, source, "line-too-long", { limitMB: Math.round((source.share < 1 ? WHOLE : LONGEST) / 1e6) });

function whole(format: Format, source: Source, block: Block, issues: Read["issues"] = []): Read {
  const bytes = source.bytes / source.share;
  return { format, blocks: [block], blockBytes: source.bytes, bytes, total: null, unseen: source.share < 1 ? UNSEEN : 0, issues };
}

type ReadBlock = (range: { readonly from: number; readonly to: number }) => Promise<Block | null>;

/**
 * Blocks spread over a file, one at random in each of equal parts of it: at even distances a rhythm in the data could fall in with that of the blocks.
 * Blocks that a `skippable` reader can't make sense of are left out.
 */
async function spread(format: Format, source: Source, read: ReadBlock, { seed, skippable, size = BLOCK }: { readonly seed: number; readonly skippable: boolean; readonly size?: number }): Promise<Read> {
  let budget = MOST_READ;
  const random = randomOf(seed);
  const metered: Block[] = [];
  for (let i = 0; i < BLOCKS && budget > 0; i++) {
    const from = Math.floor(((i + random()) * (source.bytes - size)) / BLOCKS);
    const block = await read({ from, to: from + size });
    if (!block && !skippable) return tooLong(format, source);
    if (!block) continue;
    metered.push(block);
    budget -= size + sizeOf(block);
  }
  return { format, blocks: metered, blockBytes: size, bytes: source.bytes, total: null, unseen: 0, issues: [] };
}

/** About how many characters a block's records hold. */
function sizeOf(block: Block): number {
  let size = 0;
  for (const record of block.records) for (const value of Object.values(record)) if (typeof value === "string") size += value.length;
  return size;
}

async function byBlocks(format: Format, source: Source, read: ReadBlock, seed: number): Promise<Read> {
  if (source.bytes > WHOLE && source.share === 1) return await spread(format, source, read, { seed, skippable: false });
  const block = await read({ from: 0, to: source.bytes });
  if (!block || (source.share < 1 && block.records.length + block.bad === 0)) return tooLong(format, source);
  return whole(format, source, block);
}

/** The exact number of records of a file that is short enough to be run through for its line breaks. */
async function withLineCount(source: Source, read: Read): Promise<Read> {
  if (read.blocks.length < 2 || source.bytes > LINES_COUNTED) return read;
  let lines = 0;
  let last = 0x0a;
  for (let from = 0; from < source.bytes; from += CHUNK) {
    const bytes = await source.read(from, from + CHUNK);
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) if ((at > 0 ? bytes[at - 1] : last) !== 0x0a) lines += 1;
    last = bytes.at(-1) ?? last;
  }
  return { ...read, total: last === 0x0a ? lines : lines + 1 };
}

function recordsIn(values: readonly unknown[]): Block {
  const records: Fields[] = [];
  const badAt: string[] = [];
  let bad = 0;
  for (const [i, value] of values.entries()) {
    if (isFields(value)) records.push(value);
    else if (typeof value === "string") records.push({ text: value });
    else {
      bad += 1;
      if (badAt.length < 5) badAt.push(String(i + 1));
    }
  }
  return { records, bad, badAt, broken: 0 };
}

/** The list of records in a JSON document, or the document itself where it is a record. */
function listIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (!isFields(value)) return null;
  for (const key of LIST_KEYS) {
    const list = value[key];
    if (Array.isArray(list)) return list;
  }
  return [value];
}

async function json(source: Source, start: string, seed: number): Promise<Read> {
  if (source.bytes > WHOLE || source.share < 1) {
    const at = listStart(start);
    if (at < 0) return failed("json", source, "json-too-large", { limitMB: WHOLE / 1e6 });
    const head = await source.read(0, HEAD);
    const listAt = head.indexOf(0x5b, Math.max(0, at - 8));
    const list = { at: listAt, keys: commonKeys(head, listAt) };
    if (list.keys.length === 0) return failed("json", source, "not-records", { found: "a long list without records that can be told apart" });
    return await byBlocks("json", source, (range) => jsonElements(source, range, list), seed);
  }
  const { text, broken } = textOf(await source.read(0, source.bytes));
  try {
    const list = listIn(JSON.parse(text));
    if (!list) return failed("json", source, "not-records", { found: text.trim().slice(0, 40) });
    return whole("json", source, { ...recordsIn(list), broken: broken ? 1 : 0 });
  } catch (error) {
    return failed("json", source, "not-json", { problem: problemOf(error) });
  }
}

/** Bytes of a block of a table: so many rows as its first lines are long; short rows say enough in less. */
function blockOf(start: string): number {
  const lines = start.split("\n").length;
  return Math.min(BLOCK, Math.max(LEAST_BLOCK, Math.ceil((ROWS * start.length) / lines)));
}

async function table(format: "csv" | "tsv", source: Source, start: string, seed: number): Promise<Read> {
  const head = tableHead(start, format === "tsv");
  if (head.columns.length === 0) return failed(format, source, "not-table", { problem: "no header row" });
  if (source.bytes > WHOLE && source.share === 1) {
    const line = source.bytes > QUOTES_FOLLOWED ? null : await unclosedQuote(source, head.delimiter);
    if (line !== null) return failed(format, source, "unclosed-quote", {}, `${source.path}:${line}`);
    const read = await spread(format, source, (range) => tableRows(source, range, head), { seed, skippable: true, size: blockOf(start) });
    return read.blocks.length >= BLOCKS / 4 ? read : failed(format, source, "not-table", { problem: `rows don't have the header's ${head.columns.length} columns` });
  }
  const { block, problem } = wholeTable(await source.read(0, source.bytes), head, source.share < 1);
  return problem ? failed(format, source, "not-table", { problem: problem.message }, `${source.path}:${problem.line}`) : whole(format, source, block);
}

async function text(source: Source, start: string, seed: number): Promise<Read> {
  const documents = documentsOf(start);
  const read = await byBlocks("txt", source, (range) => textDocuments(source, range, documents), seed);
  return { ...read, issues: [...read.issues, trouble(`text-${documents}`, source.path, {}, "note")] };
}

async function readText(source: Source, { textField, seed }: ReadOptions): Promise<Read> {
  const head = await source.read(0, Math.min(HEAD, source.bytes));
  const named = formatOfName(source.path);
  if (isUtf16(head)) return failed(named ?? "txt", source, "utf-16");
  const { text: start } = textOf(head);
  const format = formatOf(start, named);
  switch (format) {
    case "jsonl":
      return await withLineCount(source, await byBlocks(format, source, (range) => jsonLines(source, range), seed));
    case "json":
      return await json(source, start, seed);
    case "csv":
    case "tsv":
      return await table(format, source, start, seed);
    case "txt":
      return await text(source, start, seed);
    case "parquet":
      return await parquetOf(source, textField);
  }
}

async function parquetOf(source: Source, textField: string | undefined): Promise<Read> {
  if (source.share < 1) return failed("parquet", source, "parquet-packed");
  const { readParquet } = await import("./parquet.ts");
  return await readParquet(source, textField);
}

/** Reads a file's records: all of a small file, of a large one those in blocks spread over it. */
export async function readRecords(path: string, bytes: number, options: ReadOptions, world: World): Promise<Read> {
  const file = fileSource(path, bytes, world);
  if (bytes === 0) return { ...whole(formatOfName(path) ?? "txt", file, EMPTY), bytes: 0 };
  try {
    if (isGzip(await file.read(0, 4))) {
      const source = await unpacked(path, bytes, WHOLE, world);
      if (!source) return failed(formatOfName(path) ?? "txt", file, "not-gzip");
      const unpacking = source.bytes / Math.max(1, bytes * source.share);
      if (source.share < 1 && unpacking > MOST_UNPACKING) return failed(formatOfName(path) ?? "txt", file, "packed-too-well", { times: Math.round(unpacking) });
      return await readText(source, options);
    }
    if (formatOfName(path) === "parquet") return await parquetOf(file, options.textField);
    return await readText(file, options);
  } catch (error) {
    return failed(formatOfName(path) ?? "txt", file, "unreadable", { problem: problemOf(error) });
  }
}
