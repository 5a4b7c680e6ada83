/** What a path is. */
export interface Entry {
  readonly kind: "file" | "folder";
  readonly bytes: number;
}

/** Files, injected: tests give their own. Paths are the user's, relative to where the command runs. */
export interface Files {
  /** null when nothing is there. */
  entry(path: string): Promise<Entry | null>;
  list(folder: string): Promise<readonly string[]>;
  /** At most `to - from` bytes. */
  read(path: string, range: { readonly from: number; readonly to: number }): Promise<Uint8Array>;
  stream(path: string): AsyncIterable<Uint8Array>;
  /** Written whole or not at all. */
  write(path: string, content: Uint8Array | string): Promise<void>;
}

/** Everything outside that the readers touch. */
export interface World {
  readonly files: Files;
  readonly fetch: typeof fetch;
  /** HF_TOKEN, HF_ENDPOINT... */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cacheFolder: string;
  /** Folders of installed packages, the nearest first, in which optional vocabularies are looked for. */
  readonly moduleFolders: readonly string[];
  readonly offline: boolean;
  /** Unpacks gzip where Node's own isn't at hand; throws on what isn't gzip. */
  readonly unpack?: (packed: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}
