import type { World } from "@outlay/interchange";
import type { Io } from "../io.ts";
import { run } from "../program.ts";

export interface Given {
  /** Files by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly width?: number;
}

export interface Captured {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const DAY = "2026-11-24";

/** Files in memory and no network: nothing outside a test can change what it sees. */
function memoryWorld(files: Readonly<Record<string, string>>): World {
  const bytes = (path: string): Uint8Array => new TextEncoder().encode(files[path] ?? "");
  const under = (folder: string): string[] => Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
  return {
    files: {
      entry: async (path) => {
        if (Object.hasOwn(files, path)) return { kind: "file", bytes: bytes(path).length };
        return under(path).length > 0 ? { kind: "folder", bytes: 0 } : null;
      },
      list: async (folder) => under(folder).map((path) => path.slice(folder.length + 1)),
      read: async (path, { from, to }) => bytes(path).subarray(from, to),
      stream: async function* (path) {
        yield bytes(path);
      },
      write: async () => undefined,
    },
    fetch: () => Promise.reject(new Error("no network in tests")),
    env: {},
    cacheFolder: "/cache",
    moduleFolders: [],
    offline: true,
  };
}

/** Nobody watches, and nobody interrupts. */
export const UNWATCHED: Pick<Io, "status" | "breathe" | "listen"> = {
  status: null,
  breathe: async () => undefined,
  listen: () => ({ interrupted: () => false, end: () => undefined }),
};

/** A world in memory, with what is written into it. */
export function ioOf(given: Given = {}): { readonly io: Io; readonly written: () => { readonly out: string; readonly err: string } } {
  let out = "";
  let err = "";
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    stdin: async () => given.stdin ?? "",
    color: false,
    width: given.width ?? 100,
    now: () => new Date(`${DAY}T12:00:00Z`),
    clock: () => 0,
    ...UNWATCHED,
    world: async () => memoryWorld(given.files ?? {}),
  };
  return { io, written: () => ({ out, err }) };
}

/** A command run in this process, on a fixed day. */
export async function captured(argv: readonly string[], given: Given = {}): Promise<Captured> {
  const { io, written } = ioOf(given);
  const code = await run(argv, io);
  return { code, ...written() };
}
