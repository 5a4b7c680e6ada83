import type { Recompute, Stack } from "@outlay/engine";
import { greatestDivisor } from "./parallel.ts";

/** A setting that a record may leave open: the values it may have had and how likely each is. */
export interface Choice<T> {
  readonly value: T;
  readonly weight: number;
}

const NAMED: readonly (readonly [RegExp, Recompute])[] = [
  [/full|block|true/i, "full"],
  [/selective|minimal|partial|per.?op/i, "selective"],
  [/none|false|off/i, "none"],
];

function only<T>(value: T): readonly Choice<T>[] {
  return [{ value, weight: 1 }];
}

/** Shares of settings among runs whose tables don't print them, by what the stack does by itself. */
const HABITS: Readonly<Record<"tuned" | Recompute, readonly Choice<Recompute>[]>> = {
  tuned: [
    { value: "none", weight: 0.8 },
    { value: "selective", weight: 0.15 },
    { value: "full", weight: 0.05 },
  ],
  none: [
    { value: "none", weight: 0.85 },
    { value: "full", weight: 0.15 },
  ],
  selective: [
    { value: "selective", weight: 0.7 },
    { value: "none", weight: 0.2 },
    { value: "full", weight: 0.1 },
  ],
  full: [
    { value: "full", weight: 0.7 },
    { value: "none", weight: 0.3 },
  ],
};

/** Stacks whose scripts recompute when they shard. Source: LitGPT finetune/*.py, `activation_checkpointing_policy={Block}` with FSDP. */
const WHEN_SHARDED: Readonly<Record<string, Recompute>> = { litgpt: "full" };

/** Recomputation: as stated, as the source's text has it, else a branch for each way the stack is used. Tuned tables recompute only what they must. */
export function recomputeChoices(text: string, at: { stack: Stack; tuned: boolean; sharded: boolean }): readonly Choice<Recompute>[] {
  const stated = NAMED.find(([pattern]) => text !== "" && pattern.test(text))?.[1];
  if (stated) return only(stated);
  const sharded = at.sharded ? WHEN_SHARDED[at.stack.id] : undefined;
  if (sharded) return only(sharded);
  return HABITS[at.tuned ? "tuned" : at.stack.recompute];
}

/** Most pieces of a stage that interleaving uses. */
const MOST_INTERLEAVED = 12;

/**
 * Interleaving: as stated; none before 2021, without a pipeline, or in stacks that lack it. Otherwise tuned runs use as many pieces as a stage has
 * layers, up to twelve, some use none.
 */
export function virtualChoices(
  stated: number | undefined,
  at: { pp: number; layers: number; stack: Stack; year: number },
): readonly Choice<number>[] {
  const { pp, layers } = at;
  if (pp <= 1) return only(1);
  if (stated !== undefined) return only(Math.max(1, Math.min(stated, Math.ceil(layers / pp))));
  if (!at.stack.dims.virtualPp || at.year <= 2020) return only(1);
  const stage = layers % pp === 0 ? layers / pp : Math.ceil(layers / pp);
  const most = greatestDivisor(stage, MOST_INTERLEAVED);
  return most <= 1
    ? only(1)
    : [
        { value: most, weight: 0.8 },
        { value: 1, weight: 0.2 },
      ];
}

const MOST_BRANCHES = 12;

/** The likeliest twelve of many branches, their weights summing to 1. */
export function likeliest<T extends { readonly weight: number }>(branches: readonly T[]): readonly T[] {
  const kept = branches.length > MOST_BRANCHES ? branches.toSorted((a, b) => b.weight - a.weight).slice(0, MOST_BRANCHES) : branches;
  let total = 0;
  for (const b of kept) total += b.weight;
  return kept.map((b) => ({ ...b, weight: total > 0 ? b.weight / total : 1 / kept.length }));
}
