import { expertGroup, gradientShards, isShardedWeights, stateShards, weightShards } from "../layout/sharding.ts";
import type { Layout } from "../layout/layout.ts";
import type { LocalParameters } from "../layout/local.ts";
import type { Setup } from "../layout/setup.ts";
import { computeBytes, followsWeights, isPaged, isQuantised, stateBytes, storedBytes, trainedBytes } from "../method/bytes.ts";
import { trainedShare, trainsMtp } from "../method/trainable.ts";
import type { Bytes, Parameters } from "../units.ts";

/** What lies on a device whether or not a batch runs. */
export interface StaticBytes {
  readonly weights: Bytes;
  readonly master: Bytes;
  readonly gradients: Bytes;
  readonly optimizer: Bytes;
  /** Low-precision copies kept beside the weights (fp16 autocast, fp8). */
  readonly casts: Bytes;
  /** Optimizer state that is paged or offloaded to the host. */
  readonly hosted: Bytes;
}

/** Dense and expert parameters of one kind on a rank: they shard over different groups. */
interface Pool {
  readonly dense: Parameters;
  readonly experts: Parameters;
}

/** Parameters of a rank by what happens to them. `rest` are norms and, where trained, embedding and head. */
interface Pools {
  readonly trained: Pool;
  readonly trainedRest: Parameters;
  readonly adapters: Pool;
  /** Copies of the ends, trained in full beside adapters. */
  readonly saved: Parameters;
  readonly frozen: Pool;
  readonly frozenRest: Parameters;
  /** Of the rest, what is stored as the block's linears are. */
  readonly frozenHead: Parameters;
}

/** The head's own copy of the embedding, where a stack doesn't tie what the model ties. */
function untiedHead({ stack, table, layout }: Setup): Parameters {
  return stack.unties && table.head && !table.headStored ? (table.head.in * table.head.out) / layout.tp : 0;
}

/** What encodes pictures or sound is loaded with the model whether or not a sample has any. Quantisation leaves it in 16 bits. */
function towerBytes({ table, method }: Setup): Bytes {
  return trainsMtp(method) ? 0 : 2 * (table.architecture.tower ?? 0);
}

function poolsOf(setup: Setup, p: LocalParameters): Pools {
  const share = trainedShare(setup.method, setup.table);
  const ends = p.embedding + p.head + untiedHead(setup);
  const frozenHead = isQuantised(setup.method.base) && setup.stack.quantised.head ? p.head + untiedHead(setup) : 0;
  const trainedEnds = setup.method.lora ? 0 : setup.method.kind === "freeze" ? p.head : ends;
  return {
    trained: { dense: share * p.linear, experts: share * p.experts },
    trainedRest: share * p.rest + trainedEnds,
    adapters: { dense: p.adapters + p.headAdapter, experts: p.expertAdapters },
    saved: p.saved,
    frozen: { dense: (1 - share) * p.linear, experts: (1 - share) * p.experts },
    frozenRest: (1 - share) * p.rest + ends - trainedEnds - frozenHead,
    frozenHead,
  };
}

/** Shards of dense and expert parameters under one kind of sharding. */
interface Cut {
  readonly dense: number;
  readonly experts: number;
}

function cutOf(l: Layout, shards: (layout: Layout, group?: number) => number): Cut {
  return { dense: shards(l), experts: shards(l, expertGroup(l)) };
}

const UNCUT: Cut = { dense: 1, experts: 1 };

const local = (pool: Pool, cut: Cut): Parameters => pool.dense / cut.dense + pool.experts / cut.experts;

/** Optimizer state of what a rank owns. Matrices and the rest differ for optimizers that factor or project. */
function stateOf(setup: Setup, pools: Pools, cut: Cut, factors: { full: number; adapter: number }): Bytes {
  const { hidden, ffn } = setup.table.architecture;
  const { optimizer, method } = setup;
  const matrix = stateBytes(optimizer, { rows: hidden, columns: Math.max(hidden, ffn) }, method.galoreRank);
  const rest = stateBytes(optimizer, null, method.galoreRank);
  return (
    factors.full * (matrix * local(pools.trained, cut) + (rest * pools.trainedRest) / cut.dense) +
    factors.adapter * matrix * local(pools.adapters, cut) +
    (rest * pools.saved) / cut.dense
  );
}

