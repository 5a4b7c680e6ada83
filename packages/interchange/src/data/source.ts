import type { World } from "../world.ts";

/** A file that ranges can be read from, or the unpacked start of one. */
export interface Source {
  readonly path: string;
  readonly bytes: number;
  /** Share of the file that this is: below 1 for the start of a packed file. */
  readonly share: number;
  read(from: number, to: number): Promise<Uint8Array>;
}

export function fileSource(path: string, bytes: number, world: World): Source {
  return { path, bytes, share: 1, read: (from, to) => world.files.read(path, { from, to: Math.min(to, bytes) }) };
}

function memorySource(path: string, content: Uint8Array, share: number): Source {
  return { path, bytes: content.length, share, read: (from, to) => Promise.resolve(content.subarray(from, to)) };
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

async function* withNode(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { createGunzip } = await import("node:zlib");
  const { Readable } = await import("node:stream");
  const gunzip = createGunzip({ chunkSize: 65_536 });
  const source = Readable.from(packed, { highWaterMark: 1 });
  source.once("error", (error) => void gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) if (chunk instanceof Uint8Array) yield chunk;
  } finally {
    gunzip.destroy();
    source.destroy();
  }
}

/** The start of a gzipped file, unpacked to about `limit` bytes: a small file that unpacks to a huge one is harmless. null when it can't be. */
export async function unpacked(path: string, bytes: number, limit: number, world: World): Promise<Source | null> {
  let consumed = 0;
  // Small pieces, so that what was consumed says how far the unpacking has come.
  async function* packed(): AsyncIterable<Uint8Array> {
    for await (const chunk of world.files.stream(path)) {
      for (let at = 0; at < chunk.length; at += 16_384) {
        consumed += Math.min(16_384, chunk.length - at);
        yield chunk.subarray(at, at + 16_384);
      }
    }
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of (world.unpack ?? withNode)(packed())) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= limit) return memorySource(path, concat(chunks, size), Math.min(0.999, Math.max(consumed, 1) / Math.max(1, bytes)));
    }
    return memorySource(path, concat(chunks, size), 1);
  } catch {
    return null;
  }
}
