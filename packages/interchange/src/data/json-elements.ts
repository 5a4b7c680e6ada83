import { LONGEST } from "./lines.ts";
import { type Block, EMPTY, type Fields, isFields, textOf } from "./read.ts";
import type { Source } from "./source.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const DEEPEST = 512;

/** Keys whose list holds the records of a document that is an object. */
export const LIST_KEYS = ["data", "train", "examples", "rows", "instances", "records"] as const;

function afterString(bytes: Uint8Array, from: number): number {
  for (let at = from + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at + 1;
  }
  return -1;
}

/** End of the JSON object that opens at `from`; -1 when the bytes don't hold it whole or it is nested beyond reason. */
function objectEnd(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; ) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = afterString(bytes, at);
      if (at < 0) return -1;
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    at += 1;
    if (depth === 0) return at;
    if (depth > DEEPEST) return -1;
  }
  return -1;
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at++;
  return at;
}

function objectIn(bytes: Uint8Array, from: number, to: number): Fields | null {
  try {
    const value: unknown = JSON.parse(textOf(bytes.subarray(from, to)).text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** Where the list of records opens in the start of a document; -1 when it isn't seen. */
export function listStart(start: string): number {
  const head = start.trimStart();
  const skipped = start.length - head.length;
  if (head.startsWith("[")) return skipped;
  const key = new RegExp(`"(?:${LIST_KEYS.join("|")})"\\s*:\\s*\\[`).exec(head);
  return key ? skipped + key.index + key[0].length - 1 : -1;
}

/** Keys that all of the first records have: nested objects, which lack them, are told from records by these. */
export function commonKeys(bytes: Uint8Array, listAt: number): readonly string[] {
  let common: readonly string[] | null = null;
  let at = skipSpace(bytes, listAt + 1);
  for (let n = 0; n < 5 && bytes[at] === OPEN_BRACE; n++) {
    const end = objectEnd(bytes, at);
    const record = end < 0 ? null : objectIn(bytes, at, end);
    if (!record) break;
    common = common === null ? Object.keys(record) : common.filter((k) => k in record);
    at = skipSpace(bytes, end);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return common ?? [];
}

interface Found {
  readonly record: Fields;
  readonly end: number;
}

/** A record of the list at `at`: an object with all the common keys. */
function recordAt(bytes: Uint8Array, at: number, keys: readonly string[]): Found | null {
  const end = objectEnd(bytes, at);
  const record = end < 0 ? null : objectIn(bytes, at, end);
  return record && keys.every((k) => k in record) ? { record, end } : null;
}

/** The first byte of the first record that begins in the range: an object after a comma or bracket that has the common keys. */
function firstRecord(bytes: Uint8Array, limit: number, keys: readonly string[]): number {
  for (let at = bytes.indexOf(OPEN_BRACE); at >= 0 && at < limit; at = bytes.indexOf(OPEN_BRACE, at + 1)) {
    let before = at - 1;
    while (before >= 0 && (bytes[before] ?? 0) <= 0x20) before--;
    const opens = before < 0 ? false : bytes[before] === COMMA || bytes[before] === OPEN_BRACKET;
    if (opens && recordAt(bytes, at, keys)) return at;
  }
  return -1;
}

export interface List {
  readonly at: number;
  readonly keys: readonly string[];
}

/**
 * Records of a list that begin in a range of a long JSON document. The first is looked for, the others follow it.
 * null when one is longer than any may be.
 */
export async function jsonElements(source: Source, range: { readonly from: number; readonly to: number }, list: List): Promise<Block | null> {
  const from = Math.max(range.from, list.at);
  const limit = range.to - from;
  if (limit <= 0) return EMPTY;
  for (let extra = 262_144; ; extra *= 16) {
    const bytes = await source.read(from, Math.min(source.bytes, range.to + extra));
    const atEnd = from + bytes.length >= source.bytes;
    const block = elementsIn(bytes, limit, list.keys);
    if (block.whole || atEnd) return block.block;
    if (extra > LONGEST) return range.from === 0 && block.block.records.length === 0 ? null : block.block;
  }
}

function elementsIn(bytes: Uint8Array, limit: number, keys: readonly string[]): { readonly block: Block; readonly whole: boolean } {
  const records: Fields[] = [];
  let at = firstRecord(bytes, limit, keys);
  if (at < 0) return { block: EMPTY, whole: false };
  while (at >= 0 && at < limit) {
    const end = objectEnd(bytes, at);
    if (end < 0) return { block: { ...EMPTY, records }, whole: false };
    const record = objectIn(bytes, at, end);
    if (record) records.push(record);
    const comma = skipSpace(bytes, end);
    if (bytes[comma] !== COMMA) break;
    at = skipSpace(bytes, comma + 1);
    if (bytes[at] !== OPEN_BRACE) break;
  }
  return { block: { ...EMPTY, records }, whole: true };
}
