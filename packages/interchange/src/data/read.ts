import type { Issue } from "@outlay/engine";
import type { Format } from "./format.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Records that start in one block of a file. */
export interface Block {
  readonly records: readonly Fields[];
  /** Records that can't be read, and where the first few stand (line, or byte where lines aren't counted). */
  readonly bad: number;
  readonly badAt: readonly string[];
  /** Records with bytes that are no UTF-8. */
  readonly broken: number;
}

/** What was read of one file, or of several of the same format. */
export interface Read {
  readonly format: Format;
  /** Blocks of equal size, evenly spread; or one block, all of it. */
  readonly blocks: readonly Block[];
  /** Bytes of a block; those of all the files. */
  readonly blockBytes: number;
  readonly bytes: number;
  /** Number of records where the format says it. */
  readonly total: number | null;
  /** Relative half-width of the reckoned total beyond what the blocks show: the start of a packed file says little of its rest. */
  readonly unseen: number;
  readonly issues: readonly Issue[];
}

export const EMPTY: Block = { records: [], bad: 0, badAt: [], broken: 0 };

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const strict = new TextDecoder("utf-8", { fatal: true });
const lenient = new TextDecoder("utf-8");

/** Text of bytes; `broken` when some of them are no UTF-8. A byte order mark is dropped. */
export function textOf(bytes: Uint8Array): { readonly text: string; readonly broken: boolean } {
  try {
    return { text: strict.decode(bytes), broken: false };
  } catch {
    return { text: lenient.decode(bytes), broken: true };
  }
}