/** 16-bit casts of an fp32 base: autocast makes them in forward and backward needs them, unless the layer is run again. */
function frozenCasts(setup: Setup, frozen: Parameters): Bytes {
  const { method, precision, layout } = setup;
  return storedBytes(method.base) > computeBytes(precision) && !(layout.recompute === "full" && layout.recomputeLayers === null)
    ? computeBytes(precision) * frozen
    : 0;
}

/**
 * Weights, master copies, gradients and optimizer states of one rank, each divided by the group that shards it.
 * Frozen linears have the base's storage, what a quantised base leaves keeps the stack's width. Ends saved whole beside adapters have a copy and a
 * gradient in the compute width and fp32 states: 12 B a parameter in 16 bits, as measured (10 to 12).
 * Source: Rajbhandari et al. 2019, 1910.02054; stack conventions in the catalogue.
 */
export function staticBytes(setup: Setup, p: LocalParameters): StaticBytes {
  const { method, layout, stack, optimizer } = setup;
  const pools = poolsOf(setup, p);
  const full = trainedBytes(stack, setup.precision, false, layout.sharding);
  const adapter = trainedBytes(stack, setup.precision, true);
  const width = computeBytes(setup.precision);
  const weights = cutOf(layout, weightShards);
  const whole = stack.wholeGradients && layout.gradAccum > 1 && isShardedWeights(layout);
  const gradients = whole ? UNCUT : cutOf(layout, gradientShards);
  const states = cutOf(layout, stateShards);
  const unquantised = isQuantised(method.base) ? stack.unquantised : storedBytes(method.base);
  const trainedWeights = local(pools.trained, weights) + pools.trainedRest / weights.dense;
  const held =
    storedBytes(method.base) * (local(pools.frozen, weights) + pools.frozenHead / weights.dense) +
    (unquantised * pools.frozenRest) / weights.dense +
    full.weight * trainedWeights +
    adapter.weight * local(pools.adapters, weights) +
    (width * pools.saved) / weights.dense +
    towerBytes(setup) / weights.dense;
  const flattened = whole && method.lora !== null;
  const grads = flattened
    ? width * (p.linear + p.experts + p.rest + p.embedding + p.head)
    : full.gradient * (local(pools.trained, gradients) + pools.trainedRest / gradients.dense) +
      adapter.gradient * local(pools.adapters, gradients) +
      (width * pools.saved) / gradients.dense;
  const masters =
    full.master * (local(pools.trained, states) + pools.trainedRest / states.dense) + adapter.master * local(pools.adapters, states);
  const follows = followsWeights(optimizer);
  const state = stateOf(setup, pools, states, { full: follows ? full.stateFactor : 1, adapter: follows ? adapter.stateFactor : 1 });
  const stateHosted = isPaged(optimizer) || layout.offload !== "none";
  const masterHosted = layout.offload !== "none";
  const weightsHosted = layout.offload === "params";
  return {
    weights: weightsHosted ? 0 : held,
    master: masterHosted ? 0 : masters,
    gradients: weightsHosted ? 0 : grads,
    optimizer: stateHosted ? 0 : state,
    casts: full.cast * trainedWeights + frozenCasts(setup, local(pools.frozen, weights)),
    hosted: (stateHosted ? state : 0) + (masterHosted ? masters : 0) + (weightsHosted ? held : 0),
  };
}

/** Parameters that the optimizer updates on this rank. */
export function ownedTrained(setup: Setup, p: LocalParameters): Parameters {
  const pools = poolsOf(setup, p);
  const states = cutOf(setup.layout, stateShards);
  return local(pools.trained, states) + (pools.trainedRest + pools.saved) / states.dense + local(pools.adapters, states);
}
