import type { Assumptions, Calibration, Stack } from "@outlay/engine";
import { assumptions as assumed } from "./generated/assumptions.ts";
import { calibration as fitted } from "./generated/calibration.ts";
import { stacks as rows } from "./generated/stacks.ts";
import { nearest } from "./nearest.ts";

export type FoundStack =
  | { readonly kind: "found"; readonly stack: Stack }
  | { readonly kind: "none"; readonly suggestions: readonly string[] };

export const stacks: readonly Stack[] = rows;
export const calibration: Calibration = fitted;
/** What is taken where a job says nothing. */
export const assumptions: Assumptions = assumed;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "");

/** Looks software up by id or name; case and punctuation don't matter. */
export function findStack(name: string): FoundStack {
  const key = plain(name);
  const stack = stacks.find((s) => plain(s.id) === key || plain(s.name) === key);
  if (stack) return { kind: "found", stack };
  const names = stacks.flatMap((s) => [s.id, s.name].map((spelling) => ({ key: plain(spelling), value: s.id, of: s.id })));
  return { kind: "none", suggestions: nearest(key, names) };
}
