import { type LocalParameters, localParameters } from "../layout/local.ts";
import type { Setup } from "../layout/setup.ts";
import type { Bytes } from "../units.ts";
import { type ActivationBytes, activationBytes, type WholeLayers, wholeLayers } from "./activations.ts";
import {
  ALIVE,
  bytesIn,
  fullest,
  gradientsIn,
  type Load,
  type MemoryTerms,
  type Peak,
  type RankBytes,
  type Reading,
  totalBytes,
} from "./phases.ts";
import { ownedTrained, staticBytes } from "./static.ts";
import { dequantBytes, gatheredBytes, logitsBytes, wholeBytes } from "./transients.ts";

/** Accumulation and recomputation move it in as far as gradients stay and casts are made. */
export function rankBytes(setup: Setup, p: LocalParameters): RankBytes {
  return {
    fixed: staticBytes(setup, p),
    gathered: gatheredBytes(setup, p),
    whole: wholeBytes(setup, p),
    buffers: dequantBytes(setup),
    intermediates: setup.layout.offload === "none" ? 4 * setup.stack.stepIntermediates * ownedTrained(setup, p) : 0,
  };
}

/** What layouts share of a device's bytes, worked out by whoever estimates many of them. `last` is null without a pipeline. */
export interface MemoryShares {
  readonly layers: WholeLayers;
  readonly first: RankBytes;
  readonly last: RankBytes | null;
}

export function memoryShares(setup: Setup): MemoryShares {
  const { table, method, layout } = setup;
  const at = (stage: "first" | "last"): RankBytes => rankBytes(setup, localParameters(table, method, layout, stage));
  return { layers: wholeLayers(setup), first: at("first"), last: layout.pp > 1 ? at("last") : null };
}

const EMPTY: ActivationBytes = { kept: 0, live: 0, hosted: 0 };

/**
 * Device bytes that no layout with this rank stays below, whatever its micro-batch: a bound for a search.
 * Proof: it leaves out activations, logits and their slack, none of which is negative; each phase, and so the fullest, only grows with them.
 */
export function leastBytes(setup: Setup, { first, last }: MemoryShares): Bytes {
  const of = (rank: RankBytes): Bytes => {
    const load: Load = { rank, activations: EMPTY, logits: 0, persistent: false };
    return bytesIn(ALIVE[fullest(load)], load);
  };
  const least = last ? Math.max(of(first), of(last)) : of(first);
  return least + setup.constants.context * setup.stack.allocator.constant + contextBytes(setup);
}

/** Bytes of a phase that come and go: those that grow with the sequence, and those of a fixed size. */
interface Passing {
  readonly grown: Bytes;
  readonly fixed: Bytes;
}

/**
 * What the allocator holds beyond live bytes. Lengths that vary leave blocks behind that the next batch doesn't fill; what a driver shows, and what a
 * card must hold, is without most of them, since the allocator gives them back before it runs out.
 */
function slackBytes(setup: Setup, { grown, fixed }: Passing, reading: Reading): Bytes {
  if (reading === "allocated") return 0;
  const { allocator } = setup.stack;
  const { slack, context } = setup.constants;
  const varying = reading === "reserved" && setup.batch.varying ? allocator.varying : allocator.fixed;
  return slack * ((varying - 1) * grown + (allocator.fixed - 1) * fixed) + context * allocator.constant;
}

function loadOf(setup: Setup, stage: "first" | "last", rank: RankBytes, layers: WholeLayers): Load {
  return {
    rank,
    activations: activationBytes(setup, stage, layers),
    logits: setup.layout.pp === 1 || stage === "last" ? logitsBytes(setup) : 0,
    persistent: setup.stack.persistentGradients || setup.layout.gradAccum > 1,
  };
}

/** Bytes on a device and, for it, on the host. */
export interface Need {
  readonly total: Bytes;
  readonly hosted: Bytes;
  /** Of the total, what is set aside to the byte, in no doubt. */
  readonly reserved?: Bytes;
}

