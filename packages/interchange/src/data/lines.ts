import type { Source } from "./source.ts";

/** A line or document longer than this is refused. */
export const LONGEST = 64_000_000;

/** Read beyond a range at once: most records that cross its end end within it. */
const MARGIN = 4096;

const NEWLINE = 0x0a;

/** Ends of a record, from `at`: where it ends and where the next begins. null when the bytes hold no end. */
export type Separator = (bytes: Uint8Array, at: number) => { readonly end: number; readonly next: number } | null;

export const byLine: Separator = (bytes, at) => {
  const end = bytes.indexOf(NEWLINE, at);
  return end < 0 ? null : { end, next: end + 1 };
};

/** A line break, spaces, and at least one more line break. */
export const byBlankLine: Separator = (bytes, at) => {
  for (let end = bytes.indexOf(NEWLINE, at); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) {
    let next = end + 1;
    let last = end;
    for (let byte = bytes[next] ?? -1; byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === NEWLINE; byte = bytes[next] ?? -1) {
      next += 1;
      if (byte === NEWLINE) last = next;
    }
    if (last > end) return { end, next: last };
  }
  return null;
};

interface Piece {
  readonly bytes: Uint8Array;
  /** Where it begins in the file. */
  readonly at: number;
}

/** null: longer than any record may be. */
export type Pieces = readonly Piece[] | null;

/** The bytes from `from` on to the first end of a record at or after `to`, or the file's end; null when none comes within the limit. */
async function upToEnd(source: Source, from: number, to: number, separator: Separator): Promise<Uint8Array | null> {
  let bytes = await source.read(from, Math.min(to + MARGIN, source.bytes));
  for (let extra = 65_536; from + bytes.length < source.bytes; extra *= 8) {
    if (separator(bytes, Math.max(0, to - from - 1))) return bytes;
    if (extra > LONGEST * 8) return null;
    const more = await source.read(from, Math.min(source.bytes, to + Math.min(extra, LONGEST)));
    if (more.length <= bytes.length) return more;
    bytes = more;
  }
  return bytes.length - (to - from) > LONGEST + MARGIN ? null : bytes;
}

/**
 * The records of a text that begin in [from, to), whole. Every record of a file is then as likely to be read as any other,
 * whatever its length; taking those that lie whole in a block would favour short ones.
 */
export async function piecesFrom(source: Source, { from, to }: { readonly from: number; readonly to: number }, separator: Separator): Promise<Pieces> {
  const base = Math.max(0, from - 1);
  const bytes = await upToEnd(source, base, to, separator);
  if (!bytes) return null;
  const pieces: Piece[] = [];
  let start = from === 0 ? 0 : (separator(bytes, 0)?.next ?? bytes.length);
  while (start < bytes.length && base + start < to) {
    const found = separator(bytes, start);
    const end = found?.end ?? bytes.length;
    // Without an end the last record is whole only where the file ends here and isn't the start of another.
    if (!found && (base + end < source.bytes || source.share < 1)) break;
    pieces.push({ bytes: bytes.subarray(start, end), at: base + start });
    start = found?.next ?? bytes.length;
  }
  return pieces;
}
