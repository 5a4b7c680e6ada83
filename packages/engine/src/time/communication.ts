import { baseParameters, besideParameters, type LocalParameters } from "../layout/local.ts";
import type { Layout } from "../layout/layout.ts";
import { replicas, type Setup } from "../layout/setup.ts";
import { isShardedWeights } from "../layout/sharding.ts";
import { groupPath, transferSeconds } from "../machine/path.ts";
import { isQuantised, storedBytes } from "../method/bytes.ts";
import { trainedShare } from "../method/trainable.ts";
import type { Bytes, Seconds } from "../units.ts";

function log2(n: number): number {
  return n > 1 ? Math.log2(n) : 0;
}

/**
 * Tensor-parallel collectives of one layer and micro-batch: two all-reduces forward, two backward (two more under full recomputation), or the
 * gather-scatter pairs of sequence parallelism, same volume: 2(t-1)/t * 2 B * T h each. Exposed but where the stack overlaps.
 * Source: Shoeybi et al. 2019, 1909.08053; Korthikanti et al. 2022, 2205.05198.
 */
export function tensorParallelSeconds(setup: Setup, tokens: number): Seconds {
  const { layout, constants, stack, table } = setup;
  if (layout.tp <= 1) return 0;
  const collectives = layout.recompute === "full" ? 6 : 4;
  const bytes = 2 * 2 * tokens * table.architecture.hidden;
  const path = groupPath(setup.cluster, 1, layout.tp);
  const share = constants.tp * (stack.tpOverlap ? constants.tpOverlap : 1);
  return (
    collectives *
    (transferSeconds(path, { bytes, linkShare: share, networkShare: constants.network }) + constants.collectiveLatency * log2(layout.tp))
  );
}

/**
 * Ring attention of one layer: keys and values pass c-1 times forward, twice that backward, hidden behind attention. Returns the whole time.
 */
export function contextParallelSeconds(setup: Setup, tokens: number, kvWidth: number): Seconds {
  const { layout, constants } = setup;
  if (layout.cp <= 1) return 0;
  const path = groupPath(setup.cluster, layout.tp, layout.cp);
  const bytes = (3 * layout.cp * 2 * tokens * kvWidth) / layout.tp;
  return transferSeconds(path, { bytes, linkShare: constants.tp, networkShare: constants.network });
}

/** Dispatch and combine of one MoE layer, forward and backward (again under full recomputation), but for the share that hides. */
export function expertParallelSeconds(setup: Setup, tokens: number): Seconds {
  const { layout, constants, table } = setup;
  const { moe, hidden } = table.architecture;
  if (!moe || layout.ep <= 1) return 0;
  const times = 4 + (layout.recompute === "full" ? 2 : 0);
  const bytes = (times * tokens * moe.topK * hidden * 2) / layout.tp;
  const path = groupPath(setup.cluster, layout.tp, layout.ep);
  return (1 - constants.allToAllHidden) * transferSeconds(path, { bytes, linkShare: constants.allToAll, networkShare: constants.network });
}

/** Bytes that sharded weights move per local parameter and micro-batch: two gathers, and a reduction of what is trained. */
function shardedTraffic(setup: Setup, p: LocalParameters): Bytes {
  const { constants, method, table } = setup;
  const all = baseParameters(p);
  const gathers = 0.4 * constants.fsdpBytes;
  const reduce = 0.6 * constants.fsdpBytes;
  const quantised = method.lora !== null && isQuantised(method.base);
  const linear = p.linear + p.experts;
  const gathered = quantised ? gathers * ((storedBytes(method.base) / 2) * linear + (all - linear)) : gathers * all;
  return gathered + reduce * (trainedShare(method, table) * all + besideParameters(p));
}

/** ZeRO-3/FSDP per micro-batch: exposed beyond the share of compute that hides it. */
export function shardedSeconds(setup: Setup, p: LocalParameters): Seconds {
  const { layout, constants } = setup;
  if (!isShardedWeights(layout)) return 0;
  const group = layout.sharding === "hsdp" ? layout.shardGroup : replicas(layout);
  const path = groupPath(setup.cluster, layout.tp, group);
  return transferSeconds(path, { bytes: shardedTraffic(setup, p), linkShare: constants.fsdpLink, networkShare: constants.network });
}

/**
 * One exchange of gradients over the replicas, and the new weights back: 2(d-1)/d of `gradientBytes` per local trained parameter, the exposed share.
 * HSDP: between the shard groups, of a shard each.
 */
export function gradientSeconds(setup: Setup, p: LocalParameters): Seconds {
  const { layout, constants, method, table } = setup;
  const trained = trainedShare(method, table) * baseParameters(p) + besideParameters(p);
  const each = (parameters: number, stride: number, size: number): Seconds => {
    if (size <= 1) return 0;
    const path = groupPath(setup.cluster, stride, size);
    const bytes = 2 * constants.gradientBytes * parameters;
    return constants.gradientExposed * transferSeconds(path, { bytes, linkShare: constants.fsdpLink, networkShare: constants.network });
  };
  if (layout.sharding === "hsdp")
    return each(trained / layout.shardGroup, layout.tp * layout.shardGroup, replicas(layout) / layout.shardGroup);
  if (isShardedWeights(layout)) return 0;
  return each(trained, layout.tp, replicas(layout));
}

/** How often gradients are exchanged in a step: ZeRO-2 reduces at every micro-batch. */
export function reductions(l: Layout): number {
  return l.sharding === "zero-2" ? (1 + l.gradAccum) / 2 : 1;
}
