import type { Bytes, Issue } from "@outlay/engine";
import { isJson, shown } from "./fields.ts";
import { headerLength, PREFIX_BYTES, readSafetensorsHeader, type StoredTensor } from "./safetensors.ts";

/** A piece of a file, shorter when the file ends, and the length of the whole where known. */
export interface Piece {
  readonly bytes: Uint8Array | null;
  readonly fileBytes: number | null;
  readonly issues: readonly Issue[];
}

export type ReadPiece = (file: string, range: { readonly from: number; readonly to: number }) => Promise<Piece>;

export interface Weights {
  readonly tensors: readonly StoredTensor[];
  /** Of the tensors; null when some file couldn't be read. */
  readonly bytes: Bytes | null;
  readonly issues: readonly Issue[];
}

const MOST_SHARDS = 2000;
const AT_ONCE = 4;
/** Headers of all shards together. */
const MOST_HEADERS_BYTES = 400_000_000;
const SHARD = /^[\w-][\w.-]{0,200}\.safetensors$/;

/** The files that an index names, and the total it states. */
export function shardsOf(
  index: unknown,
  path: string,
): { readonly files: readonly string[]; readonly totalBytes: Bytes | null; readonly issues: readonly Issue[] } {
  const bad = (field: string, value: unknown, allowed: string): Issue => ({
    code: "model.bad-index",
    severity: "error",
    path,
    values: { field, value: shown(value), allowed },
  });
  const map = isJson(index) ? index["weight_map"] : undefined;
  if (!isJson(index) || !isJson(map))
    return { files: [], totalBytes: null, issues: [bad("weight_map", map, "an object from tensor to file")] };
  const names = new Set(Object.values(map));
  const files: string[] = [];
  for (const name of names) {
    if (typeof name !== "string" || !SHARD.test(name))
      return { files: [], totalBytes: null, issues: [bad("weight_map", name, "names of .safetensors files in the same folder")] };
    files.push(name);
  }
  if (files.length > MOST_SHARDS)
    return { files: [], totalBytes: null, issues: [bad("weight_map", files.length, `at most ${MOST_SHARDS} files`)] };
  const total = isJson(index["metadata"]) ? index["metadata"]["total_size"] : undefined;
  return {
    files: files.sort(),
    totalBytes: typeof total === "number" && Number.isSafeInteger(total) && total > 0 ? total : null,
    issues: [],
  };
}

interface Shard {
  readonly tensors: readonly StoredTensor[] | null;
  readonly bytes: number;
  readonly headerBytes: number;
  readonly issues: readonly Issue[];
}

const unread = (issues: readonly Issue[]): Shard => ({ tensors: null, bytes: 0, headerBytes: 0, issues });

async function readShard(file: string, path: string, read: ReadPiece): Promise<Shard> {
  const head = await read(file, { from: 0, to: PREFIX_BYTES });
  if (head.bytes === null) return unread(head.issues);
  const length = headerLength(head.bytes);
  if (length.kind === "fault") return unread([{ ...length.fault, severity: "error", path: `${path}${file}` }]);
  const whole = await read(file, { from: 0, to: PREFIX_BYTES + length.value });
  if (whole.bytes === null) return unread(whole.issues);
  const { header, issues } = readSafetensorsHeader(whole.bytes, { path: `${path}${file}`, fileBytes: whole.fileBytes });
  return header ? { tensors: header.tensors, bytes: header.bytes, headerBytes: length.value, issues } : unread(issues);
}

/** Reads the headers of all files. `path` comes before a file's name in the messages. */
export async function readWeights(files: readonly string[], path: string, read: ReadPiece): Promise<Weights> {
  const tensors: StoredTensor[] = [];
  const issues: Issue[] = [];
  let bytes = 0;
  let headers = 0;
  let whole = true;
  for (let i = 0; i < files.length && headers <= MOST_HEADERS_BYTES; i += AT_ONCE) {
    const shards = await Promise.all(files.slice(i, i + AT_ONCE).map((file) => readShard(file, path, read)));
    for (const shard of shards) {
      issues.push(...shard.issues);
      if (shard.tensors === null) whole = false;
      for (const t of shard.tensors ?? []) tensors.push(t);
      bytes += shard.bytes;
      headers += shard.headerBytes;
    }
    if (!whole) break;
  }
  return { tensors, bytes: whole && headers <= MOST_HEADERS_BYTES ? bytes : null, issues };
}
