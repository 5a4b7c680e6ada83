import type { Issue } from "@outlay/engine";
import type { World } from "../world.ts";
import { trouble } from "./trouble.ts";

/** A file up to this size is read whole. */
export const WHOLE = 8_000_000;
const BLOCK = 131_072;
const BLOCKS = 48;
const LONGEST_LINE = 64_000_000;

/** Lines of a file or of evenly spread parts of it. */
export interface Lines {
  readonly lines: readonly string[];
  /** Number of the first line, where the file was read from its start. */
  readonly numbered: boolean;
  readonly bytesRead: number;
  readonly totalBytes: number;
  readonly issues: readonly Issue[];
}

const decoder = new TextDecoder("utf-8");

function linesOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

export function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes).replace(/^\uFEFF/, "");
}

/** One block's whole lines: from after its first line break to its last; a line longer than the block is followed up to the limit. */
async function blockAt(path: string, from: number, total: number, world: World): Promise<{ readonly lines: readonly string[]; readonly bytes: number } | null> {
  let size = BLOCK;
  for (;;) {
    const bytes = await world.files.read(path, { from, to: Math.min(total, from + size) });
    const start = from === 0 ? 0 : bytes.indexOf(10) + 1;
    const end = bytes.lastIndexOf(10);
    if ((from === 0 || start > 0) && end > start) {
      const whole = bytes.subarray(start, end);
      return { lines: linesOf(decode(whole)), bytes: whole.length + 1 };
    }
    if (from + size >= total) return { lines: [], bytes: 0 };
    if (size >= LONGEST_LINE) return null;
    size *= 8;
  }
}

/** All lines of a small file; of a large one those of blocks spread evenly over it. A line beyond 64 MB is refused. */
export async function readLines(path: string, totalBytes: number, world: World): Promise<Lines> {
  if (totalBytes <= WHOLE) {
    const bytes = await world.files.read(path, { from: 0, to: totalBytes });
    return { lines: linesOf(decode(bytes)), numbered: true, bytesRead: bytes.length, totalBytes, issues: [] };
  }
  const lines: string[] = [];
  let bytesRead = 0;
  for (let i = 0; i < BLOCKS; i++) {
    const from = Math.floor((i * (totalBytes - BLOCK)) / (BLOCKS - 1));
    const block = await blockAt(path, from, totalBytes, world);
    if (!block) return { lines: [], numbered: false, bytesRead, totalBytes, issues: [trouble("line-too-long", path, { limitMB: LONGEST_LINE / 1e6 })] };
    lines.push(...block.lines);
    bytesRead += block.bytes;
  }
  return { lines, numbered: false, bytesRead, totalBytes, issues: [] };
}

export interface Unpacked {
  readonly text: string;
  /** Share of the compressed file that was read. */
  readonly share: number;
}

/** The start of a gzipped file, unpacked to at most `limit` bytes: a small file that unpacks to a huge one is harmless. */
export async function unpack(path: string, totalBytes: number, world: World, limit: number): Promise<Unpacked | null> {
  let consumed = 0;
  const source = world.files.stream(path)[Symbol.asyncIterator]();
  const compressed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await source.next();
      if (next.done === true) controller.close();
      else {
        consumed += next.value.length;
        controller.enqueue(new Uint8Array(next.value));
      }
    },
    async cancel() {
      await source.return?.();
    },
  });
  const reader = compressed.pipeThrough(new DecompressionStream("gzip")).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    while (size < limit) {
      const { done, value } = await reader.read();
      if (done) return { text: decode(concat(chunks, size)), share: 1 };
      chunks.push(value);
      size += value.length;
    }
    await reader.cancel();
    return { text: decode(concat(chunks, size)), share: Math.min(1, consumed / Math.max(1, totalBytes)) };
  } catch {
    return null;
  }
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

export { linesOf };
