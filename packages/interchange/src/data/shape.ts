import { type Fields, isFields } from "./read.ts";

/** What a record's columns mean. */
export type ShapeId = "text" | "prompt" | "prompt-completion" | "alpaca" | "sharegpt" | "messages" | "preference" | "column";

/** A record's text as it is trained on, and who speaks the messages that a chat template wraps. */
export interface Sample {
  readonly text: string;
  readonly roles: readonly string[];
  /** Images, sounds: parts whose tokens aren't counted. */
  readonly media: number;
}

export interface Shape {
  readonly id: ShapeId;
  /** Columns that it reads, for the reader. */
  readonly columns: string;
  readonly read: (record: Fields) => Sample | null;
  /** The other half of a preference: trained on as a sequence of its own. */
  readonly other?: (record: Fields) => Sample | null;
}

const TEXT = ["text", "content", "body", "document", "raw_content", "article", "passage", "code", "markdown", "story", "abstract"] as const;
const PAIRS: readonly (readonly [string, string])[] = [
  ["prompt", "completion"],
  ["prompt", "response"],
  ["prompt", "output"],
  ["prompt", "answer"],
  ["question", "answer"],
  ["question", "response"],
  ["query", "response"],
  ["query", "answer"],
  ["input", "output"],
  ["instruction", "response"],
  ["instruction", "completion"],
  ["instruction", "answer"],
  ["context", "response"],
  ["source", "target"],
  ["input", "target"],
  ["inputs", "targets"],
];
const CHATS: readonly (readonly [ShapeId, string])[] = [
  ["messages", "messages"],
  ["sharegpt", "conversations"],
  ["sharegpt", "conversation"],
  ["messages", "chat"],
  ["messages", "dialog"],
  ["messages", "dialogue"],
];

/** Columns that some shape reads. */
export const KNOWN_COLUMNS: ReadonlySet<string> = new Set([...TEXT, ...PAIRS.flat(), ...CHATS.map(([, key]) => key), "problem", "chosen", "rejected", "system", "tools", "context"]);

/** Alpaca's template, with and without an input. Source: the repository tatsu-lab/stanford_alpaca, train.py. */
const ALPACA_WITH_INPUT =
  "Below is an instruction that describes a task, paired with an input that provides further context. Write a response that appropriately completes the request.\n\n### Instruction:\n{instruction}\n\n### Input:\n{input}\n\n### Response:";
const ALPACA =
  "Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n### Instruction:\n{instruction}\n\n### Response:";

interface Said {
  readonly text: string;
  readonly media: number;
}

const SILENT: Said = { text: "", media: 0 };

function partOf(part: unknown): Said {
  if (typeof part === "string") return { text: part, media: 0 };
  if (!isFields(part)) return SILENT;
  const text = part["text"] ?? part["content"];
  return typeof text === "string" ? { text, media: 0 } : { text: "", media: 1 };
}

/** What a cell says: its text, or its parts' text and how many of them are none. */
function saidBy(value: unknown): Said | null {
  if (typeof value === "string") return { text: value, media: 0 };
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return { text: String(value), media: 0 };
  if (!Array.isArray(value)) return null;
  const parts = value.map(partOf);
  return { text: parts.map((p) => p.text).filter((t) => t !== "").join("\n"), media: parts.reduce((n, p) => n + p.media, 0) };
}

function written(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : (JSON.stringify(value, (_, v: unknown) => (typeof v === "bigint" ? String(v) : v)) ?? "");
}

interface Message extends Said {
  readonly role: string;
}

const ROLES: Readonly<Record<string, string>> = { human: "user", gpt: "assistant", bot: "assistant", model: "assistant", function_call: "assistant", observation: "tool", function: "tool" };

function messageOf(value: unknown): Message | null {
  if (!isFields(value)) return null;
  const role = value["role"] ?? value["from"] ?? value["speaker"];
  if (typeof role !== "string") return null;
  const said = saidBy(value["content"] ?? value["value"] ?? value["text"] ?? "") ?? SILENT;
  const calls = `${written(value["tool_calls"])}${written(value["function_call"])}`;
  return { role: ROLES[role] ?? role, text: `${said.text}${calls}`, media: said.media };
}

