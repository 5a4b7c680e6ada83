import { LONGEST_PIECE } from "./merge.ts";
import type { TokenTable } from "./token-table.ts";

const BITS = 2 ** 22;

function bitOf(left: number, right: number): number {
  const hash = Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) & (BITS - 1);
}

/** Whether some token holds these two UTF-16 units side by side. May say yes for a pair that none holds, never no for one that some does. */
export interface Joins {
  has(left: number, right: number): boolean;
}

/** The pairs of neighbours in a vocabulary, as a Bloom filter. */
export function joinsOf(table: TokenTable): Joins {
  const bits = new Uint32Array(BITS / 32);
  const decoder = new TextDecoder();
  table.forEach((bytes, from, to) => {
    if (to - from < 2) return;
    const token = decoder.decode(bytes.subarray(from, to));
    for (let i = 1; i < token.length; i++) {
      const bit = bitOf(token.charCodeAt(i - 1), token.charCodeAt(i));
      bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  });
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
