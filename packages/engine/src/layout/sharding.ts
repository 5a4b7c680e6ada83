import type { Layout } from "./layout.ts";

/** True when each rank keeps only its part of the weights and gathers a unit at a time. */
export function isShardedWeights(l: Pick<Layout, "sharding">): boolean {
  return l.sharding === "zero-3" || l.sharding === "fsdp" || l.sharding === "hsdp";
}

/** Ranks that hold the same dense parameters. */
function denseGroup(l: Layout): number {
  return l.sharding === "hsdp" ? l.shardGroup : l.dp * l.cp;
}

/** Ranks that hold the same experts: expert parallelism has already cut them `ep` ways. */
export function expertGroup(l: Layout): number {
  return Math.max(1, Math.floor(denseGroup(l) / l.ep));
}

/** Into how many shards weights lie. `group` defaults to the dense parameters' ranks. */
export function weightShards(l: Layout, group: number = denseGroup(l)): number {
  return isShardedWeights(l) ? group : 1;
}

export function gradientShards(l: Layout, group: number = denseGroup(l)): number {
  return isShardedWeights(l) || l.sharding === "zero-2" ? group : 1;
}

export function stateShards(l: Layout, group: number = denseGroup(l)): number {
  return l.sharding === "none" ? 1 : group;
}

/**
 * Model states in bytes per parameter over a group of d: none 16, ZeRO-1 4 + 12/d, ZeRO-2 2 + 14/d, ZeRO-3 16/d.
 * Source: Rajbhandari et al. 2019, 1910.02054 figure 1 (16-bit weights and gradients, K = 12).
 */
export function zeroBytesPerParameter(stage: 0 | 1 | 2 | 3, d: number): number {
  const weight = stage === 3 ? 2 / d : 2;
  const gradient = stage >= 2 ? 2 / d : 2;
  const state = stage >= 1 ? 12 / d : 12;
  return weight + gradient + state;
}
