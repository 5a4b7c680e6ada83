import { probabilityWithin, sigmaOf } from "../doubt/range.ts";
import type { Layout } from "../layout/layout.ts";
import type { Batch, Setup } from "../layout/setup.ts";
import type { Cluster } from "../machine/cluster.ts";
import type { Resolved } from "../machine/constants.ts";
import type { Peak } from "../memory/memory.ts";
import { wholePeak } from "../memory/objective.ts";
import type { OptimizerId, Precision } from "../method/method.ts";
import type { AttentionKernel, Padding, Stack } from "../method/stack.ts";
import type { TensorTable } from "../model/tensors.ts";
import type { Machine } from "../money/offer.ts";
import { type Steps, stepsOf } from "../run/steps.ts";
import { wholeStepSeconds } from "../time/objective.ts";
import { isConnected } from "../time/step.ts";
import type { Bytes, Seconds } from "../units.ts";
import type { PlanRequest } from "./request.ts";
import { trainersOf } from "./trainers.ts";

/** A machine with a stack, and what follows from the two. */
export interface Bench {
  readonly machine: Machine;
  readonly cluster: Cluster;
  readonly stack: Stack;
  readonly table: TensorTable;
  readonly precision: Precision;
  readonly optimizer: OptimizerId;
  readonly attention: AttentionKernel;
  readonly compile: boolean;
  readonly padding: Padding;
  readonly globalBatch: number;
  readonly resolved: Resolved;
}

/** One configuration, estimated: what the search compares. */
export interface Candidate {
  readonly bench: Bench;
  readonly setup: Setup;
  readonly steps: Steps;
  readonly memory: Bytes;
  readonly pFits: number;
  readonly step: Seconds;
  /** Training steps alone, without start-up. */
  readonly training: Seconds;
}

export function setupOf(bench: Bench, request: PlanRequest, layout: Layout): { setup: Setup; steps: Steps } {
  const steps = stepsOf(request.work, { globalBatch: bench.globalBatch, microBatch: layout.microBatch, padding: bench.padding });
  const batch: Batch = { sequence: steps.sequence, longest: steps.longest, varying: steps.varying, globalBatch: bench.globalBatch };
  const setup: Setup = {
    table: bench.table,
    method: request.method,
    stack: bench.stack,
    precision: bench.precision,
    optimizer: bench.optimizer,
    attention: bench.attention,
    compile: bench.compile,
    cluster: trainersOf(bench.cluster, request.objective),
    layout,
    batch,
    constants: bench.resolved.constants,
    objective: request.objective,
  };
  return { setup, steps };
}

/** Probability that a need stays within what is left of the card beside what is set aside. */
function fitProbability(bench: Bench, { total, reserved = 0 }: Peak): number {
  return probabilityWithin(bench.cluster.accelerator.memory - reserved, total - reserved, sigmaOf(bench.resolved.spreads.memory));
}

/** Whether a node's host has room for what its devices offload; unknown hosts are taken to have it. */
function hostHolds(bench: Bench, hosted: Bytes): boolean {
  const { machine, cluster } = bench;
  return machine.hostMemory === null || hosted * Math.min(cluster.node.gpus, cluster.gpus) <= machine.hostMemory;
}

/** A configuration that may not be: what it would need on a device. */
export interface Miss {
  readonly bench: Bench;
  readonly memory: Bytes;
  readonly step: null;
  readonly reason: "memory" | "links" | "host-memory";
}

/** Memory first: time is only worked out for what may fit. A miss when the probability is below what is asked, or links are missing. */
export function evaluate(bench: Bench, request: PlanRequest, layout: Layout, pFits: number): Candidate | Miss {
  const { setup, steps } = setupOf(bench, request, layout);
  const peak = wholePeak(setup);
  const memory = peak.total;
  const p = fitProbability(bench, peak);
  if (!(p >= pFits)) return { bench, memory, step: null, reason: "memory" };
  if (!isConnected(setup)) return { bench, memory, step: null, reason: "links" };
  if (!hostHolds(bench, peak.hosted)) return { bench, memory, step: null, reason: "host-memory" };
  const step = wholeStepSeconds(setup);
  return { bench, setup, steps, memory, pFits: p, step, training: step * steps.steps };
}
