import { byLine, LONGEST, piecesFrom } from "./lines.ts";
import { type Block, type Fields, isFields, textOf } from "./read.ts";
import type { Source } from "./source.ts";

interface Range {
  readonly from: number;
  readonly to: number;
}

const BAD_SHOWN = 5;

/** What a JSON line holds as a record; null when it holds none. A bare string is a text. */
function recordOf(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "string") return { text: value };
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** Records of the lines that begin in a range; null when a line is longer than any may be. */
export async function jsonLines(source: Source, range: Range): Promise<Block | null> {
  const pieces = await piecesFrom(source, range, byLine);
  if (!pieces) return null;
  const records: Fields[] = [];
  const badAt: string[] = [];
  let bad = 0;
  let broken = 0;
  for (const [i, piece] of pieces.entries()) {
    if (piece.bytes.length > LONGEST) return null;
    const read = textOf(piece.bytes);
    const text = read.text.trim();
    if (text === "") continue;
    if (read.broken) broken += 1;
    const record = recordOf(text);
    if (record) {
      records.push(record);
      continue;
    }
    bad += 1;
    if (badAt.length < BAD_SHOWN) badAt.push(range.from === 0 ? String(i + 1) : `byte ${piece.at}`);
  }
  return { records, bad, badAt, broken };
}
