export const FORMATS = ["jsonl", "json", "csv", "tsv", "txt", "parquet"] as const;
export type Format = (typeof FORMATS)[number];

const BY_ENDING: Readonly<Record<string, Format>> = {
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "json",
  csv: "csv",
  tsv: "tsv",
  txt: "txt",
  text: "txt",
  md: "txt",
  parquet: "parquet",
};

/** Format by the name's ending; `.gz` is looked through. null when the ending says nothing. */
export function formatOfName(path: string): Format | null {
  const parts = (path.toLowerCase().split(/[/\\]/).at(-1) ?? "").split(".");
  if (parts.at(-1) === "gz") parts.pop();
  return parts.length < 2 ? null : (BY_ENDING[parts.at(-1) ?? ""] ?? null);
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text that opens with `{` or `[` holds one JSON value a line rather than one over all lines. */
function isLines(start: string): boolean {
  const end = start.indexOf("\n");
  return end > 0 && /\S/.test(start.slice(end)) && isJson(start.slice(0, end));
}

/** Format by how the content starts; a name that lies is overruled where the content can't be what it says. */
export function formatOf(start: string, named: Format | null): Format {
  if (start.startsWith("PAR1")) return "parquet";
  const head = start.trimStart();
  if (head.startsWith("{") || head.startsWith("[")) {
    if (named === "txt" || named === "csv" || named === "tsv") return named;
    if (named === "jsonl" && head.startsWith("{") && !/^\{\s*\n/.test(head)) return "jsonl";
    return isLines(head) ? "jsonl" : "json";
  }
  if (named !== null) return named;
  const [first = ""] = head.split("\n");
  return first.length < 2000 && first.includes("\t") ? "tsv" : "txt";
}
