import type { Layout } from "../layout/layout.ts";
import type { Cluster } from "../machine/cluster.ts";
import { sequencesTogether } from "../method/objective.ts";
import type { Recompute, Sharding, Stack } from "../method/stack.ts";
import type { Architecture } from "../model/architecture.ts";
import { divisors, powersOfTwo } from "./divisors.ts";
import type { PlanRequest } from "./request.ts";

/** A layout but for micro-batch, recomputation and offload: how ranks are cut. */
export interface Split {
  readonly tp: number;
  readonly pp: number;
  readonly cp: number;
  readonly ep: number;
  readonly dp: number;
  readonly virtualPp: number;
  readonly sequenceParallel: boolean;
  readonly sharding: Sharding;
  readonly shardGroup: number;
}

const pinned = <T>(pin: T | undefined, open: readonly T[]): readonly T[] => (pin === undefined ? open : [pin]);

/** A pinned degree that the stack hasn't leaves nothing. */
const degree = (pin: number | undefined, has: boolean, open: readonly number[]): readonly number[] =>
  !has && (pin ?? 1) > 1 ? [] : pinned(pin, open);

function layersOf(a: Architecture): number {
  return a.layers + (a.decoderLayers ?? 0);
}

/** Whether a degree cuts the layers evenly: query heads, or the heads and groups of Mamba-2. Mamba's scan isn't cut by any stack. */
function cuts(a: Architecture, tp: number): boolean {
  if (a.ssm?.kind === "mamba") return tp === 1;
  return a.ssm ? a.ssm.heads % tp === 0 && a.ssm.groups % tp === 0 : a.heads % tp === 0;
}

/** tp inside the fast domain, dividing the heads. */
function tensorChoices(request: PlanRequest, stack: Stack, cluster: Cluster): readonly number[] {
  const a = request.model.architecture;
  const domain = Math.min(Math.max(cluster.node.linkDomain, cluster.node.gpus), cluster.gpus, 16);
  const open = stack.dims.tp ? powersOfTwo(domain).filter((t) => cuts(a, t) && cluster.gpus % t === 0) : [1];
  return degree(request.layout.tp, stack.dims.tp && a.ssm?.kind !== "mamba", open);
}

function pipelineChoices(request: PlanRequest, stack: Stack, ranks: number): readonly number[] {
  const layers = layersOf(request.model.architecture);
  const open = stack.dims.pp
    ? divisors(ranks).filter((p) => p <= 64 && p <= layers && (layers % p === 0 || Math.ceil(layers / p) * p - layers < p / 4))
    : [1];
  return degree(request.layout.pp, stack.dims.pp, open);
}

/** Context parallelism pays from long sequences on: chunks of at least 4,096 tokens. */
function contextChoices(request: PlanRequest, stack: Stack, ranks: number): readonly number[] {
  const most = Math.max(1, Math.floor(request.work.sequence / 4096));
  // A scan passes its state on: no stack has it cut along the sequence in a way that is documented.
  const has = stack.dims.cp && !request.model.architecture.ssm;
  const open = has ? powersOfTwo(Math.min(most, ranks, 64)).filter((c) => ranks % c === 0) : [1];
  return degree(request.layout.cp, has, open);
}

function expertChoices(request: PlanRequest, stack: Stack, replicas: number): readonly number[] {
  const { moe } = request.model.architecture;
  if (!moe || !stack.dims.ep) return degree(request.layout.ep, false, [1]);
  return pinned(
    request.layout.ep,
    divisors(moe.experts).filter((e) => e <= 64 && replicas % e === 0),
  );
}

function virtualChoices(request: PlanRequest, stack: Stack, pp: number): readonly number[] {
  const layers = layersOf(request.model.architecture);
  if (!stack.dims.virtualPp || pp === 1 || layers % pp !== 0) return pinned(request.layout.virtualPp, [1]);
  const most = divisors(layers / pp).filter((v) => v <= 12);
  return pinned(request.layout.virtualPp, [...new Set([1, most[most.length - 1] ?? 1])]);
}

