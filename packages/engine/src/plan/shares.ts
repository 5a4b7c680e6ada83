import { recomputedShare, stageLayers } from "../layout/layout.ts";
import { localParameters } from "../layout/local.ts";
import type { Setup } from "../layout/setup.ts";
import { type WholeLayers, wholeLayers } from "../memory/activations.ts";
import { type MemoryShares, rankBytes } from "../memory/memory.ts";
import type { RankBytes } from "../memory/phases.ts";
import { mixedPass, type Pass, passOf } from "../time/pass.ts";
import { type RankSeconds, rankSeconds } from "../time/rank.ts";
import type { Recompute } from "../method/stack.ts";
import type { Again, Split } from "./space.ts";

/** A map, or a weak one that lets go with its key. */
interface Store<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** What a key was worked out to, or is now. */
export function kept<K, V>(known: Store<K, V>, key: K, make: () => V): V {
  let found = known.get(key);
  if (found === undefined) known.set(key, (found = make()));
  return found;
}

/** Passes and layers of a card with a stack. */
export interface Passes {
  readonly passes: Map<string, Map<number, Pass>>;
  readonly layers: Map<string, WholeLayers>;
}

export function noPasses(): Passes {
  return { passes: new Map(), layers: new Map() };
}

/** Parts of the step and of memory that the layouts of one way of cutting the ranks share, each worked out when it is first asked for. */
export interface Shares {
  pass(microBatch: number, again: Again, pose: () => Setup): Pass;
  rank(setup: Setup): RankSeconds;
  memory(setup: Setup): MemoryShares;
}

const RECOMPUTES = ["none", "selective", "full"] as const;

const uniformly = (recompute: Recompute, setup: Setup): Setup => ({
  ...setup,
  layout: { ...setup.layout, recompute, recomputeLayers: null },
});

/** A split's shares. `known` is filled by splits before it and lasts over machines and counts with the same card and stack; `links` are what a pass talks over. */
export function sharesOf(split: Split, links: string, known: Passes): Shares {
  const cut = `${split.tp} ${split.cp} ${split.ep} ${split.sequenceParallel}`;
  const key = split.tp * split.cp * split.ep === 1 ? cut : `${cut} ${links}`;
  let passes: Map<number, Pass> | null = null;
  let rank: RankSeconds | null = null;
  const bytes: (MemoryShares | undefined)[] = [];
  return {
    pass(microBatch, { recompute, recomputeLayers }, pose) {
      passes ??= kept(known.passes, key, () => new Map<number, Pass>());
      const at = (kind: Recompute): number => microBatch * RECOMPUTES.length + RECOMPUTES.indexOf(kind);
      const uniform = (kind: Recompute): Pass => kept(passes ?? new Map<number, Pass>(), at(kind), () => passOf(uniformly(kind, pose())));
      if (recomputeLayers === null) return uniform(recompute);
      const full = uniform("full");
      const share = recomputedShare({ recompute, recomputeLayers }, stageLayers(full.layers, split.pp));
      return kept(passes, at("none") + share, () => mixedPass(uniform("none"), full, share));
    },
    rank(setup) {
      return (rank ??= rankSeconds(setup, localParameters(setup.table, setup.method, setup.layout, "first")));
    },
    // Of a layout's rest only this moves a rank's bytes: whether gradients accumulate, and whether all layers are run again.
    memory(setup) {
      const { table, method, layout } = setup;
      const at = (layout.gradAccum > 1 ? 1 : 0) + (layout.recompute === "full" && layout.recomputeLayers === null ? 2 : 0);
      const stage = (end: "first" | "last"): RankBytes => rankBytes(setup, localParameters(table, method, layout, end));
      return (bytes[at] ??= {
        layers: kept(known.layers, cut, () => wholeLayers(setup)),
        first: stage("first"),
        last: layout.pp > 1 ? stage("last") : null,
      });
    },
  };
}
