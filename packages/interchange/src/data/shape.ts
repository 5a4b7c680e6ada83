/** What a record's columns mean. */
export type ShapeId = "text" | "prompt-completion" | "alpaca" | "sharegpt" | "messages" | "preference" | "column";

/** A record's text as it is trained on, and how many messages a chat template wraps. */
export interface Sample {
  readonly text: string;
  readonly messages: number;
}

export interface Shape {
  readonly id: ShapeId;
  /** Columns that it reads, for the reader. */
  readonly columns: string;
  readonly read: (record: Fields) => Sample | null;
}

export type Fields = Readonly<Record<string, unknown>>;

const TEXT = ["text", "content", "body", "document", "raw_content", "article", "passage", "code"] as const;
const PAIRS: readonly (readonly [string, string])[] = [
  ["prompt", "completion"], ["prompt", "response"], ["prompt", "output"], ["prompt", "answer"], ["question", "answer"], ["question", "response"],
  ["query", "response"], ["input", "output"], ["instruction", "response"], ["context", "response"], ["source", "target"], ["input", "target"],
];
const CHATS: readonly (readonly [ShapeId, string])[] = [["messages", "messages"], ["sharegpt", "conversations"], ["sharegpt", "conversation"], ["messages", "chat"], ["messages", "dialog"]];

/** Alpaca's own template around instruction and input. */
const ALPACA_FRAME =
  "Below is an instruction that describes a task, paired with an input that provides further context. Write a response that appropriately completes the request.\n\n### Instruction:\n\n\n### Input:\n\n\n### Response:\n";

function asText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const parts = value.map((part) => (typeof part === "object" && part !== null && "text" in part ? asText(part.text) : asText(part)));
    return parts.every((p) => p === null) ? null : parts.filter((p) => p !== null).join("\n");
  }
  return null;
}

function messageText(message: unknown): string | null {
  if (typeof message !== "object" || message === null) return null;
  const m = message as Fields;
  const said = asText(m["content"] ?? m["value"] ?? m["text"]) ?? "";
  const calls = m["tool_calls"] ?? m["function_call"];
  return calls === undefined || calls === null ? said : `${said}${JSON.stringify(calls)}`;
}

function chatSample(value: unknown): Sample | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const texts = value.map(messageText);
  if (texts.some((t) => t === null)) return null;
  return { text: texts.join("\n"), messages: value.length };
}

function joined(record: Fields, columns: readonly string[]): Sample | null {
  const texts = columns.map((c) => asText(record[c]) ?? (Array.isArray(record[c]) ? chatSample(record[c])?.text ?? null : null));
  return texts.every((t) => t === null || t === "") ? null : { text: texts.filter((t) => t !== null).join("\n"), messages: 0 };
}

const has = (record: Fields, key: string): boolean => record[key] !== undefined && record[key] !== null;

function alpaca(record: Fields): Sample | null {
  const body = joined(record, ["instruction", "input", "output"]);
  return body && { text: ALPACA_FRAME + body.text, messages: 0 };
}

/** The shape that a record has, or null. A column named by the job is taken as it is. */
export function shapeOf(record: Fields, textField: string | undefined): Shape | null {
  if (textField !== undefined) {
    if (!has(record, textField)) return null;
    return { id: "column", columns: textField, read: (r) => (Array.isArray(r[textField]) ? (chatSample(r[textField]) ?? joined(r, [textField])) : joined(r, [textField])) };
  }
  if (has(record, "chosen") && has(record, "rejected")) {
    const columns = ["prompt", "chosen"].filter((c) => has(record, c));
    return { id: "preference", columns: columns.join(", "), read: (r) => joined(r, columns) };
  }
  for (const [id, key] of CHATS) if (chatSample(record[key])) return { id, columns: key, read: (r) => chatSample(r[key]) };
  if (has(record, "instruction") && has(record, "output")) return { id: "alpaca", columns: "instruction, input, output", read: alpaca };
  for (const [a, b] of PAIRS) if (has(record, a) && has(record, b)) return { id: "prompt-completion", columns: `${a}, ${b}`, read: (r) => joined(r, [a, b]) };
  for (const key of TEXT) if (typeof record[key] === "string") return { id: "text", columns: key, read: (r) => joined(r, [key]) };
  return null;
}