function shardingChoices(request: PlanRequest, stack: Stack, replicas: number): readonly Sharding[] {
  const pin = request.layout.sharding;
  if (pin !== undefined && pin !== "none" && !stack.shardings.includes(pin)) return [];
  return replicas === 1 ? ["none"] : pinned(pin, stack.shardings);
}

/** HSDP shards inside a node and replicates between nodes. */
function shardGroups(request: PlanRequest, sharding: Sharding, replicas: number, cluster: Cluster, tp: number): readonly number[] {
  if (sharding !== "hsdp") return [replicas];
  const inNode = Math.max(1, Math.floor(cluster.node.gpus / tp));
  const open = [inNode, 2 * inNode, 4 * inNode].filter((g) => g < replicas && replicas % g === 0);
  return pinned(request.layout.shardGroup, open);
}

/** Every way to cut the ranks of a cluster that the stack, the model and the job's pins allow. */
export function* splits(request: PlanRequest, stack: Stack, cluster: Cluster): Generator<Split> {
  for (const tp of tensorChoices(request, stack, cluster)) {
    if (cluster.gpus % tp !== 0) continue;
    for (const pp of pipelineChoices(request, stack, cluster.gpus / tp)) {
      const ranks = cluster.gpus / tp / pp;
      if (!Number.isInteger(ranks)) continue;
      for (const cp of contextChoices(request, stack, ranks)) {
        const dp = ranks / cp;
        if (!Number.isInteger(dp) || (request.layout.dp !== undefined && request.layout.dp !== dp)) continue;
        yield* withSharding(request, stack, cluster, { tp, pp, cp, dp });
      }
    }
  }
}

function* withSharding(
  request: PlanRequest,
  stack: Stack,
  cluster: Cluster,
  s: { tp: number; pp: number; cp: number; dp: number },
): Generator<Split> {
  const replicas = s.dp * s.cp;
  const sequenceParallel = request.layout.sequenceParallel ?? (stack.dims.sequenceParallel && s.tp > 1);
  for (const ep of expertChoices(request, stack, replicas)) {
    for (const virtualPp of virtualChoices(request, stack, s.pp)) {
      for (const sharding of shardingChoices(request, stack, replicas)) {
        for (const shardGroup of shardGroups(request, sharding, replicas, cluster, s.tp)) {
          yield { ...s, ep, virtualPp, sequenceParallel, sharding, shardGroup };
        }
      }
    }
  }
}

export function recomputeChoices(request: PlanRequest, stack: Stack): readonly Recompute[] {
  return request.layout.recompute === undefined ? stack.recomputes : stack.recomputes.filter((r) => r === request.layout.recompute);
}

/**
 * Micro-batches that divide a replica's share of an optimizer step: powers of two and the share itself. Of an objective, of sequences that must stand
 * together.
 */
export function microBatchChoices(request: PlanRequest, globalBatch: number, dp: number): readonly number[] {
  const { objective } = request;
  if (!objective) return choicesOf(request, globalBatch / dp, 1);
  const together = sequencesTogether(objective);
  const share = globalBatch / dp / together / (objective.rollout?.minibatches ?? 1);
  return choicesOf(request, share, together).map((m) => m * together);
}

function choicesOf(request: PlanRequest, share: number, together: number): readonly number[] {
  if (request.layout.microBatch !== undefined) {
    const pin = request.layout.microBatch / together;
    return Number.isInteger(share / pin) ? [pin] : [];
  }
  if (!Number.isInteger(share)) return [];
  if (request.layout.gradAccum !== undefined) {
    const micro = share / request.layout.gradAccum;
    return Number.isInteger(micro) ? [micro] : [];
  }
  const open = powersOfTwo(Math.min(share, 256)).filter((m) => share % m === 0);
  return share <= 64 && !open.includes(share) ? [...open, share] : open;
}

export function layoutOf(
  split: Split,
  more: { microBatch: number; globalBatch: number; recompute: Recompute; offload: Layout["offload"] },
): Layout {
  return {
    ...split,
    recompute: more.recompute,
    microBatch: more.microBatch,
    gradAccum: more.globalBatch / (split.dp * more.microBatch),
    offload: more.offload,
  };
}
