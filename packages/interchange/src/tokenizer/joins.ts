import { LONGEST_PIECE } from "./merge.ts";
import type { TokenTable } from "./token-table.ts";
import { codePointAt, sequenceLength } from "./utf8.ts";

const BITS = 2 ** 22;

function bitOf(left: number, right: number): number {
  const hash = Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) & (BITS - 1);
}

/** Whether some token holds these two UTF-16 units side by side. May say yes for a pair that none holds, never no for one that some does. */
export interface Joins {
  has(left: number, right: number): boolean;
}

/** Calls `visit` with each two neighbouring UTF-16 units of a token. */
function forEachPair(bytes: Uint8Array, from: number, to: number, visit: (left: number, right: number) => void): void {
  let last = -1;
  for (let at = from; at < to; at += sequenceLength(bytes[at] ?? 0)) {
    const point = codePointAt(bytes, at);
    const first = point > 0xffff ? 0xd7c0 + (point >> 10) : point;
    if (last >= 0) visit(last, first);
    last = first;
    if (first === point) continue;
    last = 0xdc00 | (point & 0x3ff);
    visit(first, last);
  }
}

/** The pairs of neighbours in a vocabulary, as a Bloom filter. */
export function joinsOf(table: TokenTable): Joins {
  const bits = new Uint32Array(BITS / 32);
  const mark = (left: number, right: number): void => {
    const bit = bitOf(left, right);
    bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
  };
  table.forEach((bytes, from, to) => forEachPair(bytes, from, to, mark));
  return {
    has: (left, right) => {
      const bit = bitOf(left, right);
      return ((bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
    },
  };
}

/**
 * Calls `visit` with the pieces of a text, cut wherever no token spans the cut. Merging each alone then gives exactly the tokens of the whole:
 * SentencePiece merges over whole texts, which costs the square or the logarithm of their length.
 */
export function forEachJoined(text: string, joins: Joins, visit: (piece: string) => void): void {
  let start = 0;
  for (let i = 1; i < text.length; i++) {
    const right = text.charCodeAt(i);
    const pair = right >= 0xdc00 && right <= 0xdfff;
    if (pair || (i - start < LONGEST_PIECE - 1 && joins.has(text.charCodeAt(i - 1), right))) continue;
    visit(text.slice(start, i));
    start = i;
  }
  if (start < text.length) visit(text.slice(start));
}
