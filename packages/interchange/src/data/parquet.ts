import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { World } from "../world.ts";
import type { Records } from "./read.ts";
import type { Fields } from "./shape.ts";
import { trouble } from "./trouble.ts";

const ROWS = 4_000;
const GROUPS = 4;

function bufferOf(path: string, bytes: number, world: World): AsyncBuffer {
  return {
    byteLength: bytes,
    slice: async (from, to = bytes) => {
      const part = await world.files.read(path, { from: from < 0 ? bytes + from : from, to });
      const copy = new ArrayBuffer(part.length);
      new Uint8Array(copy).set(part);
      return copy;
    },
  };
}

function plain(row: Record<string, unknown>): Fields {
  return row;
}

/** Rows from a few row groups spread over the file; the number of all is in its footer. */
export async function readParquet(path: string, bytes: number, world: World): Promise<Records> {
  try {
    const file = bufferOf(path, bytes, world);
    const metadata = await parquetMetadataAsync(file);
    const total = Number(metadata.num_rows);
    const starts = total <= ROWS ? [0] : Array.from({ length: GROUPS }, (_, i) => Math.floor((i * total) / GROUPS));
    const each = total <= ROWS ? total : Math.floor(ROWS / GROUPS);
    const records: Fields[] = [];
    for (const start of starts) {
      const rows = await parquetReadObjects({ file, metadata, compressors, rowStart: start, rowEnd: Math.min(total, start + each) });
      records.push(...rows.map(plain));
    }
    return { format: "parquet", records, share: total === 0 ? 1 : records.length / total, total, skipped: 0, skippedLines: [], issues: [] };
  } catch (error) {
    const problem = error instanceof Error ? error.message.slice(0, 140) : "";
    return { format: "parquet", records: [], share: 1, total: null, skipped: 0, skippedLines: [], issues: [trouble("not-parquet", path, { problem })] };
  }
}
