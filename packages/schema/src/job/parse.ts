import type { Issue } from "@outlay/engine";
import { isAlias, isCollection, isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import { shown } from "./issues.ts";

/** A job is a page of text; what is longer is something else, and slow to read. */
const MOST_CHARACTERS = 200_000;
const MOST_DEPTH = 20;
/** Brackets open at once, or list marks in a row, beyond which the parser isn't asked: it would run out of stack. */
const MOST_OPEN = 100;
const MARKS_IN_A_ROW = /(?:[-?:][ \t]+){100}/;

export interface JobText {
  readonly value: unknown;
  readonly issues: readonly Issue[];
}

const fail = (code: string, path: string, values: Issue["values"]): JobText => ({
  value: null,
  issues: [{ code, severity: "error", path, values }],
});

function openAtOnce(text: string): number {
  let open = 0;
  let most = 0;
  for (const c of text) {
    if (c === "[" || c === "{") most = Math.max(most, ++open);
    else if ((c === "]" || c === "}") && open > 0) open -= 1;
  }
  return most;
}

function depthOf(value: unknown, limit: number): number {
  if (limit < 0 || typeof value !== "object" || value === null) return 0;
  let deepest = 0;
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, limit - 1));
  return deepest + 1;
}

interface Flaw {
  readonly code: string;
  readonly at: number;
  readonly values: Issue["values"];
}

const startOf = (node: unknown): number => (isCollection(node) || isScalar(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0);

/** The first alias or repeated key, in the order of the text. */
function flawOf(node: unknown): Flaw | null {
  if (isAlias(node)) return { code: "job.alias", at: startOf(node), values: {} };
  if (isPair(node)) return flawOf(node.key) ?? flawOf(node.value);
  if (!isCollection(node)) return null;
  const seen = new Set<string>();
  for (const item of node.items) {
    if (isMap(node) && isPair(item) && isScalar(item.key)) {
      const key = String(item.key.value);
      if (seen.has(key)) return { code: "job.duplicate-key", at: startOf(item.key), values: { key: shown(key) } };
      seen.add(key);
    }
    const inner = flawOf(item);
    if (inner) return inner;
  }
  return null;
}

/** Text of a job file, YAML or JSON, as a plain value. Aliases, repeated keys, deep or huge files are refused. */
export function parseJobText(text: string, name: string): JobText {
  if (text.length > MOST_CHARACTERS) return fail("job.too-large", name, { characters: text.length, limit: MOST_CHARACTERS });
  if (text.trim() === "") return fail("job.empty", name, {});
  if (openAtOnce(text) > MOST_OPEN || MARKS_IN_A_ROW.test(text)) return fail("job.too-deep", name, { limit: MOST_DEPTH });
  const lines = new LineCounter();
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  try {
    const document = parseDocument<Node>(text, {
      lineCounter: lines,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "error",
      strict: true,
      merge: false,
    });
    const [error] = document.errors;
    if (error) return fail("job.syntax", at(error.pos[0]), { problem: problemOf(error.message) });
    const flaw = flawOf(document.contents);
    if (flaw) return fail(flaw.code, at(flaw.at), flaw.values);
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    if (value === null) return fail("job.empty", name, {});
    if (typeof value !== "object" || Array.isArray(value)) return fail("job.not-an-object", name, { value: shown(value) });
    if (depthOf(value, MOST_DEPTH) > MOST_DEPTH) return fail("job.too-deep", name, { limit: MOST_DEPTH });
    return { value, issues: [] };
  } catch (error) {
    if (error instanceof RangeError) return fail("job.too-deep", name, { limit: MOST_DEPTH });
    return fail("job.syntax", name, { problem: problemOf(error instanceof Error ? error.message : "") });
  }
}

/** What the parser said, on one line and with a full stop. */
function problemOf(message: string): string {
  if (message.startsWith("Source contains multiple documents")) return "a second document starts here.";
  const line = (message.split("\n")[0] ?? "").slice(0, 160).trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
