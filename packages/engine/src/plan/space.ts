import { type Layout, stageLayers } from "../layout/layout.ts";
import type { Cluster } from "../machine/cluster.ts";
import { sequencesTogether } from "../method/objective.ts";
import type { Sharding, Stack } from "../method/stack.ts";
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

const MOST_VIRTUAL = 12;

function virtualChoices(request: PlanRequest, stack: Stack, pp: number): readonly number[] {
  const layers = layersOf(request.model.architecture);
  if (!stack.dims.virtualPp || pp === 1 || layers % pp !== 0) return pinned(request.layout.virtualPp, [1]);
  return pinned(
    request.layout.virtualPp,
    divisors(layers / pp).filter((v) => v <= MOST_VIRTUAL),
  );
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

/** Every way to cut the ranks of a cluster that the stack, the model and the job's pins allow; those of the same ranks after each other. */
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
  const { tp, pp, cp, dp } = s;
  const stages = virtualChoices(request, stack, pp);
  const shardings = shardingChoices(request, stack, replicas);
  for (const ep of expertChoices(request, stack, replicas)) {
    for (const sharding of shardings) {
      for (const shardGroup of shardGroups(request, sharding, replicas, cluster, tp)) {
        for (const virtualPp of stages) yield { tp, pp, cp, dp, ep, virtualPp, sequenceParallel, sharding, shardGroup };
      }
    }
  }
}

/** Whether two splits hold the same parameters on a rank: virtual stages only order its layers. */
export function sameRank(a: Split, b: Split): boolean {
  return (
    a.tp === b.tp &&
    a.pp === b.pp &&
    a.cp === b.cp &&
    a.ep === b.ep &&
    a.dp === b.dp &&
    a.sharding === b.sharding &&
    a.shardGroup === b.shardGroup &&
    a.sequenceParallel === b.sequenceParallel
  );
}

/** What is run again: a kind of recomputation and, of the full one, in how many of a stage's layers. */
export type Again = Pick<Layout, "recompute" | "recomputeLayers">;

/** Parts of a stage that full recomputation may cover. */
const PARTS = 16;

/**
 * Kinds of recomputation, none and selective before full; full of some layers in sixteenths of a stage where the stack has it,
 * as many in each virtual stage. A pinned full one is of all layers but where the job says of how many.
 */
export function recomputeChoices(request: PlanRequest, stack: Stack, l: Pick<Layout, "pp" | "virtualPp">): readonly Again[] {
  const { recompute, recomputeLayers } = request.layout;
  const kinds = recompute === undefined ? stack.recomputes : stack.recomputes.filter((r) => r === recompute);
  const layers = stageLayers(layersOf(request.model.architecture), l.pp);
  return kinds.flatMap((kind): readonly Again[] => {
    const whole = { recompute: kind, recomputeLayers: null };
    const given = recomputeLayers ?? null;
    if (kind !== "full") return given === null ? [whole] : [];
    if (given !== null && given < layers) return stack.partialRecompute ? [{ recompute: kind, recomputeLayers: given }] : [];
    if (!stack.partialRecompute || recompute !== undefined || recomputeLayers !== undefined) return [whole];
    const step = l.virtualPp * Math.ceil(layers / PARTS / l.virtualPp);
    const some: Again[] = [];
    for (let n = step; n < layers; n += step) some.push({ recompute: kind, recomputeLayers: n });
    return [...some, whole];
  });
}

/** Of a split what the choice of a micro-batch follows. */
type Turns = Pick<Layout, "dp" | "pp" | "virtualPp">;

/**
 * Micro-batches that divide a replica's share of an optimizer step: powers of two and the share itself. Of an objective, of sequences that must stand
 * together. Interleaved stages take turns in groups of pp micro-batches. Source: Megatron-LM, core/pipeline_parallel/schedules.py.
 */
export function microBatchChoices(request: PlanRequest, globalBatch: number, l: Turns): readonly number[] {
  const { objective } = request;
  if (!objective) return choicesOf(request, globalBatch / l.dp, { ...l, together: 1 });
  const together = sequencesTogether(objective);
  const share = globalBatch / l.dp / together / (objective.rollout?.minibatches ?? 1);
  return choicesOf(request, share, { ...l, together }).map((m) => m * together);
}

function choicesOf(request: PlanRequest, share: number, l: Turns & { together: number }): readonly number[] {
  const { together } = l;
  if (request.layout.microBatch !== undefined) {
    const pin = request.layout.microBatch / together;
    return Number.isInteger(share / pin) ? [pin] : [];
  }
  if (!Number.isInteger(share)) return [];
  if (request.layout.gradAccum !== undefined) {
    const micro = share / request.layout.gradAccum;
    return Number.isInteger(micro) ? [micro] : [];
  }
  const turns = (m: number): boolean => l.virtualPp === 1 || (share / m) % l.pp === 0;
  const powers = powersOfTwo(Math.min(share, 256)).filter((m) => share % m === 0);
  const open = share <= 64 && !powers.includes(share) ? [...powers, share] : powers;
  return open.filter(turns);
}

export function layoutOf(
  split: Split,
  more: { microBatch: number; globalBatch: number; again: Again; offload: Layout["offload"] },
): Layout {
  return {
    dp: split.dp,
    tp: split.tp,
    pp: split.pp,
    virtualPp: split.virtualPp,
    cp: split.cp,
    ep: split.ep,
    sequenceParallel: split.sequenceParallel,
    sharding: split.sharding,
    shardGroup: split.shardGroup,
    recompute: more.again.recompute,
    recomputeLayers: more.again.recomputeLayers,
    microBatch: more.microBatch,
    gradAccum: more.globalBatch / (split.dp * more.microBatch),
    offload: more.offload,
  };
}
