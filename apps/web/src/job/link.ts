import { isTree, leaves, type Tree, type Value, withValue } from "./tree.ts";

/** What a link holds: a version, the job's fields by their paths, and beside them what the page adds (names with ~). */
export interface Linked {
  readonly job: Tree;
  readonly extras: Readonly<Record<string, string>>;
}

const VERSION = "1";

/** Anything but a string, and a string that would be read as something else, is written as JSON: so it comes back as it was. */
function written(value: Value): string {
  return typeof value === "string" && read(value) === value ? value : JSON.stringify(value);
}

function isValue(value: unknown): value is Value {
  if (Array.isArray(value)) return value.every(isValue);
  return value === null || typeof value !== "object" || (isTree(value) && Object.values(value).every(isValue));
}

function read(text: string): Value {
  try {
    const value: unknown = JSON.parse(text);
    return isValue(value) ? value : text;
  } catch {
    return text;
  }
}

/** Leaves readable what may stand in a fragment as it is. */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll(/%(2F|3A|2C|40|5B|5D)/g, decodeURIComponent);

export function linkOf({ job, extras }: Linked): string {
  const fields = leaves(job).map(([path, value]) => `${encoded(path)}=${encoded(written(value))}`);
  const added = Object.entries(extras).map(([name, value]) => `~${encoded(name)}=${encoded(value)}`);
  return [`v=${VERSION}`, ...fields, ...added].join("&");
}

export type LinkRead = { readonly kind: "linked"; readonly linked: Linked } | { readonly kind: "none" } | { readonly kind: "unreadable" };

const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Reads a fragment. One of another version, or one that was cut, is told apart from none. */
export function readLink(fragment: string): LinkRead {
  const text = fragment.replace(/^#/, "");
  if (text === "") return { kind: "none" };
  let job: Tree = {};
  const extras: Record<string, string> = {};
  let version: string | null = null;
  try {
    for (const pair of text.split("&")) {
      const at = pair.indexOf("=");
      if (at <= 0) return { kind: "unreadable" };
      const [name, value] = [decodeURIComponent(pair.slice(0, at)), decodeURIComponent(pair.slice(at + 1))];
      if (name === "v" && version === null) version = value;
      else if (name.startsWith("~")) extras[name.slice(1)] = value;
      else if (name.split(".").some((key) => FORBIDDEN.has(key) || key === "")) return { kind: "unreadable" };
      else job = withValue(job, name, read(value));
    }
  } catch {
    return { kind: "unreadable" };
  }
  return version === VERSION ? { kind: "linked", linked: { job, extras } } : { kind: "unreadable" };
}
