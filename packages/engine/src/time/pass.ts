import { stageLayers } from "../layout/layout.ts";
import { type Setup, shareRunAgain } from "../layout/setup.ts";
import type { Method } from "../method/method.ts";
import type { Recompute } from "../method/stack.ts";
import { adapterParameters, adapterRank, runningGroups, runningLayers, trainsHead } from "../method/trainable.ts";
import type { TensorTable } from "../model/tensors.ts";
import type { Bytes, Seconds, Tokens } from "../units.ts";
import { contextParallelSeconds, expertParallelSeconds, tensorParallelSeconds } from "./communication.ts";
import { layerSeconds, passesOf } from "./layer.ts";
import { gemmSeconds, type Rates, ratesOf } from "./matmul.ts";

/**
 * Seconds of one micro-batch through all layers on one rank, forward, backward and recomputation. Pipeline, replicas and sharding don't move it: it
 * follows from tp, cp, ep, micro-batch and recomputation, so layouts that share these share it.
 */
export interface Pass {
  readonly layers: number;
  readonly matmul: Seconds;
  readonly experts: Seconds;
  readonly attention: Seconds;
  readonly scan: Seconds;
  readonly elementwise: Seconds;
  readonly adapters: Seconds;
  readonly dequant: Seconds;
  readonly routing: Seconds;
  /** The sum of the eight above. */
  readonly work: Seconds;
  /** Ring of keys and values beyond attention's time, and what of it attention hides. */
  readonly ring: Seconds;
  readonly hidden: Seconds;
  readonly allToAll: Seconds;
  /** Of one layer. */
  readonly tensorParallel: Seconds;
  readonly head: Seconds;
  /** Of the host, one layer and forward-equivalent. */
  readonly launch: Seconds;
}

/**
 * Bytes moved per token and vocabulary entry around the loss: 12 where it is fused or compiled, read as few times as can be. Op by op each tensor that
 * a stack keeps there is written, read and read again: 2.3 times the bytes kept at the peak, where not all are alive.
 */
function lossTraffic({ stack, compile }: Setup): Bytes {
  return stack.activations.form === "eager" && !compile ? Math.max(12, 2.3 * stack.logitsBytes) : 12;
}

/** Head matmul (16-bit even in FP8 runs) and what is moved around the loss. */
function headSeconds(setup: Setup, tokens: Tokens, rates: Rates): Seconds {
  const { table, layout, method } = setup;
  if (!table.head) return 0;
  const { in: k, out: n } = table.head;
  const passes = trainsHead(method, table) ? 3 : 2;
  const matmul = passes * gemmSeconds({ m: tokens, k, n: n / layout.tp }, rates.matmul16, rates);
  const adapter = (6 * tokens * adapterParameters(method.lora, table.head)) / layout.tp / rates.matmul16;
  const loss = (lossTraffic(setup) * tokens * n) / layout.tp / rates.memory;
  let predictions = 1;
  for (const g of runningGroups(table, method)) if (g.mtp) predictions += g.count;
  return predictions * matmul + adapter + predictions * loss;
}

/** Share of the matrices of a layer that have an adapter: each adds kernels of its own. */
function adaptedShare(table: TensorTable, method: Method): number {
  if (!method.lora) return 0;
  let adapted = 0;
  let all = 0;
  for (const g of runningGroups(table, method)) {
    for (const l of g.linears) {
      all += g.count;
      if (adapterRank(method.lora, l.id) > 0) adapted += g.count;
    }
  }
  return adapted / Math.max(1, all);
}

/** Host time of one layer and forward-equivalent. Source: fitted; without it the misfit over all measured runs rises by half. */
function launchSeconds(setup: Setup): Seconds {
  const { constants, layout, method, table } = setup;
  const lora = 1 + constants.launchLora * adaptedShare(table, method);
  const moe = table.architecture.moe ? 1 + constants.launchMoe : 1;
  const tp = 1 + constants.launchTp * Math.log2(layout.tp);
  return constants.launch * tp * lora * moe;
}

/** Host time of one forward pass through the fullest stage. */
export function forwardLaunchSeconds(setup: Setup): Seconds {
  return launchSeconds(setup) * stageLayers(runningLayers(setup.table, setup.method), setup.layout.pp);
}

/** Two passes by layers: `share` of them as in the second. */
export function mixedPass(a: Pass, b: Pass, share: number): Pass {
  const of = (x: Seconds, y: Seconds): Seconds => x + share * (y - x);
  return {
    layers: a.layers,
    matmul: of(a.matmul, b.matmul),
    experts: of(a.experts, b.experts),
    attention: of(a.attention, b.attention),
    scan: of(a.scan, b.scan),
    elementwise: of(a.elementwise, b.elementwise),
    adapters: of(a.adapters, b.adapters),
    dequant: of(a.dequant, b.dequant),
    routing: of(a.routing, b.routing),
    work: of(a.work, b.work),
    ring: of(a.ring, b.ring),
    hidden: of(a.hidden, b.hidden),
    allToAll: of(a.allToAll, b.allToAll),
    tensorParallel: of(a.tensorParallel, b.tensorParallel),
    head: a.head,
    launch: a.launch,
  };
}

export function passOf(setup: Setup): Pass {
  const { layout } = setup;
  if (layout.recompute !== "full" || layout.recomputeLayers === null) return uniformPass(setup);
  const at = (recompute: Recompute): Pass => uniformPass({ ...setup, layout: { ...layout, recompute, recomputeLayers: null } });
  return mixedPass(at("none"), at("full"), shareRunAgain(setup));
}

/** All layers alike. */
function uniformPass(setup: Setup): Pass {
  const { layout, batch, table, method } = setup;
  const rates = ratesOf(setup);
  const tokens = (layout.microBatch * batch.sequence) / layout.cp;
  const at = { tokens, rates, passes: passesOf(setup) };
  let layers = 0;
  let matmul = 0;
  let experts = 0;
  let attention = 0;
  let scan = 0;
  let elementwise = 0;
  let adapters = 0;
  let dequant = 0;
  let routing = 0;
  let ring = 0;
  let hidden = 0;
  let allToAll = 0;
  for (const g of runningGroups(table, method)) {
    const t = layerSeconds(setup, g, at);
    layers += g.count;
    matmul += g.count * t.matmul;
    experts += g.count * t.experts;
    attention += g.count * t.attention;
    scan += g.count * t.scan;
    elementwise += g.count * t.elementwise;
    adapters += g.count * t.adapters;
    dequant += g.count * t.dequant;
    routing += g.count * t.routing;
    const around = contextParallelSeconds(setup, tokens, g.attention?.kvWidth ?? 0);
    ring += g.count * Math.max(0, around - t.attention);
    hidden += g.count * Math.min(around, t.attention);
    if (g.moe) allToAll += g.count * expertParallelSeconds(setup, tokens);
  }
  return {
    layers,
    matmul,
    experts,
    attention,
    scan,
    elementwise,
    adapters,
    dequant,
    routing,
    work: matmul + experts + attention + scan + elementwise + adapters + dequant + routing,
    ring,
    hidden,
    allToAll,
    tensorParallel: tensorParallelSeconds(setup, tokens),
    head: headSeconds(setup, tokens, rates),
    launch: launchSeconds(setup),
  };
}
