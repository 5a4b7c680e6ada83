import type { Issue } from "@outlay/engine";
import type * as z from "zod";

const MOST_SHOWN = 80;

/** A value as the message shows it: short, on one line. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "number") return String(value);
  const text = typeof value === "string" ? `"${value}"` : (JSON.stringify(value) ?? String(value));
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Part of a word counts as two letters off: `megatron` is near `megatron-lm`. */
function closeness(plain: string, word: string): number {
  const part = plain.length >= 3 && (word.includes(plain) || (word.length >= 3 && plain.includes(word)));
  return part ? Math.min(2, distance(plain, word)) : distance(plain, word);
}

/** The closest of some words, when it is close. */
export function nearest(word: string, words: readonly string[]): string | null {
  const plain = word.toLowerCase().slice(0, 40);
  let best: string | null = null;
  let least = Math.max(2, Math.floor(plain.length / 3)) + 1;
  for (const w of words) {
    const d = closeness(plain, w.toLowerCase());
    if (d < least) {
      least = d;
      best = w;
    }
  }
  return best;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const key of path) here = typeof here === "object" && here !== null ? (here as Record<PropertyKey, unknown>)[key] : undefined;
  return here;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join(".") || "job";
}

function bad(path: string, code: string, values: Issue["values"]): Issue {
  return { code, severity: "error", path, values };
}

function choiceIssue(path: string, params: Record<string, unknown>): Issue {
  const words = Array.isArray(params["words"]) ? params["words"].map(String) : [];
  const value = params["value"];
  const near = typeof value === "string" ? nearest(value, words) : null;
  const values = { value: shown(value), allowed: words.join(", ") };
  return near === null ? bad(path, "job.bad-choice", values) : bad(path, "job.bad-choice-near", { ...values, nearest: near });
}

function unknownKeys(path: readonly PropertyKey[], keys: readonly string[], allowed: readonly string[]): Issue[] {
  return keys.map((key) => {
    const near = nearest(key, allowed);
    const values = { key, allowed: allowed.join(", ") };
    const where = pathText([...path, key]);
    return near === null ? bad(where, "job.unknown-key", values) : bad(where, "job.unknown-key-near", { ...values, nearest: near });
  });
}

function typeIssue(path: string, at: { value: string; expected: string; keys: readonly string[] }): Issue {
  const { value, expected, keys } = at;
  if (expected === "array") return bad(path, "job.bad-list", { value });
  return keys.length > 0
    ? bad(path, "job.bad-group", { value, allowed: keys.join(", ") })
    : bad(path, "job.bad-type", { value, allowed: expected });
}

function moreOf(more: unknown): Issue["values"] {
  return typeof more === "object" && more !== null ? { ...more } : {};
}

/** Of a union's branches, the one that fits the value's kind. */
function branchFor(value: unknown, branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const objects = branches.find((b) => b.some((i) => i.path.length > 0 || i.code === "unrecognized_keys"));
  if (typeof value === "object" && value !== null && objects) return objects;
  const groups = branches.find((b) => b.some((i) => i.code === "invalid_type" && i.expected === "object"));
  if ((value === null || Array.isArray(value)) && groups) return groups;
  return branches.find((b) => b.some((i) => i.code === "custom")) ?? branches[0] ?? [];
}

/** Translates what zod found into issues of ours. `allowedAt` gives the keys of the object at a path. */
export function issuesOf(
  found: readonly z.core.$ZodIssue[],
  value: unknown,
  allowedAt: (path: readonly PropertyKey[]) => readonly string[],
  base: readonly PropertyKey[] = [],
): Issue[] {
  return found.flatMap((issue): Issue[] => {
    const path = [...base, ...issue.path];
    const text = pathText(path);
    const here = at(value, path);
    if (issue.code === "custom") {
      const params = issue.params ?? {};
      const kind = String(params["kind"]);
      if (params["value"] === undefined) return [bad(text, "job.missing", {})];
      return [
        kind === "choice"
          ? choiceIssue(text, params)
          : bad(text, `job.bad-${kind}`, { ...moreOf(params["more"]), value: shown(params["value"]) }),
      ];
    }
    if (issue.code === "unrecognized_keys") return unknownKeys(path, issue.keys, allowedAt(path));
    if (issue.code === "invalid_union") return issuesOf(branchFor(here, issue.errors), value, allowedAt, path);
    if (here === undefined) return [bad(text, "job.missing", {})];
    if (issue.code === "invalid_type") return [typeIssue(text, { value: shown(here), expected: issue.expected, keys: allowedAt(path) })];
    if (issue.code === "too_small" || issue.code === "too_big") return [bad(text, "job.bad-length", { value: shown(here) })];
    return [bad(text, "job.bad-value", { value: shown(here) })];
  });
}