/** A conversation with what precedes it: a system prompt, the tools on offer. */
function conversation(value: unknown, record: Fields): Sample | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const messages = value.map(messageOf).filter((m) => m !== null);
  if (messages.length < value.length) return null;
  const system = typeof record["system"] === "string" && record["system"] !== "" ? [{ role: "system", text: record["system"], media: 0 }] : [];
  const all: readonly Message[] = [...system, ...messages];
  const tools = written(record["tools"]);
  const text = [tools, ...all.map((m) => m.text)].filter((t) => t !== "").join("\n");
  return { text, roles: all.map((m) => m.role), media: all.reduce((n, m) => n + m.media, 0) };
}

function joined(record: Fields, columns: readonly string[]): Sample | null {
  const parts: Partial<Sample>[] = columns.map((column) => conversation(record[column], {}) ?? saidBy(record[column]) ?? {});
  const text = parts.map((part) => part.text ?? "").filter((t) => t !== "").join("\n");
  const roles = parts.flatMap((part) => part.roles ?? []);
  return text === "" ? null : { text, roles, media: parts.reduce((n, part) => n + (part.media ?? 0), 0) };
}

function alpaca(record: Fields): Sample | null {
  const instruction = saidBy(record["instruction"])?.text ?? "";
  const output = saidBy(record["output"])?.text ?? "";
  const input = saidBy(record["input"])?.text ?? "";
  if (instruction === "" && output === "") return null;
  const prompt = (input === "" ? ALPACA : ALPACA_WITH_INPUT).replace("{instruction}", () => instruction).replace("{input}", () => input);
  return { text: `${prompt}${output}`, roles: [], media: 0 };
}

const has = (record: Fields, key: string): boolean => record[key] !== undefined && record[key] !== null;

/** A column named by the job: taken as it is, whatever it holds. */
function named(record: Fields, column: string): Shape | null {
  if (!has(record, column)) return null;
  return { id: "column", columns: column, read: (r) => conversation(r[column], r) ?? joined(r, [column]) };
}

function preference(record: Fields): Shape | null {
  if (!has(record, "chosen") || !has(record, "rejected")) return null;
  const before = has(record, "prompt") ? ["prompt"] : [];
  const of = (answer: string) => (r: Fields) => joined(r, [...before, answer]);
  return { id: "preference", columns: [...before, "chosen, rejected"].join(" + "), read: of("chosen"), other: of("rejected") };
}

function chat(record: Fields): Shape | null {
  for (const [id, key] of CHATS) if (conversation(record[key], record)) return { id, columns: key, read: (r) => conversation(r[key], r) };
  return null;
}

function columns(record: Fields): Shape | null {
  if (has(record, "instruction") && has(record, "output")) {
    return { id: "alpaca", columns: has(record, "input") ? "instruction + input + output" : "instruction + output", read: alpaca };
  }
  for (const [a, b] of PAIRS) {
    if (has(record, a) && has(record, b)) return { id: "prompt-completion", columns: `${a} + ${b}`, read: (r) => joined(r, [a, b]) };
  }
  for (const key of TEXT) if (saidBy(record[key])) return { id: "text", columns: key, read: (r) => joined(r, [key]) };
  return null;
}

/** Columns that hold a prompt alone, the first that a record has. */
const PROMPTS = ["prompt", "question", "problem", "instruction", "query", "input", "inputs"] as const;

/** A conversation up to the answer that is to be written anew. */
function before(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const last = messageOf(value.at(-1));
  return last?.role === "assistant" && value.length > 1 ? value.slice(0, -1) : value;
}

/** What answers are written to: the prompt of a record, without the answer that it may hold. */
function prompted(record: Fields): Shape | null {
  for (const [, key] of CHATS) {
    if (conversation(record[key], record)) return { id: "prompt", columns: key, read: (r) => conversation(before(r[key]), r) };
  }
  if (has(record, "instruction") && has(record, "output"))
    return { id: "prompt", columns: has(record, "input") ? "instruction + input" : "instruction", read: (r) => alpaca({ ...r, output: "" }) };
  for (const key of PROMPTS) if (has(record, key)) return { id: "prompt", columns: key, read: (r) => joined(r, [key]) };
  if (has(record, "chosen")) return { id: "prompt", columns: "chosen", read: (r) => conversation(before(r["chosen"]), r) };
  return columns(record);
}

/** The shape that a record has, or null. */
export function shapeOf(record: Fields, textField: string | undefined, prompts: boolean): Shape | null {
  if (textField !== undefined) return named(record, textField);
  if (prompts) return prompted(record);
  return preference(record) ?? chat(record) ?? columns(record);
}
