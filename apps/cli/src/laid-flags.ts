import type { Issue } from "@outlay/engine";
import { dropField, isFieldPath, layField, typedValue, type Written } from "@outlay/schema";
import { ALL_FLAGS, keyOf } from "./flags.ts";

/** "rtx-4090 x2 @0.10": a card, how many in the box, what an hour of one costs. */
function ownedOf(text: string): Written | null {
  if (text.length > 100) return null;
  const match = /^\s*([^\sx@][^@]*?)(?:\s+x\s*(\d+))?\s*(?:@\s*\$?(\d+(?:\.\d+)?))?\s*$/i.exec(text);
  if (!match) return null;
  return { accelerator: match[1], ...(match[2] ? { gpusPerNode: match[2] } : {}), ...(match[3] ? { usdPerGpuHour: match[3] } : {}) };
}

export interface FlagsRead {
  readonly value: Written;
  readonly issues: readonly Issue[];
}

function issue(code: string, path: string, value: string): Issue {
  return { code, severity: "error", path, values: { value: JSON.stringify(value.slice(0, 80)) } };
}

/** Issues of fields that a flag has set, under the name that was typed. */
export function asTyped(issues: readonly Issue[], options: Readonly<Record<string, unknown>>): readonly Issue[] {
  const typed = ALL_FLAGS.filter(({ flag }) => options[keyOf(flag)] !== undefined);
  const owned = Array.isArray(options["owned"]) && options["owned"].length > 0;
  const name = (path: string): string => {
    if (owned && /^where\.owned\.\d+\.accelerator$/.test(path)) return "--owned";
    const by = typed.find((f) => path === f.path || path.startsWith(`${f.path}.`));
    return by?.flag.split(" ")[0] ?? path;
  };
  return issues.map((found) => {
    if (found.severity === "note") return found;
    const { other } = found.values;
    return {
      ...found,
      path: name(found.path),
      values: other === undefined ? found.values : { ...found.values, other: name(String(other)) },
    };
  });
}

/** A job's value with what the command line says laid over it. */
export function withFlags(job: Written, options: Readonly<Record<string, unknown>>): FlagsRead {
  const value: Written = structuredClone(job);
  const issues: Issue[] = [];
  for (const { flag, path } of ALL_FLAGS) {
    const given = options[keyOf(flag)];
    if (given !== undefined) layField(value, path, given);
  }
  const owned = Array.isArray(options["owned"]) ? options["owned"].map(String) : [];
  if (owned.length > 0) {
    const read = owned.map((text) => ownedOf(text) ?? issue("job.bad-owned", "--owned", text));
    issues.push(...read.filter((r): r is Issue => "code" in r && "severity" in r));
    const cards = read.filter((r) => !("severity" in r));
    if (cards.length > 0) layField(value, "where.owned", cards);
  }
  for (const text of Array.isArray(options["set"]) ? options["set"].map(String) : []) {
    const at = text.indexOf("=");
    const path = text.slice(0, at);
    if (at < 1 || !isFieldPath(path)) issues.push(issue("job.bad-set", "--set", text));
    else if (at === text.length - 1) {
      if (!dropField(value, path)) issues.push({ ...issue("job.not-set", "--set", text), severity: "warning" });
    } else if (!layField(value, path, typedValue(path, text.slice(at + 1)))) issues.push(issue("job.no-place", "--set", text));
  }
  return { value, issues };
}
