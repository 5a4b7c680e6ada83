import type { Padding } from "../method/stack.ts";
import type { Seconds, Sequences, Tokens } from "../units.ts";

/** How long the samples are: a sorted sample of their lengths in tokens, or just a mean. */
export interface Lengths {
  readonly sorted: readonly Tokens[];
  /** Mean and longest of the whole data, not of the sample kept in `sorted`. */
  readonly mean: Tokens;
  readonly longest: Tokens;
  /** Relative half-width of the 80 % range of the mean: 0 when counted with the model's tokenizer. */
  readonly uncertainty: number;
}

/** How much training is asked for. */
export type Amount =
  | { readonly kind: "samples"; readonly samples: number; readonly epochs: number; readonly lengths: Lengths }
  | { readonly kind: "tokens"; readonly tokens: Tokens; readonly epochs: number }
  | { readonly kind: "steps"; readonly steps: number };

export interface Work {
  readonly amount: Amount;
  /** Longest sequence processed: samples are cut to it, packs are filled to it. */
  readonly sequence: Tokens;
  /** Sequences per optimizer step; null leaves it to the planner. */
  readonly globalBatch: Sequences | null;
  /** null: the stack's own. */
  readonly padding: Padding | null;
  /** Where `amount`, `sequence` came from, for the explanation. */
  readonly source: string;
}

/** What a checkpoint holds: everything to go on from, the whole model's weights to use, or the adapters alone. */
export const CHECKPOINT_CONTENTS = ["full", "weights", "adapters"] as const;
export type CheckpointContent = (typeof CHECKPOINT_CONTENTS)[number];

/** Where it is written: a disk of the node, a disk over the network, an object store, a parallel file system. */
export const CHECKPOINT_STORES = ["local", "network", "object", "parallel"] as const;
export type CheckpointStore = (typeof CHECKPOINT_STORES)[number];

/** Evaluation, checkpoints and failures; null fields take the documented defaults. */
export interface RunSpec {
  /** Every so many steps; null: none. */
  readonly evaluateEvery: number | null;
  /** Sequences an evaluation passes; null: one global batch. */
  readonly evaluationSequences: Sequences | null;
  /** Every so many steps, or seconds; both null: where the expected time is least. */
  readonly checkpointEvery: number | null;
  readonly checkpointSeconds: Seconds | null;
  readonly checkpointsKept: number | null;
  readonly checkpointContent: CheckpointContent;
  readonly checkpointStore: CheckpointStore | null;
  /** Written in the background, after a copy to the host. */
  readonly checkpointAsync: boolean;
  readonly failures: FailureSpec;
  /** Time of the whole run over that of its steps; null: as published runs were. */
  readonly slowdown: number | null;
}

export interface FailureSpec {
  readonly counted: boolean;
  /** A rate of one's own per 1,000 days of an 8-GPU node; null: as measured elsewhere. */
  readonly perThousandNodeDays: number | null;
  /** From a failure to the first new step; null: the assumption's, with compiling and loading. */
  readonly restart: Seconds | null;
}
