import type { Source } from "./source.ts";

const CHUNK = 4_194_304;
const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Line on which a byte stands. */
async function lineOf(source: Source, at: number): Promise<number> {
  let line = 1;
  for (let from = 0; from < at; from += CHUNK) {
    const bytes = await source.read(from, Math.min(at, from + CHUNK));
    for (let i = bytes.indexOf(NEWLINE); i >= 0; i = bytes.indexOf(NEWLINE, i + 1)) line += 1;
  }
  return line;
}

/**
 * The line of the quoted field that is never closed; null when all are. Blocks read here and there wouldn't show it: after the quote every row
 * seems whole. Only quotes are looked at: one at the start of a field opens it, a single one in it closes it.
 */
export async function unclosedQuote(source: Source, delimiter: string): Promise<number | null> {
  const separator = delimiter.charCodeAt(0);
  let opened = -1;
  let before = NEWLINE;
  // A quote at the end of a chunk may close a field or be the first of two.
  let pending = false;
  for (let from = 0; from < source.bytes; from += CHUNK) {
    const bytes = await source.read(from, Math.min(source.bytes, from + CHUNK));
    let at = bytes.indexOf(QUOTE);
    if (pending) {
      if (at === 0) at = bytes.indexOf(QUOTE, 1);
      else opened = -1;
      pending = false;
    }
    while (at >= 0) {
      if (opened < 0) {
        const left = at > 0 ? bytes[at - 1] : before;
        const starts = left === separator || left === NEWLINE || left === RETURN || (from === 0 && at === 3 && bytes[0] === 0xef);
        if (starts) opened = from + at;
      } else if (at + 1 === bytes.length && from + at + 1 < source.bytes) pending = true;
      else if (bytes[at + 1] === QUOTE) at += 1;
      else opened = -1;
      at = bytes.indexOf(QUOTE, at + 1);
    }
    before = bytes.at(-1) ?? before;
  }
  return opened < 0 ? null : await lineOf(source, opened);
}
