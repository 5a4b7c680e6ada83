import type { LayoutPins } from "../../layout/layout.ts";
import type { Offering } from "../offering.ts";
import type { Pin } from "../pins.ts";
import type { PlanRequest } from "../request.ts";

/** A job with one thing changed. Answers are found by the same search as the job's own. */
export interface Variant {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly request: PlanRequest;
  /** Fields that must change with it, as the job writes them. */
  readonly also?: readonly Pin[];
  /** Parts of the layout that are let go of, one set after the other, until there is an answer; none: only the layout as it is. */
  readonly loosen?: readonly (readonly (keyof LayoutPins)[])[];
  /** What the value stands for, where it isn't plain: the term of a commitment. */
  readonly note?: string;
  /** Whether it may be told as what would make a plan cheaper: others train less, or another thing. */
  readonly economy?: boolean;
}

/** A chosen plan, the request that has it as its only answer, and what else could be used. */
export interface Here {
  readonly request: PlanRequest;
  /** The request as it was asked: what it pins itself was never searched. */
  readonly asked: PlanRequest;
  readonly chosen: Offering;
  readonly all: {
    readonly machines: PlanRequest["machines"];
    readonly stacks: PlanRequest["stacks"];
    readonly models?: readonly PlanRequest["model"][];
  };
}

/** A thing of the job that can be moved: what its neighbours are, from a plan. */
export interface Lever {
  readonly id: string;
  readonly moves: (here: Here) => readonly Variant[];
}

/** What a layout is let go of when it no longer fits: the micro-batch, then recomputation. */
export const SMALLER: NonNullable<Variant["loosen"]> = [[], ["microBatch"], ["microBatch", "recompute", "recomputeLayers"]];

/** How the ranks are cut, and all that a device does with its share. */
const ALL = [
  "microBatch",
  "recompute",
  "recomputeLayers",
  "tp",
  "pp",
  "cp",
  "ep",
  "virtualPp",
  "sequenceParallel",
  "sharding",
  "shardGroup",
] as const;

/**
 * Of another card, method or stack: micro-batch and recomputation that the search chose are chosen again, those that the job pins stay as long as
 * they fit; how the ranks are cut is let go of only where nothing else fits.
 */
export function anew({ layout }: PlanRequest): NonNullable<Variant["loosen"]> {
  const again = layout.recompute === undefined ? (["recompute", "recomputeLayers"] as const) : [];
  const searched = layout.microBatch === undefined ? (["microBatch", ...again] as const) : again;
  return [
    searched,
    [...searched, "sharding", "shardGroup"],
    ["microBatch", ...searched],
    ["microBatch", "recompute", "recomputeLayers"],
    ALL,
  ];
}

export function withLayout(r: PlanRequest, change: LayoutPins): PlanRequest {
  return { ...r, layout: { ...r.layout, ...change } };
}

export function withoutLayout(r: PlanRequest, keys: readonly (keyof LayoutPins)[]): PlanRequest {
  const layout = { ...r.layout };
  for (const key of keys) delete layout[key];
  return { ...r, layout };
}

/** Twice and half of a count, where half is whole. */
export function doubledAndHalved(n: number): readonly number[] {
  return n % 2 === 0 ? [2 * n, n / 2] : [2 * n];
}
