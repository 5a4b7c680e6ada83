import type { Issue, Severity } from "@outlay/engine";

export type Json = Readonly<Record<string, unknown>>;

/** What a number may be. */
export interface Limit {
  readonly min: number;
  readonly max: number;
}

/** What the class of a model fills in where the file leaves a key out, by the file's key. */
export type Defaults = Readonly<Record<string, number | boolean | string | null>>;

/**
 * Reads keys of a config and gathers what is wrong with them. A dot in a key steps into a nested object.
 * Of several keys the first that the file holds counts; `null` in the file means "not set".
 */
export interface Fields {
  readonly issues: Issue[];
  readonly json: Json;
  has(key: string): boolean;
  raw(keys: readonly string[]): { readonly key: string; readonly value: unknown } | null;
  count(keys: readonly string[], limit: Limit): number | null;
  /** Like `count`, but its absence is an error; then 1, so that the rest can still be judged. */
  need(keys: readonly string[], limit: Limit): number;
  flag(key: string, otherwise?: boolean): boolean;
  text(keys: readonly string[]): string | null;
  list(key: string): readonly unknown[] | null;
  say(severity: Severity, code: string, values: Issue["values"], key?: string): void;
}

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as it is shown in a message: short, whatever it holds. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isJson(value) ? "an object" : String(value);
}

/** `config.json#hidden_size` in a file, `model.hidden` in a job. */
export function pathOf(path: string, key: string): string {
  if (path === "") return key;
  return path.endsWith(".json") ? `${path}#${key}` : path.includes("#") || !path.endsWith("/") ? `${path}.${key}` : `${path}${key}`;
}

function own(json: Json, key: string): unknown {
  return Object.hasOwn(json, key) ? json[key] : undefined;
}

function lookup(json: Json, key: string): unknown {
  let at: unknown = json;
  for (const step of key.split(".")) {
    if (!isJson(at)) return undefined;
    at = own(at, step);
  }
  return at;
}

function finder(json: Json, defaults: Defaults): Fields["raw"] {
  return (keys) => {
    for (const key of keys) {
      const value = lookup(json, key);
      if (value !== undefined) return { key, value };
    }
    for (const key of keys) if (Object.hasOwn(defaults, key)) return { key, value: defaults[key] };
    return null;
  };
}

const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isText = (value: unknown): value is string => typeof value === "string";
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** A number that may be one of this field's; what is wrong otherwise. */
function judged(value: unknown, { min, max }: Limit): number | "wrong-type" | "out-of-range" {
  if (typeof value !== "number" || (Number.isFinite(value) && !Number.isInteger(value))) return "wrong-type";
  return value >= min && value <= max ? value : "out-of-range";
}

export function fieldsOf(json: Json, path: string, defaults: Defaults = {}, issues: Issue[] = []): Fields {
  const raw = finder(json, defaults);
  const say: Fields["say"] = (severity, code, values, key) => {
    issues.push({ code, severity, path: key === undefined ? path : pathOf(path, key), values });
  };
  const wrong = (field: string, value: unknown, allowed: string): void =>
    say("error", "model.wrong-type", { field, value: shown(value), allowed }, field);
  const typed = <T>(keys: readonly string[], is: (value: unknown) => value is T, allowed: string): T | null => {
    const found = raw(keys);
    if (found === null || found.value === null) return null;
    if (is(found.value)) return found.value;
    wrong(found.key, found.value, allowed);
    return null;
  };
  const count: Fields["count"] = (keys, limit) => {
    const found = raw(keys);
    if (found === null || found.value === null) return null;
    const { key: field, value } = found;
    const number = judged(value, limit);
    if (typeof number === "number") return number;
    if (number === "wrong-type") wrong(field, value, `a whole number from ${limit.min} to ${limit.max}`);
    else say("error", "model.out-of-range", { field, value: shown(value), min: limit.min, max: limit.max }, field);
    return null;
  };
  const need: Fields["need"] = (keys, limit) => {
    const before = issues.length;
    const value = count(keys, limit);
    const [field = ""] = keys;
    if (value === null && issues.length === before) say("error", "model.missing-field", { field, keys: keys.join(", ") }, field);
    return value ?? 1;
  };
  return {
    issues,
    json,
    raw,
    say,
    count,
    need,
    has: (key) => (lookup(json, key) ?? null) !== null,
    flag: (key, otherwise = false) => typed([key], isFlag, "true or false") ?? otherwise,
    text: (keys) => typed(keys, isText, "text"),
    list: (key) => typed([key], isList, "a list"),
  };
}
