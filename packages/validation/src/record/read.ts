import type { Issue } from "@outlay/engine";
import { type EvidenceRecord, evidenceRecord } from "./record.ts";

export interface ReadRecords {
  readonly records: readonly EvidenceRecord[];
  readonly issues: readonly Issue[];
}

const MOST_LINES = 200_000;
const LONGEST_LINE = 1_000_000;
const MOST_ISSUES = 1000;
/** Fields of one line that may be wrong before the line is given up. */
const MOST_WRONG = 40;

interface Json {
  [key: string]: unknown;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Takes the value at a path out of an object; true when it was there. */
function remove(root: Json, path: readonly PropertyKey[]): boolean {
  let at: unknown = root;
  for (const key of path.slice(0, -1)) {
    if (typeof at !== "object" || at === null) return false;
    at = Reflect.get(at, key);
  }
  const last = path.at(-1);
  return typeof at === "object" && at !== null && last !== undefined && Reflect.has(at, last) && Reflect.deleteProperty(at, last);
}

interface Line {
  readonly at: string;
  readonly value: Json;
  readonly issues: Issue[];
}

const issue = (code: string, severity: Issue["severity"], path: string, values: Issue["values"]): Issue => ({
  code: `evidence.${code}`,
  severity,
  path,
  values,
});

/** Reads what can be read: a field of the wrong type is reported and counts as missing. Null: nothing usable. */
function readLine({ at, value, issues }: Line): EvidenceRecord | null {
  for (let tries = 0; tries < MOST_WRONG; tries++) {
    const read = evidenceRecord.safeParse(value);
    if (read.success) return read.data;
    const wrong = read.error.issues[0];
    const path = wrong?.path ?? [];
    const field = path.map(String).join(".");
    if (field === "" || field === "id" || !remove(value, path)) {
      issues.push(issue("no-id", "error", at, { field: field || "id", wanted: wrong?.message ?? "text" }));
      return null;
    }
    issues.push(issue("field-wrong", "warning", `${at}.${field}`, { field, wanted: wrong?.message ?? "" }));
  }
  issues.push(issue("line-hopeless", "error", at, { allowed: MOST_WRONG }));
  return null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Reads measured runs, one JSON object a line. Lenient: unknown keys stay, missing and null fields are fine, wrong ones become a warning.
 * A line that is no record is left out with its number. Never throws.
 */
export function readRecords(text: string, name: string): ReadRecords {
  const records: EvidenceRecord[] = [];
  const issues: Issue[] = [];
  const seen = new Set<string>();
  let number = 0;
  for (const line of text.split("\n")) {
    number += 1;
    const at = `${name}:${number}`;
    if (number > MOST_LINES || issues.length >= MOST_ISSUES) {
      issues.push(issue("too-much", "error", at, { lines: MOST_LINES, issues: MOST_ISSUES }));
      break;
    }
    if (line.trim() === "") continue;
    if (line.length > LONGEST_LINE) {
      issues.push(issue("line-long", "error", at, { length: line.length, allowed: LONGEST_LINE }));
      continue;
    }
    const value = parse(line);
    if (!isObject(value)) {
      issues.push(issue("line-not-json", "error", at, { start: line.slice(0, 40) }));
      continue;
    }
    const record = readLine({ at, value, issues });
    if (!record) continue;
    if (seen.has(record.id)) issues.push(issue("id-twice", "warning", at, { id: record.id }));
    seen.add(record.id);
    records.push(record);
  }
  return { records, issues };
}
