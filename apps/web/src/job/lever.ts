import type { LeverResult, Pin } from "@outlay/engine";
import { dropField, saysField, layField, typedValue, type Written } from "@outlay/schema";
import { isTree, type Tree } from "./tree.ts";

/**
 * The job with a lever moved. Of what followed only what the job says itself, or what no search would find, is written: the rest stays open,
 * so that it is found anew.
 */
export function withLever(job: Tree, lever: Pick<LeverResult, "path" | "to" | "followed">, pins: readonly Pin[]): Tree {
  const next: Written = { ...structuredClone(job) };
  const searched = new Set([...pins.map((p) => p.path), "layout.dp", "layout.gradAccum"]);
  const set = (path: string, value: string): void => {
    if (value === "") dropField(next, path);
    else layField(next, path, typedValue(path, value));
  };
  for (const { path, to } of lever.followed) if (saysField(next, path) || !searched.has(path)) set(path, to);
  set(lever.path, lever.to);
  return isTree(next) ? next : job;
}
