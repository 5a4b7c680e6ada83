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

function judged(value: unknown, limit: Limit): "ok" | "wrong-type" | "out-of-range" {
  if (typeof value !== "number") return "wrong-type";
  if (Number.isFinite(value) && !Number.isInteger(value)) return "wrong-type";
  return value >= limit.min && value <= limit.max ? "ok" : "out-of-range";
}

export function fieldsOf(json: Json, path: string, defaults: Defaults = {}, issues: Issue[] = []): Fields {
  const say: Fields["say"] = (severity, code, values, key) => {
    issues.push({ code, severity, path: key === undefined ? path : pathOf(path, key), values });
  };
  const raw: Fields["raw"] = (keys) => {
    for (const key of keys) {
      const value = lookup(json, key);
      if (value !== undefined) return { key, value };
    }
    for (const key of keys) if (Object.hasOwn(defaults, key)) return { key, value: defaults[key] };
    return null;
  };
  const wrong = (key: string, value: unknown, allowed: string): void =>
    say("error", "model.wrong-type", { field: key, value: shown(value), allowed }, key);
  const count: Fields["count"] = (keys, limit) => {
    const found = raw(keys);
    if (found === null || found.value === null) return null;
    const { key, value } = found;
    switch (judged(value, limit)) {
      case "ok":
        return Number(value);
      case "wrong-type":
        wrong(key, value, `a whole number from ${limit.min} to ${limit.max}`);
        return null;
      case "out-of-range":
        say("error", "model.out-of-range", { field: key, value: shown(value), min: limit.min, max: limit.max }, key);
        return null;
    }
  };
  return {
    issues, json, raw, count, say,
    has: (key) => (lookup(json, key) ?? null) !== null,
    need(keys, limit) {
      const before = issues.length;
      const value = count(keys, limit);
      if (value !== null) return value;
      const [field = ""] = keys;
      if (issues.length === before) say("error", "model.missing-field", { field, keys: keys.join(", ") }, field);
      return 1;
    },
    flag(key, otherwise = false) {
      const found = raw([key]);
      if (found === null || found.value === null) return otherwise;
      if (typeof found.value === "boolean") return found.value;
      wrong(key, found.value, "true or false");
      return otherwise;
    },
    text(keys) {
      const found = raw(keys);
      if (found === null || found.value === null) return null;
      if (typeof found.value === "string") return found.value;
      wrong(found.key, found.value, "text");
      return null;
    },
    list(key) {
      const found = raw([key]);
      if (found === null || found.value === null) return null;
      if (Array.isArray(found.value)) return found.value;
      wrong(key, found.value, "a list");
      return null;
    },
  };
}
