import { forEachJoined, joinsOf } from "./joins.ts";
import { LONGEST_PIECE, type MergeRules, pieceCounter } from "./merge.ts";
import { pieces } from "./splits.ts";

/** A byte-pair vocabulary with the rules around it. */
export interface Vocabulary extends MergeRules {
  readonly normalise: (text: string) => string;
  readonly splits: readonly RegExp[];
  /** Tokens that a chat template writes and that are never split. */
  readonly special: readonly string[];
  /** Tokens put around a text: begin, end. */
  readonly frame: number;
}

const CACHED_PIECES = 200_000;
/** Long texts are split in parts, so that the list of pieces stays small. */
const PART = 65_536;

/** Where to cut so that no piece is cut: before a space between two letters, looked for in the last half. */
function cutAt(text: string, from: number): number {
  const end = from + PART;
  if (end >= text.length) return text.length;
  for (let at = end; at > from + PART / 2; at--) {
    if (text[at] === " " && /\p{L}/u.test(text[at - 1] ?? "") && /\p{L}/u.test(text[at + 1] ?? "")) return at;
  }
  return (text.charCodeAt(end) & 0xfc00) === 0xdc00 ? end + 1 : end;
}

function forEachPiece(vocabulary: Vocabulary): (text: string, visit: (piece: string) => void) => void {
  if (vocabulary.units === "characters") {
    const joins = joinsOf(vocabulary.table);
    return (text, visit) => forEachJoined(text, joins, visit);
  }
  return (text, visit) => {
    for (const piece of pieces(text, vocabulary.splits)) {
      if (piece.length <= LONGEST_PIECE) visit(piece);
      else for (let at = 0; at < piece.length; at += LONGEST_PIECE) visit(piece.slice(at, at + LONGEST_PIECE));
    }
  };
}

/** Special tokens, the longest first: texts to which a template was already applied hold them, each one token. */
function specialPattern(special: readonly string[]): RegExp | null {
  if (special.length === 0) return null;
  const longestFirst = special.toSorted((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((token) => token.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|"), "g");
}

/** Counts the tokens of a text by a vocabulary. Words are remembered: text repeats itself. */
export function vocabularyCounter(vocabulary: Vocabulary): (text: string) => number {
  const ofPiece = pieceCounter(vocabulary);
  const each = forEachPiece(vocabulary);
  const known = new Map<string, number>();
  let total = 0;
  const visit = (piece: string): void => {
    let count = known.get(piece);
    if (count === undefined) {
      count = ofPiece(piece);
      if (known.size < CACHED_PIECES && piece.length <= 64) known.set(piece, count);
    }
    total += count;
  };
  const inParts = (text: string): void => {
    for (let from = 0; from < text.length; ) {
      const to = cutAt(text, from);
      each(text.slice(from, to), visit);
      from = to;
    }
  };
  const special = specialPattern(vocabulary.special);
  return (text) => {
    total = 0;
    for (const [i, part] of (special ? text.split(special) : [text]).entries()) {
      if (i > 0) total += 1;
      const normal = part === "" ? "" : vocabulary.normalise(part);
      if (vocabulary.units === "characters" || normal.length <= PART) each(normal, visit);
      else inParts(normal);
    }
    return total;
  };
}
