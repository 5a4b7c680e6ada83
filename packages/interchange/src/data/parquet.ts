import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { type Block, EMPTY, type Fields, type Read } from "./read.ts";
import { soundPages } from "./parquet-pages.ts";
import { KNOWN_COLUMNS } from "./shape.ts";
import type { Source } from "./source.ts";
import { problemOf, trouble } from "./trouble.ts";

const ROWS = 4_000;
const GROUPS = 8;
/** Unpacked bytes of the wanted columns of a row group; larger groups aren't read. */
const MOST_GROUP = 256_000_000;
const MOST_UNPACKED = 256_000_000;
const MOST_FOOTER = 64_000_000;

function bufferOf(source: Source): AsyncBuffer {
  return {
    byteLength: source.bytes,
    slice: async (from, to = source.bytes) => {
      const start = from < 0 ? Math.max(0, source.bytes + from) : from;
      if (!(start >= 0 && to >= start && to <= source.bytes)) throw new Error(`bytes ${from} to ${to} aren't in the file`);
      if (to - start > MOST_GROUP) throw new Error(`a part of ${Math.round((to - start) / 1e6)} MB is too large`);
      const part = await source.read(start, to);
      const copy = new ArrayBuffer(part.length);
      new Uint8Array(copy).set(part);
      return copy;
    },
  };
}

/** Columns of the table: those that a shape may need, else all. */
function columnsOf(metadata: FileMetaData, textField: string | undefined): readonly string[] {
  const [root, ...rest] = metadata.schema;
  const all: string[] = [];
  for (let at = 0, n = root?.num_children ?? 0; n > 0 && at < rest.length; n--) {
    const element = rest[at];
    if (element) all.push(element.name);
    at = afterElement(rest, at);
  }
  const wanted = all.filter((name) => KNOWN_COLUMNS.has(name) || name === textField);
  return wanted.length > 0 ? wanted : all;
}

function afterElement(schema: FileMetaData["schema"], from: number): number {
  let at = from + 1;
  for (let n = schema[from]?.num_children ?? 0; n > 0 && at < schema.length; n--) at = afterElement(schema, at);
  return at;
}

interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly values: number;
  readonly unpacked: number;
}

interface Group {
  readonly from: number;
  readonly rows: number;
  readonly unpacked: number;
  readonly chunks: readonly Chunk[];
}

function chunkOf(data: NonNullable<FileMetaData["row_groups"][number]["columns"][number]["meta_data"]>): Chunk {
  const from = Number(data.dictionary_page_offset || data.data_page_offset);
  return { from, to: from + Number(data.total_compressed_size), values: Number(data.num_values), unpacked: Number(data.total_uncompressed_size) };
}

function groupsOf(metadata: FileMetaData, columns: readonly string[]): readonly Group[] {
  let from = 0;
  return metadata.row_groups.map((group) => {
    const rows = Number(group.num_rows);
    const wanted = group.columns.flatMap(({ meta_data: data }) => (data && columns.includes(data.path_in_schema[0] ?? "") ? [chunkOf(data)] : []));
    const unpacked = wanted.reduce((n, chunk) => n + chunk.unpacked, 0);
    from += rows;
    return { from: from - rows, rows, unpacked, chunks: wanted };
  });
}

/** Row groups spread over the file, small enough to be read. */
function chosen(groups: readonly Group[]): readonly Group[] {
  const readable = groups.filter((g) => g.rows > 0 && g.unpacked >= 0 && g.unpacked <= MOST_GROUP);
  const n = Math.min(GROUPS, readable.length);
  const picked: Group[] = [];
  let budget = MOST_UNPACKED;
  for (let i = 0; i < n; i++) {
    const group = readable[Math.floor(((i + 0.5) * readable.length) / n)];
    if (!group || (picked.length > 0 && group.unpacked > budget)) continue;
    budget -= group.unpacked;
    picked.push(group);
  }
  return picked;
}

const failed = (source: Source, problem: string): Read => ({
  format: "parquet",
  blocks: [],
  blockBytes: 0,
  bytes: source.bytes,
  total: null,
  unseen: 0,
  issues: [trouble("not-parquet", source.path, { problem })],
});

/** Rows of row groups spread over the file; their number is in its footer. */
export async function readParquet(source: Source, textField: string | undefined): Promise<Read> {
  try {
    const file = bufferOf(source);
    const footer = await source.read(Math.max(0, source.bytes - 8), source.bytes);
    if (new DataView(footer.buffer, footer.byteOffset).getUint32(0, true) > MOST_FOOTER) return failed(source, "its footer is too large");
    const metadata = await parquetMetadataAsync(file);
    const total = Number(metadata.num_rows);
    const columns = columnsOf(metadata, textField);
    const groups = chosen(groupsOf(metadata, columns));
    if (total > 0 && groups.length === 0) return failed(source, `its row groups are larger than ${MOST_GROUP / 1e6} MB`);
    const blocks: Block[] = [];
    for (const { from, rows, chunks } of groups) {
      for (const chunk of chunks) {
        const bytes = new Uint8Array(await file.slice(chunk.from, chunk.to));
        if (!soundPages(bytes, { values: chunk.values, unpacked: MOST_GROUP })) return failed(source, `the pages at byte ${chunk.from} are broken`);
      }
      const rowEnd = from + Math.min(rows, Math.ceil(ROWS / groups.length));
      const read: Fields[] = await parquetReadObjects({ file, metadata, compressors, columns: [...columns], rowStart: from, rowEnd });
      blocks.push({ ...EMPTY, records: read });
    }
    return { format: "parquet", blocks, blockBytes: 0, bytes: source.bytes, total, unseen: 0, issues: [] };
  } catch (error) {
    return failed(source, problemOf(error));
  }
}
