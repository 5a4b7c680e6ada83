import type { Constants } from "../machine/calibration.ts";
import type { Cluster } from "../machine/cluster.ts";
import type { Method, OptimizerId, Precision } from "../method/method.ts";
import type { Objective } from "../method/objective.ts";
import type { AttentionKernel, Stack } from "../method/stack.ts";
import type { TensorTable } from "../model/tensors.ts";
import type { Sequences, Tokens } from "../units.ts";
import { runningLayers } from "../method/trainable.ts";
import { type Layout, recomputedShare, stageLayers } from "./layout.ts";

/** What a step processes. */
export interface Batch {
  /** Mean tokens of a sequence as the GPU sees it, padding included. Time follows it. */
  readonly sequence: Tokens;
  /** Longest sequence that can occur. Memory follows it. */
  readonly longest: Tokens;
  /** Lengths change from one micro-batch to the next. */
  readonly varying: boolean;
  readonly globalBatch: Sequences;
}

/** Everything that memory and time depend on: one run on one machine in one layout. */
export interface Setup {
  readonly table: TensorTable;
  readonly method: Method;
  readonly stack: Stack;
  readonly precision: Precision;
  readonly optimizer: OptimizerId;
  readonly attention: AttentionKernel;
  readonly compile: boolean;
  readonly cluster: Cluster;
  readonly layout: Layout;
  readonly batch: Batch;
  readonly constants: Constants;
  /** Null or left out: the next token. */
  readonly objective?: Objective | null;
}

/** Of a step's layers, the share that full recomputation runs again. */
export function shareRunAgain({ table, method, layout }: Setup): number {
  return recomputedShare(layout, stageLayers(runningLayers(table, method), layout.pp));
}

/** Replicas that hold or share the same parameters: data- and context-parallel ranks together. */
export function replicas(l: Layout): number {
  return l.dp * l.cp;
}
