import type { World } from "../world.ts";
import type { HubId } from "./id.ts";

interface Cached {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly etag: string | null;
}

type Place = Pick<World, "files" | "cacheFolder">;

/** Names are checked before (`hubId`, `isRepositoryFile`): no part leads outside the folder. */
function pathIn(kind: "hub" | "hub-etag", { owner, name, revision }: HubId, file: string, cacheFolder: string): string {
  return `${cacheFolder}/${kind}/${owner}/${name}/${encodeURIComponent(revision)}/${file}`;
}

export function cachePath(id: HubId, file: string, cacheFolder: string): string {
  return pathIn("hub", id, file, cacheFolder);
}

async function whole(place: Place, path: string, maxBytes: number): Promise<Uint8Array | null> {
  const entry = await place.files.entry(path);
  if (entry?.kind !== "file" || entry.bytes > maxBytes) return null;
  const bytes = await place.files.read(path, { from: 0, to: entry.bytes });
  return bytes.length === entry.bytes ? bytes : null;
}

/** A trouble with the cache is never an error: the file is fetched again. */
export async function fromCache(id: HubId, file: string, place: Place, maxBytes: number): Promise<Cached | null> {
  try {
    const path = cachePath(id, file, place.cacheFolder);
    const bytes = await whole(place, path, maxBytes);
    if (bytes === null) return null;
    const note = await whole(place, pathIn("hub-etag", id, file, place.cacheFolder), 1000);
    const [length, etag = ""] = note === null ? [] : new TextDecoder().decode(note).split("\n");
    if (length !== undefined && Number(length) !== bytes.length) return null;
    return { bytes, path, etag: etag === "" ? null : etag };
  } catch {
    return null;
  }
}

/**
 * Content first: a tag without its content would confirm the old one for ever. The length beside the tag tells a copy that was
 * cut later. False when it can't be written.
 */
export async function toCache(
  id: HubId,
  file: string,
  place: Place,
  found: { readonly bytes: Uint8Array; readonly etag: string | null },
): Promise<boolean> {
  try {
    await place.files.write(cachePath(id, file, place.cacheFolder), found.bytes);
    await place.files.write(pathIn("hub-etag", id, file, place.cacheFolder), `${found.bytes.length}\n${found.etag ?? ""}`);
    return true;
  } catch {
    return false;
  }
}
