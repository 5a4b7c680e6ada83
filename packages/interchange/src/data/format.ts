export const FORMATS = ["jsonl", "json", "csv", "tsv", "txt", "parquet"] as const;
export type Format = (typeof FORMATS)[number];

const BY_ENDING: Readonly<Record<string, Format>> = {
  jsonl: "jsonl", ndjson: "jsonl", json: "json", csv: "csv", tsv: "tsv", txt: "txt", text: "txt", md: "txt", parquet: "parquet",
};

export interface FileKind {
  readonly format: Format | null;
  readonly gzip: boolean;
}

/** Format by the name's ending; `.gz` is looked through. */
export function kindOfName(path: string): FileKind {
  const parts = path.toLowerCase().split(/[./\\]/);
  const gzip = parts.at(-1) === "gz";
  const ending = parts.at(gzip ? -2 : -1) ?? "";
  return { format: BY_ENDING[ending] ?? null, gzip };
}

/** Format by how the content starts, for names that say nothing and names that lie. */
export function formatOfContent(start: string): Format {
  const head = start.trimStart();
  if (head.startsWith("PAR1")) return "parquet";
  if (head.startsWith("[")) return "json";
  if (head.startsWith("{")) {
    const [first] = head.split("\n");
    try {
      JSON.parse(first ?? "");
      return "jsonl";
    } catch {
      return "json";
    }
  }
  const [first = ""] = head.split("\n");
  if (first.includes("\t") && first.split("\t").length > 1 && first.length < 2000) return "tsv";
  return "txt";
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
