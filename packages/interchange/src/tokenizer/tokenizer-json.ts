import { decodeByteAlphabet, rankByMerges, readVocabObject } from "./json-vocab.ts";
import { type Rules, readRules } from "./rules.ts";
import { tokenTable, type TokenTable } from "./token-table.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { writeString } from "./utf8.ts";

const KEY = new TextEncoder().encode('"vocab"');
const decoder = new TextDecoder();

/** Where the value of the model's "vocab" opens; -1 when no object follows. Inside a string the quotes would be escaped. */
function vocabStart(bytes: Uint8Array): number {
  for (let at = 0; ; at++) {
    at = indexOf(bytes, KEY, at);
    if (at < 0) return -1;
    let next = at + KEY.length;
    while ((bytes[next] ?? 0) <= 0x20 && next < bytes.length) next++;
    if (bytes[next] !== 0x3a) continue;
    next++;
    while ((bytes[next] ?? 0) <= 0x20 && next < bytes.length) next++;
    return bytes[next] === 0x7b ? next : -1;
  }
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] ?? 0;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++;
    if (same === wanted.length) return at;
  }
  return -1;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The file without its vocabulary and merges, which are most of it; null when they aren't where they usually are. */
function frameOf(bytes: Uint8Array, vocabAt: number): unknown {
  const lastList = bytes.lastIndexOf(0x5d);
  if (lastList < vocabAt) return null;
  const tail = decoder.decode(bytes.subarray(lastList + 1));
  if (!/^[\s}]*$/.test(tail)) return null;
  return parsed(`${decoder.decode(bytes.subarray(0, vocabAt))}{}${tail}`);
}

function quick(bytes: Uint8Array): Vocabulary | null {
  const at = vocabStart(bytes);
  if (at < 0) return null;
  const rules = readRules(frameOf(bytes, at));
  if (!rules) return null;
  const read = readVocabObject(bytes, at, rules.units === "bytes");
  if (!read) return null;
  const next = /^\s*,\s*"merges"\s*:\s*(?=\[)/.exec(decoder.decode(bytes.subarray(read.end, read.end + 64)));
  if (!next) return null;
  // Byte-level vocabularies number their tokens in the order of the merges; SentencePiece's runs of spaces don't.
  if (rules.units === "characters" && !rankByMerges(bytes, read.end + next[0].length, read.table)) return null;
  return { ...rules, table: read.table };
}

function rankByList(merges: unknown, table: TokenTable): void {
  if (!Array.isArray(merges)) return;
  const bytes = new Uint8Array(65_536);
  table.unrank();
  merges.forEach((merge: unknown, rank) => {
    const token = Array.isArray(merge) ? merge.join("") : String(merge).replace(" ", "");
    if (token.length < 16_000) table.rerank(bytes, 0, writeString(bytes, token), rank);
  });
}

function tableOf(vocab: object, merges: unknown, rules: Rules): TokenTable {
  const entries = Object.entries(vocab);
  const table = tokenTable(entries.length);
  const bytes = new Uint8Array(65_536);
  for (const [token, rank] of entries) {
    if (typeof rank !== "number" || token.length > 16_000) continue;
    const written = writeString(bytes, token);
    const length = rules.units === "bytes" ? decodeByteAlphabet(bytes, written) : written;
    if (length > 0) table.add(bytes, 0, length, rank);
  }
  if (rules.units === "characters") rankByList(merges, table);
  return table;
}

function whole(bytes: Uint8Array): { readonly vocabulary: Vocabulary | null; readonly json: unknown } {
  const json = parsed(decoder.decode(bytes));
  const rules = readRules(json);
  if (!rules || typeof json !== "object" || json === null || !("model" in json)) return { vocabulary: null, json };
  const { model } = json;
  const vocab = typeof model === "object" && model !== null && "vocab" in model ? model.vocab : null;
  if (typeof vocab !== "object" || vocab === null || Array.isArray(vocab)) return { vocabulary: null, json };
  const merges = typeof model === "object" && model !== null && "merges" in model ? model.merges : null;
  return { vocabulary: { ...rules, table: tableOf(vocab, merges, rules) }, json };
}

/**
 * A tokenizer.json. Its rules are parsed, its vocabulary scanned as bytes and its merges skipped: a tenth of the time of parsing it whole.
 * `vocabulary` is null for a kind that isn't byte-pair or has rules that we don't know; `json` is then what was parsed, null when it isn't JSON.
 */
export function readTokenizerJson(bytes: Uint8Array): { readonly vocabulary: Vocabulary | null; readonly json: unknown } {
  const vocabulary = quick(bytes);
  return vocabulary ? { vocabulary, json: null } : whole(bytes);
}
