/** A job as people write it: what the form, a link and a job file hold. Nothing in it is checked yet. */
export type Value = string | number | boolean | null | readonly Value[] | Tree;
export interface Tree {
  readonly [key: string]: Value;
}

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at `training.sequence`; undefined where nothing does. */
export function valueAt(tree: Tree, path: string): Value | undefined {
  let here: Value | undefined = tree;
  for (const key of path.split(".")) {
    if (Array.isArray(here)) here = here[Number(key)];
    else if (isTree(here) && Object.hasOwn(here, key)) here = here[key];
    else return undefined;
  }
  return here;
}

/** The tree with a value at a path, or without it; groups that end up empty go. */
export function withValue(tree: Tree, path: string, value: Value | undefined): Tree {
  const [key = "", ...rest] = path.split(".");
  const { [key]: inner, ...others } = tree;
  if (rest.length === 0) return value === undefined ? others : { ...tree, [key]: value };
  const group = withValue(isTree(inner) ? inner : {}, rest.join("."), value);
  return Object.keys(group).length === 0 ? others : { ...tree, [key]: group };
}

/** Paths with their values, groups opened, lists and a model's own shape whole. */
export function leaves(tree: Tree, prefix = ""): readonly (readonly [string, Value])[] {
  return Object.entries(tree).flatMap(([key, value]): readonly (readonly [string, Value])[] => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return isTree(value) && path !== "model" && Object.keys(value).length > 0 ? leaves(value, path) : [[path, value]];
  });
}
