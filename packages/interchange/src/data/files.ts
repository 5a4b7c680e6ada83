import type { Issue } from "@outlay/engine";
import type { World } from "../world.ts";
import { FORMATS, formatOfName } from "./format.ts";
import { trouble } from "./trouble.ts";

export interface DataFile {
  readonly path: string;
  readonly bytes: number;
}

interface Found {
  readonly files: readonly DataFile[];
  readonly issues: readonly Issue[];
}

const MOST_FILES = 5_000;
const DEEPEST = 3;

async function inFolder(folder: string, depth: number, world: World): Promise<readonly DataFile[]> {
  const files: DataFile[] = [];
  for (const name of [...(await world.files.list(folder))].sort()) {
    if (name.startsWith(".") || files.length >= MOST_FILES) continue;
    const path = `${folder.replace(/[/\\]+$/, "")}/${name}`;
    const entry = await world.files.entry(path);
    if (entry?.kind === "folder" && depth < DEEPEST) files.push(...(await inFolder(path, depth + 1, world)));
    if (entry?.kind === "file" && entry.bytes > 0 && formatOfName(name) !== null) files.push({ path, bytes: entry.bytes });
  }
  return files.slice(0, MOST_FILES);
}

/** Notes and settings that lie beside data, not data. */
const BESIDE = /(?:^|[/\\])(?:readme[^/\\]*|licen[cs]e[^/\\]*|dataset_infos?\.json|dataset_dict\.json|state\.json|config\.json)$/i;

/** The files that a path stands for: itself, or those below a folder that can be read. */
export async function filesOf(path: string, world: World): Promise<Found> {
  const entry = await world.files.entry(path);
  if (!entry) return { files: [], issues: [trouble("not-found", path, { file: path })] };
  if (entry.kind === "file") return { files: [{ path, bytes: entry.bytes }], issues: [] };
  const all = await inFolder(path, 0, world);
  const data = all.filter((file) => !BESIDE.test(file.path));
  return data.length > 0 ? { files: data, issues: [] } : { files: [], issues: [trouble("no-files", path, { formats: FORMATS.join(", ") })] };
}
