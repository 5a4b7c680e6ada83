import { NEVER, type TokenTable } from "./token-table.ts";
import { sequenceLength, writeString } from "./utf8.ts";

/** Longest piece merged as a whole, in UTF-16 units. Longer ones are cut: at most one token too many per cut. */
export const LONGEST_PIECE = 256;

export interface MergeRules {
  readonly table: TokenTable;
  /** What a piece starts as: its bytes (byte-level BPE) or its characters (SentencePiece). */
  readonly units: "bytes" | "characters";
  /** A piece that is itself a token is one token, without merging. */
  readonly wholePieces: boolean;
  /** A character that isn't in the vocabulary becomes its bytes, else one unknown token. */
  readonly byteFallback: boolean;
}

/**
 * Tokens of one piece under byte-pair merging. A merge's rank is that of the token it makes, whichever two parts make it:
 * counts equal those of the full tokenizers on all text that we compared.
 */
export function pieceCounter({ table, units, wholePieces, byteFallback }: MergeRules): (piece: string) => number {
  const bytes = new Uint8Array(LONGEST_PIECE * 3 + 8);
  const starts = new Int32Array(bytes.length + 2);
  const ranks = new Int32Array(bytes.length + 2);
  const pairRank = (i: number, parts: number): number => {
    if (i + 2 > parts) return NEVER;
    const rank = table.rank(bytes, starts[i] ?? 0, starts[i + 2] ?? 0);
    return rank < 0 ? NEVER : rank;
  };
  const partsOf = (length: number): number => {
    let parts = 0;
    for (let at = 0; at < length; at += units === "bytes" ? 1 : sequenceLength(bytes[at] ?? 0)) starts[parts++] = at;
    starts[parts] = length;
    return parts;
  };
  const merged = (initial: number): number => {
    let parts = initial;
    for (let i = 0; i < parts; i++) ranks[i] = pairRank(i, parts);
    for (;;) {
      let best = NEVER;
      let at = -1;
      for (let i = 0; i < parts - 1; i++) {
        const rank = ranks[i] ?? NEVER;
        if (rank < best) {
          best = rank;
          at = i;
        }
      }
      if (at < 0) return parts;
      starts.copyWithin(at + 1, at + 2, parts + 1);
      ranks.copyWithin(at + 1, at + 2, parts);
      parts -= 1;
      ranks[at] = pairRank(at, parts);
      if (at > 0) ranks[at - 1] = pairRank(at - 1, parts);
    }
  };
  const unknownBytes = (parts: number): number => {
    let extra = 0;
    for (let i = 0; i < parts; i++) {
      const from = starts[i] ?? 0;
      const to = starts[i + 1] ?? 0;
      if (to - from > 1 && table.rank(bytes, from, to) < 0) extra += to - from - 1;
    }
    return extra;
  };
  return (piece) => {
    const length = writeString(bytes, piece);
    if (wholePieces && table.rank(bytes, 0, length) >= 0) return 1;
    const parts = merged(partsOf(length));
    return units === "characters" && byteFallback ? parts + unknownBytes(parts) : parts;
  };
}
