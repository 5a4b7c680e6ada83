import { byBlankLine, byLine, piecesFrom, type Separator } from "./lines.ts";
import { type Block, type Fields, textOf } from "./read.ts";
import type { Source } from "./source.ts";

export type Documents = "blank-lines" | "lines" | "whole";

/** How a text file's documents are told apart: by blank lines where it has some, else by lines. */
export function documentsOf(start: string): Documents {
  const text = start.trim();
  if (/\n[ \t\r]*\n/.test(text)) return "blank-lines";
  return text.includes("\n") ? "lines" : "whole";
}

const SEPARATORS: Readonly<Record<Documents, Separator>> = { "blank-lines": byBlankLine, lines: byLine, whole: byLine };

export async function textDocuments(source: Source, range: { readonly from: number; readonly to: number }, documents: Documents): Promise<Block | null> {
  const pieces = await piecesFrom(source, range, SEPARATORS[documents]);
  if (!pieces) return null;
  const records: Fields[] = [];
  let broken = 0;
  for (const piece of pieces) {
    const { text, broken: isBroken } = textOf(piece.bytes);
    const trimmed = text.trim();
    if (trimmed === "") continue;
    if (isBroken) broken += 1;
    records.push({ text: trimmed });
  }
  return { records, bad: 0, badAt: [], broken };
}
