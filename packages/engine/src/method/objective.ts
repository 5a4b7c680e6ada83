import type { Architecture } from "../model/architecture.ts";
import type { Seconds, Sequences, Tokens } from "../units.ts";

export const OBJECTIVES = ["sft", "dpo", "ipo", "kto", "orpo", "simpo", "reward", "ppo", "grpo"] as const;
/** What a run is trained towards, whatever of its weights are trained: next tokens, preferences, a reward. */
export type ObjectiveKind = (typeof OBJECTIVES)[number];

export const ENGINES = ["hf", "vllm"] as const;
/** What writes answers: the trainer's own `generate`, a batch at a time, or vLLM, which refills its batch. */
export type EngineId = (typeof ENGINES)[number];

export interface Generation {
  readonly engine: EngineId;
  /** Share of a card that vLLM takes for weights and cache; of GPUs of its own as well. */
  readonly memoryShare: number;
  /** vLLM gives its memory back while the policy trains. */
  readonly sleeps: boolean;
  /** GPUs that only generate; 0: those that train do it by turns. */
  readonly gpus: number;
  /** GPUs that share one copy; null: as few as hold it. */
  readonly tp: number | null;
  /** Answers written at a time by each copy; null: as many as fit, up to `mostAtOnce`. */
  readonly batch: Sequences | null;
  readonly mostAtOnce: Sequences;
  /** Of a decoding step, beside what the card needs: scheduling and sampling. */
  readonly stepSeconds: Seconds;
}

/** A model beside the policy with a head of width 1. */
export interface SideModel {
  readonly name: string;
  readonly architecture: Architecture;
}

/** How a round of reinforcement learning goes: answers are written, scored, and trained on. */
export interface Rollout {
  readonly promptTokens: Tokens;
  /** Mean of an answer, and where answers are cut. */
  readonly responseTokens: Tokens;
  readonly maxResponseTokens: Tokens;
  readonly samplesPerPrompt: number;
  /** Passes over a round's answers, and optimizer steps in each. */
  readonly updateEpochs: number;
  readonly minibatches: number;
  /** Null: rules score. */
  readonly rewardModel: SideModel | null;
  /** Of a rule for an answer; every replica scores its own. */
  readonly rewardSeconds: Seconds;
  /** Trained beside the policy; null without one. */
  readonly valueModel: SideModel | null;
  readonly generation: Generation;
}

/** An objective other than the next token. */
export interface Objective {
  readonly kind: Exclude<ObjectiveKind, "sft">;
  /** The policy as it was: not needed, passed at every step, or passed once over all data before the training. */
  readonly reference: "none" | "online" | "precomputed";
  /** Passes over the data, over which a precomputed reference is spread. */
  readonly epochs: number;
  /** Weight of the divergence, passed on to the settings. */
  readonly beta: number | null;
  /** Null where the answers are in the data. */
  readonly rollout: Rollout | null;
}

export const UNITS = ["sample", "pair", "prompt"] as const;
/** What a batch is counted in. */
export type ObjectiveUnit = (typeof UNITS)[number];

export function unitOf(o: Objective): ObjectiveUnit {
  if (o.rollout) return "prompt";
  return o.kind === "kto" ? "sample" : "pair";
}

/** Sequences that one of them is: the two sides of a pair, the answers to a prompt. */
export function sequencesPerUnit(o: Objective): number {
  return o.rollout ? o.rollout.samplesPerPrompt : unitOf(o) === "pair" ? 2 : 1;
}

/** Sequences that must stand in one pass together: a pair is compared. */
export function sequencesTogether(o: Objective): number {
  return unitOf(o) === "pair" ? 2 : 1;
}

/** Optimizer steps of a round. */
export function updatesPerRound(o: Objective): number {
  return o.rollout ? o.rollout.updateEpochs * o.rollout.minibatches : 1;
}

/** Whether log-probabilities of the policy that wrote the answers must be worked out before it changes. */
export function needsOldLogProbs(o: Objective): boolean {
  return o.kind === "ppo" || updatesPerRound(o) > 1;
}

/** The model's loss is made of log-probabilities of the tokens written, not of cross-entropy. */
export function gathersLogProbs(o: Objective): boolean {
  return o.kind !== "reward";
}
