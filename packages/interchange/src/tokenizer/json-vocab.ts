import { BYTE_OF_CHARACTER } from "./byte-alphabet.ts";
import { type TokenTable, tokenTable } from "./token-table.ts";
import { writeCodePoint } from "./utf8.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Bytes of a file for each token in it, its part in the list of merges included. */
const BYTES_PER_TOKEN = 40;
const LONGEST_TOKEN = 65_536;

const ESCAPES: Readonly<Record<number, number>> = { 0x62: 8, 0x66: 12, 0x6e: 10, 0x72: 13, 0x74: 9 };

/** Where the scan stands; `at` is -1 after something unexpected. */
interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function skipSpace(cursor: Cursor): number {
  let byte = cursor.bytes[cursor.at] ?? 0;
  while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = cursor.bytes[++cursor.at] ?? 0;
  return byte;
}

function hex4(bytes: Uint8Array, at: number): number {
  return Number.parseInt(String.fromCharCode(...bytes.subarray(at, at + 4)), 16);
}

/** Code point of a \u escape whose first digit stands at `at`, and where it ends. */
function unicodeEscape(bytes: Uint8Array, at: number): { readonly point: number; readonly end: number } {
  const high = hex4(bytes, at);
  if (high >= 0xd800 && high < 0xdc00 && bytes[at + 4] === BACKSLASH && bytes[at + 5] === 0x75) {
    const low = hex4(bytes, at + 6);
    return { point: 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), end: at + 10 };
  }
  return { point: high, end: at + 4 };
}

/** Reads a JSON string as UTF-8 into `into`; the cursor stands on its opening quote. Returns the length, -1 when it isn't one. */
function readString(cursor: Cursor, into: Uint8Array): number {
  const { bytes } = cursor;
  let at = cursor.at + 1;
  let length = 0;
  for (;;) {
    const byte = bytes[at];
    if (byte === undefined || length > LONGEST_TOKEN - 8) return -1;
    if (byte === QUOTE) break;
    if (byte !== BACKSLASH) {
      into[length++] = byte;
      at += 1;
      continue;
    }
    const escape = bytes[at + 1] ?? 0;
    if (escape === 0x75) {
      const { point, end } = unicodeEscape(bytes, at + 2);
      length = writeCodePoint(into, length, Number.isNaN(point) ? 0xfffd : point);
      at = end;
    } else {
      into[length++] = ESCAPES[escape] ?? escape;
      at += 2;
    }
  }
  cursor.at = at + 1;
  return length;
}

/** Rewrites UTF-8 written in GPT-2's byte alphabet as the bytes meant, in place. -1 when a character isn't of that alphabet. */
export function decodeByteAlphabet(bytes: Uint8Array, length: number): number {
  let end = 0;
  for (let at = 0; at < length; at++) {
    let point = bytes[at] ?? 0;
    if (point >= 0xe0) return -1;
    if (point >= 0xc0) point = ((point & 0x1f) << 6) | ((bytes[++at] ?? 0) & 0x3f);
    const byte = BYTE_OF_CHARACTER[point] ?? -1;
    if (byte < 0) return -1;
    bytes[end++] = byte;
  }
  return end;
}

function readInteger(cursor: Cursor): number {
  let value = 0;
  const from = cursor.at;
  for (let byte = cursor.bytes[cursor.at] ?? 0; byte >= 0x30 && byte <= 0x39; byte = cursor.bytes[++cursor.at] ?? 0)
    value = value * 10 + byte - 0x30;
  return cursor.at === from ? -1 : value;
}

/**
 * The token table of a JSON object `{"token": id, ...}` that opens at `from`, without parsing the rest of the file.
 * null when it is anything else: the caller then parses all of it.
 */
export function readVocabObject(
  bytes: Uint8Array,
  from: number,
  byteLevel: boolean,
): { readonly table: TokenTable; readonly end: number } | null {
  const cursor: Cursor = { bytes, at: from + 1 };
  const table = tokenTable(Math.ceil((bytes.length - from) / BYTES_PER_TOKEN));
  const token = new Uint8Array(LONGEST_TOKEN);
  for (;;) {
    const byte = skipSpace(cursor);
    if (byte === 0x7d) return { table, end: cursor.at + 1 };
    if (byte === 0x2c) {
      cursor.at += 1;
      continue;
    }
    if (byte !== QUOTE) return null;
    const length = readString(cursor, token);
    if (length < 0 || skipSpace(cursor) !== 0x3a) return null;
    cursor.at += 1;
    skipSpace(cursor);
    const rank = readInteger(cursor);
    if (rank < 0) return null;
    const decoded = byteLevel ? decodeByteAlphabet(token, length) : length;
    // A special token in the vocabulary itself isn't of the byte alphabet; text never holds it.
    if (decoded > 0) table.add(token, 0, decoded, rank);
  }
}

function openMerge(cursor: Cursor): "string" | "pair" | "end" | "other" {
  let byte = skipSpace(cursor);
  while (byte === 0x2c) {
    cursor.at += 1;
    byte = skipSpace(cursor);
  }
  if (byte === 0x5d) return "end";
  if (byte === QUOTE) return "string";
  return byte === 0x5b ? "pair" : "other";
}

/** Takes the one space out of "left right"; -1 when there isn't just one. */
function joinHalves(token: Uint8Array, length: number): number {
  let space = -1;
  for (let at = 0; at < length; at++) {
    if (token[at] !== 0x20) continue;
    if (space >= 0) return -1;
    space = at;
  }
  if (space < 0) return -1;
  token.copyWithin(space, space + 1, length);
  return length - 1;
}

/** Reads ["left", "right"]; the cursor stands on the bracket. Returns the length of the two joined, -1 when it isn't that. */
function readPair(cursor: Cursor, token: Uint8Array, second: Uint8Array): number {
  cursor.at += 1;
  if (skipSpace(cursor) !== QUOTE) return -1;
  const left = readString(cursor, token);
  if (left < 0 || skipSpace(cursor) !== 0x2c) return -1;
  cursor.at += 1;
  if (skipSpace(cursor) !== QUOTE) return -1;
  const right = readString(cursor, second);
  if (right < 0 || left + right > token.length || skipSpace(cursor) !== 0x5d) return -1;
  cursor.at += 1;
  token.set(second.subarray(0, right), left);
  return left + right;
}

/** Ranks the tokens by the first merge that makes each. The list opens at `from`; false when it isn't a list of merges. */
export function rankByMerges(bytes: Uint8Array, from: number, table: TokenTable): boolean {
  const cursor: Cursor = { bytes, at: from + 1 };
  const token = new Uint8Array(LONGEST_TOKEN);
  const second = new Uint8Array(LONGEST_TOKEN);
  table.unrank();
  for (let rank = 0; ; rank++) {
    const kind = openMerge(cursor);
    if (kind === "end") return true;
    if (kind === "other") return false;
    const read = kind === "string" ? readString(cursor, token) : readPair(cursor, token, second);
    if (read < 0) return false;
    const length = kind === "string" ? joinHalves(token, read) : read;
    if (length > 0) table.rerank(token, 0, length, rank);
  }
}
