import type { Bytes } from "../units.ts";
import type { ActivationBytes } from "./activations.ts";
import type { StaticBytes } from "./static.ts";

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

export function totalBytes(t: MemoryTerms): Bytes {
  const own = t.weights + t.master + t.casts + t.gradients + t.optimizer + t.activations + t.logits + t.gathered + t.buffers;
  return own + t.slack + t.context + (t.models ?? 0) + (t.cache ?? 0);
}

/** What of a device's bytes follows from the parameters that it holds and how they are sharded, whatever the micro-batch. */
export interface RankBytes {
  readonly fixed: StaticBytes;
  readonly gathered: Bytes;
  /** The whole model beside the shard, while a run that is sharded loads. */
  readonly whole: Bytes;
  readonly buffers: Bytes;
  readonly intermediates: Bytes;
}

/** What of each ingredient is alive in a phase. */
export interface Alive {
  readonly states: 0 | 1;
  /** Of gradients: as long as they persist, or in any case. */
  readonly gradients: "no" | "persistent" | "all";
  readonly kept: number;
  readonly recomputed: 0 | 1;
  readonly logits: 0 | 1;
  /** Gathered units and buffers. */
  readonly moving: 0 | 1;
  readonly intermediates: 0 | 1;
  readonly whole: 0 | 1;
}

const NOTHING: Alive = { states: 1, gradients: "no", kept: 0, recomputed: 0, logits: 0, moving: 0, intermediates: 0, whole: 0 };

/**
 * Without accumulation gradients grow while activations shrink: at the end of backward a quarter of the activations is left (fitted to measured
 * peaks).
 */
export const ALIVE: Readonly<Record<(typeof PHASES)[number], Alive>> = {
  load: { ...NOTHING, states: 0, whole: 1 },
  "forward-end": { ...NOTHING, gradients: "persistent", kept: 1, moving: 1 },
  loss: { ...NOTHING, gradients: "persistent", kept: 1, logits: 1, moving: 1 },
  "backward-start": { ...NOTHING, gradients: "persistent", kept: 1, recomputed: 1, moving: 1 },
  "backward-end": { ...NOTHING, gradients: "all", kept: 1 / 4, recomputed: 1, moving: 1 },
  "optimizer-step": { ...NOTHING, gradients: "all", intermediates: 1 },
};

/** What is alive on a device at some time of a step. */
export interface Load {
  readonly rank: RankBytes;
  readonly activations: ActivationBytes;
  readonly logits: Bytes;
  readonly persistent: boolean;
}

export const gradientsIn = (alive: Alive, { rank, persistent }: Load): Bytes =>
  alive.gradients === "all" || (alive.gradients === "persistent" && persistent) ? rank.fixed.gradients : 0;

export function bytesIn(alive: Alive, load: Load): Bytes {
  const { rank, activations, logits } = load;
  const { fixed } = rank;
  return (
    fixed.weights +
    alive.states * (fixed.master + fixed.casts + fixed.optimizer) +
    gradientsIn(alive, load) +
    alive.kept * activations.kept +
    alive.recomputed * activations.live +
    alive.logits * logits +
    alive.intermediates * rank.intermediates +
    alive.moving * (rank.gathered + rank.buffers) +
    alive.whole * rank.whole
  );
}

export function fullest(load: Load): (typeof PHASES)[number] {
  let at: (typeof PHASES)[number] = "load";
  let most = 0;
  for (const phase of PHASES) {
    const bytes = bytesIn(ALIVE[phase], load);
    if (bytes > most) {
      most = bytes;
      at = phase;
    }
  }
  return at;
}

export interface Peak {
  readonly terms: MemoryTerms;
  readonly total: Bytes;
  readonly phase: Phase;
  readonly load: Load;
  /** Live bytes of the phases where more than training lives; else they follow from `load`. */
  readonly phases?: readonly Bytes[];
  /** Held on the host for this device. */
  readonly hosted: Bytes;
  /** Of the total, what is set aside to the byte, in no doubt; nothing where it is left out. */
  readonly reserved?: Bytes;
}

/** Live bytes at the peak of each phase, in the order of PHASES; of an objective that generates, the rollout's at the end. */
export function phaseBytes(peak: Peak): readonly Bytes[] {
  return peak.phases ?? PHASES.map((phase) => bytesIn(ALIVE[phase], peak.load));
}
