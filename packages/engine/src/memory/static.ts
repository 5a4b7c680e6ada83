import { expertGroup, gradientShards, stateShards, weightShards } from "../layout/sharding.ts";
import type { LocalParameters } from "../layout/local.ts";
import type { Setup } from "../layout/setup.ts";
import { followsWeights, isPaged, isQuantised, stateBytes, storedBytes, trainedBytes } from "../method/bytes.ts";
import { trainedShare } from "../method/trainable.ts";
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

/** Parameters by what happens to them, on one rank: [dense, expert] since they shard over different groups. */
interface Pools {
  readonly trained: readonly [Parameters, Parameters];
  readonly adapters: readonly [Parameters, Parameters];
  readonly frozenLinear: readonly [Parameters, Parameters];
  readonly frozenRest: Parameters;
}

function pools(setup: Setup, p: LocalParameters): Pools {
  const share = trainedShare(setup.method, setup.table);
  const adapter = setup.method.lora !== null;
  const freeze = setup.method.kind === "freeze";
  const ends = p.embedding + p.head;
  const trainedEnds = adapter ? 0 : freeze ? p.head : ends;
  return {
    trained: [share * (p.linear + p.rest) + trainedEnds, share * p.experts],
    adapters: [p.adapters + p.headAdapter, p.expertAdapters],
    frozenLinear: [(1 - share) * p.linear, (1 - share) * p.experts],
    frozenRest: (1 - share) * p.rest + ends - trainedEnds,
  };
}

/** State per trained parameter of the local mix of matrices; shapes are taken from a square of the model's width. */
function meanStateBytes(setup: Setup): Bytes {
  const h = setup.table.architecture.hidden;
  const shape = { rows: h, columns: Math.max(h, setup.table.architecture.ffn) };
  return stateBytes(setup.optimizer, shape, setup.method.galoreRank);
}

const over = (pair: readonly [number, number], dense: number, expert: number): number => pair[0] / dense + pair[1] / expert;

/**
 * Weights, master copies, gradients and optimizer states of one rank, each divided by the group that shards it.
 * Frozen linears have the base's storage, what a quantised base leaves keeps the stack's width.
 * Source: Rajbhandari et al. 2019, 1910.02054; stack conventions in the catalogue.
 */
export function staticBytes(setup: Setup, p: LocalParameters): StaticBytes {
  const { method, layout, stack, optimizer } = setup;
  const pool = pools(setup, p);
  const full = trainedBytes(stack, setup.precision, false);
  const adapter = trainedBytes(stack, setup.precision, true);
  const expert = expertGroup(layout);
  const weightCut = weightShards(layout);
  const expertWeightCut = weightShards(layout, expert);
  const quantised = isQuantised(method.base);
  const rest = quantised ? stack.unquantised : storedBytes(method.base);
  const frozen = over(pool.frozenLinear, weightCut, expertWeightCut) * storedBytes(method.base) + (pool.frozenRest / weightCut) * rest;
  const trainedLocal = over(pool.trained, weightCut, expertWeightCut);
  const adaptersLocal = over(pool.adapters, weightCut, expertWeightCut);
  const gradients = (b: typeof full, pair: readonly [number, number]): number =>
    b.gradient * over(pair, gradientShards(layout), gradientShards(layout, expert));
  const states = (pair: readonly [number, number]): number => over(pair, stateShards(layout), stateShards(layout, expert));
  const perState = meanStateBytes(setup);
  const factor = (b: typeof full): number => (followsWeights(optimizer) ? b.stateFactor : 1);
  const state = perState * (factor(full) * states(pool.trained) + factor(adapter) * states(pool.adapters));
  const master = full.master * states(pool.trained) + adapter.master * states(pool.adapters);
  const hosted = isPaged(optimizer) || layout.offload !== "none";
  const weightsHosted = layout.offload === "params";
  return {
    weights: (weightsHosted ? 0 : 1) * (frozen + full.weight * trainedLocal + adapter.weight * adaptersLocal),
    master: layout.offload === "none" ? master : 0,
    gradients: (weightsHosted ? 0 : 1) * (gradients(full, pool.trained) + gradients(adapter, pool.adapters)),
    optimizer: hosted ? 0 : state,
    casts: full.cast * over(pool.trained, weightCut, expertWeightCut),
    hosted: (hosted ? state : 0) + (layout.offload === "none" ? 0 : master) + (weightsHosted ? frozen + full.weight * trainedLocal : 0),
  };
}

/** Parameters that the optimizer updates on this rank. */
export function ownedTrained(setup: Setup, p: LocalParameters): Parameters {
  const pool = pools(setup, p);
  const expert = expertGroup(setup.layout);
  return over(pool.trained, stateShards(setup.layout), stateShards(setup.layout, expert))
    + over(pool.adapters, stateShards(setup.layout), stateShards(setup.layout, expert));
}
