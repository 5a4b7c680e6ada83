import { type LocalParameters, localParameters } from "../layout/local.ts";
import type { Setup } from "../layout/setup.ts";
import type { Bytes } from "../units.ts";
import { type ActivationBytes, activationBytes } from "./activations.ts";
import { ownedTrained, type StaticBytes, staticBytes } from "./static.ts";
import { dequantBytes, gatheredBytes, logitsBytes, wholeBytes } from "./transients.ts";

export const PHASES = ["load", "forward-end", "loss", "backward-start", "backward-end", "optimizer-step"] as const;
/** The phases of a step, and that in which answers are written. */
export type Phase = (typeof PHASES)[number] | "rollout";

/** What the number is: live tensors, what the allocator reserves, or what the card must hold (context and slack included). */
export type Reading = "allocated" | "reserved" | "device";

/** Bytes per device at the peak, term by term. */
export interface MemoryTerms {
  readonly weights: Bytes;
  readonly master: Bytes;
  readonly casts: Bytes;
  readonly gradients: Bytes;
  readonly optimizer: Bytes;
  readonly activations: Bytes;
  readonly logits: Bytes;
  readonly gathered: Bytes;
  readonly buffers: Bytes;
  readonly slack: Bytes;
  readonly context: Bytes;
  /** Models beside the policy, and what writes answers. */
  readonly models?: Bytes;
  readonly cache?: Bytes;
}

export interface Peak {
  readonly terms: MemoryTerms;
  readonly total: Bytes;
  readonly phase: Phase;
  /** Live bytes at each phase's peak, in the order of PHASES; of an objective that generates, the rollout's at the end. */
  readonly phases: readonly Bytes[];
  /** Held on the host for this device. */
  readonly hosted: Bytes;
  /** Of the total, what is set aside to the byte, in no doubt; nothing where it is left out. */
  readonly reserved?: Bytes;
}

/**
 * The dynamic part of a phase. Without accumulation gradients grow while activations shrink: at the end of backward a quarter of the
 * activations is left (fitted to measured peaks).
 */
interface Live {
  readonly gradients: number;
  readonly activations: Bytes;
  readonly logits: number;
  readonly intermediates: number;
}

function liveIn(phase: (typeof PHASES)[number], a: { kept: Bytes; live: Bytes }, persistent: boolean): Live {
  switch (phase) {
    case "load":
      return { gradients: 0, activations: 0, logits: 0, intermediates: 0 };
    case "forward-end":
      return { gradients: persistent ? 1 : 0, activations: a.kept, logits: 0, intermediates: 0 };
    case "loss":
      return { gradients: persistent ? 1 : 0, activations: a.kept, logits: 1, intermediates: 0 };
    case "backward-start":
      return { gradients: persistent ? 1 : 0, activations: a.kept + a.live, logits: 0, intermediates: 0 };
    case "backward-end":
      return { gradients: 1, activations: a.kept / 4 + a.live, logits: 0, intermediates: 0 };
    case "optimizer-step":
      return { gradients: 1, activations: 0, logits: 0, intermediates: 1 };
  }
}

interface Ingredients {
  readonly fixed: StaticBytes;
  readonly activations: ActivationBytes;
  readonly logits: Bytes;
  readonly gathered: Bytes;
  /** The whole model beside the shard, while a run that is sharded loads. */
  readonly whole: Bytes;
  readonly buffers: Bytes;
  readonly intermediates: Bytes;
  readonly persistent: boolean;
}

function ingredients(setup: Setup, p: LocalParameters, stage: "first" | "last"): Ingredients {
  const { layout, stack } = setup;
  const hasHead = layout.pp === 1 || stage === "last";
  return {
    fixed: staticBytes(setup, p),
    activations: activationBytes(setup, stage),
    logits: hasHead ? logitsBytes(setup) : 0,
    gathered: gatheredBytes(setup, p),
    whole: wholeBytes(setup, p),
    buffers: dequantBytes(setup),
    intermediates: layout.offload === "none" ? 4 * stack.stepIntermediates * ownedTrained(setup, p) : 0,
    persistent: stack.persistentGradients || layout.gradAccum > 1,
  };
}

function slackFactor(setup: Setup, reading: Reading): number {
  if (reading === "allocated") return 1;
  const { fixed, varying } = setup.stack.allocator;
  return 1 + setup.constants.slack * ((reading === "reserved" && setup.batch.varying ? varying : fixed) - 1);
}

function peakOfStage(setup: Setup, stage: "first" | "last", reading: Reading): Peak {
  const it = ingredients(setup, localParameters(setup.table, setup.method, setup.layout, stage), stage);
  const { fixed } = it;
  const standing = fixed.weights + fixed.master + fixed.casts + fixed.optimizer;
  const phases = PHASES.map((phase) => {
    if (phase === "load") return fixed.weights + it.whole;
    const live = liveIn(phase, it.activations, it.persistent);
    const moving = phase === "optimizer-step" ? 0 : it.gathered + it.buffers;
    return (
      standing +
      live.gradients * fixed.gradients +
      live.activations +
      live.logits * it.logits +
      live.intermediates * it.intermediates +
      moving
    );
  });
  let at = 0;
  for (let i = 1; i < phases.length; i++) if ((phases[i] ?? 0) > (phases[at] ?? 0)) at = i;
  const phase = PHASES[at] ?? "loss";
  const live = liveIn(phase, it.activations, it.persistent);
  const loading = phase === "load";
  const gathered = loading ? it.whole : phase === "optimizer-step" ? 0 : it.gathered;
  const buffers = loading ? 0 : phase === "optimizer-step" ? it.intermediates : it.buffers;
  const dynamic = live.activations + live.logits * it.logits + gathered + buffers;
  const context = reading === "device" ? contextBytes(setup) : 0;
  const slack = (slackFactor(setup, reading) - 1) * dynamic + setup.constants.context * setup.stack.allocator.constant;
  const terms: MemoryTerms = {
    weights: fixed.weights,
    master: loading ? 0 : fixed.master,
    casts: loading ? 0 : fixed.casts,
    gradients: live.gradients * fixed.gradients,
    optimizer: loading ? 0 : fixed.optimizer,
    activations: live.activations,
    logits: live.logits * it.logits,
    gathered,
    buffers,
    slack,
    context,
  };
  return { terms, total: totalBytes(terms), phase, phases, hosted: fixed.hosted + it.activations.hosted };
}

function contextBytes(setup: Setup): Bytes {
  const { single, multi } = setup.stack.context;
  return setup.constants.context * (setup.cluster.gpus > 1 ? multi : single);
}

export function totalBytes(t: MemoryTerms): Bytes {
  const own = t.weights + t.master + t.casts + t.gradients + t.optimizer + t.activations + t.logits + t.gathered + t.buffers;
  return own + t.slack + t.context + (t.models ?? 0) + (t.cache ?? 0);
}

/**
 * Peak bytes on the device that needs most: of the phases of a step the fullest, of a pipeline's ends the fuller one.
 * `device` is what a card must hold; `reserved` and `allocated` are what torch's counters say.
 * Neglected: memory of evaluation, of unequal stages in between.
 */
export function peakMemory(setup: Setup, reading: Reading = "device"): Peak {
  const first = peakOfStage(setup, "first", reading);
  if (setup.layout.pp <= 1) return first;
  const last = peakOfStage(setup, "last", reading);
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
