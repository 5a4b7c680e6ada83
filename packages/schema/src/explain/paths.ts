/** Anything that a result holds. */
export type Value = number | string | boolean | null | readonly Value[] | { readonly [key: string]: Value | undefined };

export function isTree(value: Value | undefined): value is { readonly [key: string]: Value | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A step into a value: a key, a place in a list, or the id of something in a list. */
function step(value: Value | undefined, key: string): Value | undefined {
  if (Array.isArray(value)) {
    if (/^\d+$/.test(key)) return value[Number(key)];
    return value.find((item) => isTree(item) && item["id"] === key);
  }
  return isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function at(root: Value, path: readonly string[]): Value | undefined {
  let here: Value | undefined = root;
  for (const key of path) here = step(here, key);
  return here;
}

/** Every number with its path. */
export function* numbers(value: Value | undefined, path: readonly string[] = []): Generator<readonly [string, number]> {
  if (typeof value === "number") yield [path.join("."), value];
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* numbers(item, [...path, String(i)]);
  else if (isTree(value)) for (const [key, item] of Object.entries(value)) yield* numbers(item, [...path, key]);
}

/** Every path of a result, groups too. */
function* paths(value: Value | undefined, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path;
  const entries = Array.isArray(value) ? value.entries() : isTree(value) ? Object.entries(value) : [];
  for (const [key, item] of entries) yield* paths(item, [...path, String(key)]);
}

/** How many letters must be changed, added or left out; beyond a limit the limit. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

const MOST_LETTERS = 200;

/** Paths, of those that hold what is looked for, that are nearest to one: as few letters away as can be, those of the chosen plan first. */
export function nearestPaths(root: Value, wanted: string, holds: (path: readonly string[]) => boolean, count = 3): readonly string[] {
  const asked = wanted.slice(0, MOST_LETTERS).toLowerCase();
  const last = asked.split(".").at(-1) ?? asked;
  const keyed: { readonly path: string; readonly far: number }[] = [];
  for (const path of paths(root)) {
    const text = path.join(".");
    // Paths of other plans read the same: the chosen plan's stand for them unless they are asked for.
    if (path[0] === "plans" && path[1] !== "0" && !asked.startsWith(`plans.${path[1]}`)) continue;
    if (text.length > MOST_LETTERS) continue;
    const tail = path.at(-1)?.toLowerCase() ?? "";
    const ending = text.toLowerCase().endsWith(`.${asked}`) ? 0.5 : Number.POSITIVE_INFINITY;
    const far = Math.min(
      ending,
      Math.abs(text.length - asked.length) > 20 ? Number.POSITIVE_INFINITY : edits(asked, text.toLowerCase()),
      2 + 2 * edits(last, tail),
    );
    keyed.push({ path: text, far });
  }
  keyed.sort((a, b) => a.far - b.far || a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  const near: string[] = [];
  for (const { path } of keyed) {
    if (near.length === count) break;
    if (path !== wanted && holds(path.split("."))) near.push(path);
  }
  return near;
}
