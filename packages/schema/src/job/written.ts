/** A job as it was written, before anything in it is checked. */
export type Written = Record<string, unknown>;

function isTree(value: unknown): value is Written {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const UNSAFE = new Set(["__proto__", "constructor", "prototype"]);

/** Whether a text is a path of fields: `training.sequence`, `where.owned.0.nodes`. */
export function isFieldPath(path: string): boolean {
  return /^\w+(?:\.\w+)*$/.test(path) && !path.split(".").some((key) => UNSAFE.has(key));
}

/** What stands at a key on the way to a field: a shorthand (`method: qlora`) is written out first. */
function opened(inner: unknown, key: string): Written | unknown[] {
  if (isTree(inner) || Array.isArray(inner)) return inner;
  if (typeof inner === "string" && (key === "method" || key === "objective" || key === "sweep")) return { kind: inner };
  if (typeof inner === "string" && key === "data") return { file: inner };
  if (typeof inner === "string" && key === "model") return { base: inner };
  return {};
}

/** Whether a list has a place of that name. */
const hasPlace = (list: readonly unknown[], key: string): boolean => /^\d+$/.test(key) && Object.hasOwn(list, key);

function put(tree: Written, path: string, value: unknown): boolean {
  const keys = path.split(".");
  let here: Written | unknown[] = tree;
  for (const [i, key] of keys.entries()) {
    if (Array.isArray(here) && !hasPlace(here, key)) return false;
    if (i === keys.length - 1) return Reflect.set(here, key, value);
    const inner = opened(Object.hasOwn(here, key) ? Reflect.get(here, key) : undefined, key);
    Reflect.set(here, key, inner);
    here = inner;
  }
  return false;
}

/** Two names of one thing: the one that is set last replaces the other. */
const ALIASES: readonly (readonly [string, string])[] = [
  ["training.recompute", "layout.recompute"],
  ["training.microBatch", "layout.microBatch"],
  ["training.gradAccum", "layout.gradAccum"],
  ["training.packing", "training.padding"],
  ["training.loraDropout", "method.dropout"],
  ["run.checkpoints.every", "run.checkpoints.interval"],
];

/** Whether a job says something of a field. */
export function hasField(job: Written, path: string): boolean {
  return dropField(structuredClone(job), path);
}

/** Whether a job says something of a field under any of its names. */
export function saysField(job: Written, path: string): boolean {
  const names = ALIASES.flatMap(([a, b]) => (path === a ? [b] : path === b ? [a] : []));
  return [path, ...names].some((name) => hasField(job, name));
}

/** Takes a field out; false where it isn't there. */
export function dropField(tree: Written, path: string): boolean {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let here: unknown = tree;
  for (const key of keys) here = (isTree(here) || Array.isArray(here)) && Object.hasOwn(here, key) ? Reflect.get(here, key) : null;
  if (Array.isArray(here)) return hasPlace(here, last) && here.splice(Number(last), 1).length > 0;
  if (!isTree(here) || !Object.hasOwn(here, last)) return false;
  delete here[last];
  return true;
}

/** Numbers and truth values of a model's shape are such in a job file; in all other fields text is read as what it says. */
export function typedValue(path: string, text: string): unknown {
  if (!path.startsWith("model.") || path === "model.base" || path === "model.name") return text;
  return text === "true" || text === "false" ? text === "true" : text === "null" ? null : /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/**
 * Sets a field by its path, in place of another name of the same thing; a number in the path is a place in a list (`where.owned.0.nodes`).
 * False where the list has no such place.
 */
export function layField(tree: Written, path: string, value: unknown): boolean {
  for (const [a, b] of ALIASES) {
    if (path === a) dropField(tree, b);
    if (path === b) dropField(tree, a);
  }
  return put(tree, path, value);
}