function needOfStage(setup: Setup, load: Load): Need {
  const { rank, activations: a } = load;
  const alive = ALIVE[fullest(load)];
  const grown = alive.kept * a.kept + alive.recomputed * a.live + alive.logits * load.logits;
  const fixed = alive.moving * (rank.gathered + rank.buffers) + alive.whole * rank.whole + alive.intermediates * rank.intermediates;
  const slack = slackBytes(setup, { grown, fixed }, "device");
  return { total: bytesIn(alive, load) + slack + contextBytes(setup), hosted: rank.fixed.hosted + a.hosted };
}

/** What training needs of a card, as `peakMemory` has it term by term. */
export function neededMemory(setup: Setup, shares: MemoryShares): Need {
  const first = needOfStage(setup, loadOf(setup, "first", shares.first, shares.layers));
  if (!shares.last) return first;
  const last = needOfStage(setup, loadOf(setup, "last", shares.last, shares.layers));
  return last.total > first.total ? last : first;
}

function peakOfStage(setup: Setup, at: { stage: "first" | "last"; rank: RankBytes; layers: WholeLayers; reading: Reading }): Peak {
  const { rank, reading } = at;
  const { fixed } = rank;
  const load = loadOf(setup, at.stage, rank, at.layers);
  const phase = fullest(load);
  const alive = ALIVE[phase];
  const activations = alive.kept * load.activations.kept + alive.recomputed * load.activations.live;
  const logits = alive.logits * load.logits;
  const gathered = alive.moving * rank.gathered + alive.whole * rank.whole;
  const buffers = alive.moving * rank.buffers + alive.intermediates * rank.intermediates;
  const terms: MemoryTerms = {
    weights: fixed.weights,
    master: alive.states * fixed.master,
    casts: alive.states * fixed.casts,
    gradients: gradientsIn(alive, load),
    optimizer: alive.states * fixed.optimizer,
    activations,
    logits,
    gathered,
    buffers,
    slack: slackBytes(setup, { grown: activations + logits, fixed: gathered + buffers }, reading),
    context: reading === "device" ? contextBytes(setup) : 0,
  };
  return { terms, total: totalBytes(terms), phase, load, hosted: fixed.hosted + load.activations.hosted };
}

function contextBytes(setup: Setup): Bytes {
  const { single, multi } = setup.stack.context;
  return setup.constants.context * (setup.cluster.gpus > 1 ? multi : single);
}

/**
 * Peak bytes on the device that needs most: of the phases of a step the fullest, of a pipeline's ends the fuller one.
 * `device` is what a card must hold; `reserved` and `allocated` are what torch's counters say.
 * Neglected: memory of evaluation, of unequal stages in between.
 */
export function peakMemory(setup: Setup, reading: Reading = "device", shares: MemoryShares = memoryShares(setup)): Peak {
  const { layers } = shares;
  const first = peakOfStage(setup, { stage: "first", rank: shares.first, layers, reading });
  if (!shares.last) return first;
  const last = peakOfStage(setup, { stage: "last", rank: shares.last, layers, reading });
  return last.total > first.total ? last : first;
}

/** Host bytes per node: what offloading and paging put there, and one 16-bit copy of the weights while loading. */
export function hostBytes(setup: Setup, peak: Peak, parameters: number): Bytes {
  const perNode = Math.min(setup.cluster.node.gpus, setup.cluster.gpus);
  return perNode * peak.hosted + 2 * parameters;
}

/**
 * Largest micro-batch whose need stays within `capacity`, 0 when none does. The need grows with the micro-batch, so a doubling and a
 * bisection find it.
 */
export function largestMicroBatch(setup: Setup, capacity: Bytes, limit: number = 4096, peak: (setup: Setup) => Peak = peakMemory): number {
  const fits = (microBatch: number): boolean => peak({ ...setup, layout: { ...setup.layout, microBatch } }).total <= capacity;
  if (!fits(1)) return 0;
  let low = 1;
  while (low < limit && fits(Math.min(2 * low, limit))) low = Math.min(2 * low, limit);
  let high = Math.min(2 * low, limit);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
