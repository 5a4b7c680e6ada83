import type { Entry, Files, World } from "./world.ts";

export interface NodeWorldOptions {
  readonly offline?: boolean;
  /** Default: the process's. */
  readonly env?: World["env"];
  /** Default: `outlay` in XDG_CACHE_HOME, or in ~/.cache. */
  readonly cacheFolder?: string;
}

// Loaded on first use, so that a page may bundle this package.
const fs = (): Promise<typeof import("node:fs/promises")> => import("node:fs/promises");

const MISSING: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"]);

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

async function entry(path: string): Promise<Entry | null> {
  try {
    const found = await (await fs()).stat(path);
    if (found.isDirectory()) return { kind: "folder", bytes: 0 };
    return found.isFile() ? { kind: "file", bytes: found.size } : null;
  } catch (error) {
    if (MISSING.has(codeOf(error))) return null;
    throw error;
  }
}

async function read(path: string, { from, to }: { readonly from: number; readonly to: number }): Promise<Uint8Array> {
  const file = await (await fs()).open(path, "r");
  try {
    // Never reserves more than the file holds, whatever is asked.
    const wanted = Math.max(0, Math.min(to, (await file.stat()).size) - from);
    const bytes = new Uint8Array(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await file.read(bytes, filled, wanted - filled, from + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}

async function* stream(path: string): AsyncIterable<Uint8Array> {
  const { createReadStream } = await import("node:fs");
  for await (const chunk of createReadStream(path)) if (chunk instanceof Uint8Array) yield chunk;
}

let written = 0;

async function write(path: string, content: Uint8Array | string): Promise<void> {
  const { mkdir, rename, rm, writeFile } = await fs();
  const { dirname } = await import("node:path");
  await mkdir(dirname(path), { recursive: true });
  written += 1;
  const draft = `${path}.${process.pid}-${written}.tmp`;
  try {
    await writeFile(draft, content, { flag: "wx" });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

export const nodeFiles: Files = { entry, list: async (folder) => (await (await fs()).readdir(folder)).sort(), read, stream, write };

function defaultCache(env: World["env"]): string {
  const home = env["HOME"] || env["USERPROFILE"];
  return `${env["XDG_CACHE_HOME"] || `${home || "."}/.cache`}/outlay`;
}

/** `node_modules` of every folder above a path. */
function above(path: string): readonly string[] {
  const parts = path.replaceAll("\\", "/").split("/");
  return parts
    .map((_, i) => `${parts.slice(0, parts.length - i).join("/")}/node_modules`)
    .filter((f) => !f.includes("/node_modules/node_modules"));
}

/** Where packages may be installed: beside this program, and where it is run. */
function moduleFolders(): readonly string[] {
  const here = decodeURIComponent(new URL(".", import.meta.url).pathname).replace(/\/$/, "");
  return [...new Set([...above(here), ...above(process.cwd())])];
}

/** The real world: this machine's files and network. */
export function nodeWorld({ offline = false, env = process.env, cacheFolder = defaultCache(env) }: NodeWorldOptions = {}): World {
  return { files: nodeFiles, fetch: (...args) => fetch(...args), env, cacheFolder, moduleFolders: moduleFolders(), offline };
}
