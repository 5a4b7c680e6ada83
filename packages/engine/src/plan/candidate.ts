import { probabilityWithin, sigmaOf } from "../doubt/range.ts";
import type { Layout } from "../layout/layout.ts";
import type { Batch, Setup } from "../layout/setup.ts";
import type { Cluster } from "../machine/cluster.ts";
import type { Resolved } from "../machine/constants.ts";
import { leastBytes, memoryShares, type Need, neededMemory } from "../memory/memory.ts";
import { wholePeak } from "../memory/objective.ts";
import type { OptimizerId, Precision } from "../method/method.ts";
import type { AttentionKernel, Padding, Stack } from "../method/stack.ts";
import type { TensorTable } from "../model/tensors.ts";
import type { Machine } from "../money/offer.ts";
import { type Steps, stepsOf } from "../run/steps.ts";
import { extraLoad, policyTerms, wholeStepSeconds } from "../time/objective.ts";
import { computingSeconds, isConnected, stepTerms, trainingSeconds } from "../time/step.ts";
import type { Bytes, Seconds } from "../units.ts";
import type { PlanRequest } from "./request.ts";
import type { Shares } from "./shares.ts";
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
  /** Per device, on the host. */
  readonly hosted: Bytes;
  readonly pFits: number;
  readonly step: Seconds;
  /** Of a step, those in which the cards compute. */
  readonly computing: () => Seconds;
  /** Training steps alone, without start-up. */
  readonly training: Seconds;
}

/** A configuration before it is estimated. */
export interface Posed {
  readonly setup: Setup;
  readonly steps: Steps;
}

export function setupOf(bench: Bench, request: PlanRequest, layout: Layout): Posed {
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
function fitProbability(bench: Bench, { total, reserved = 0 }: Pick<Need, "total" | "reserved">): number {
  return probabilityWithin(bench.cluster.accelerator.memory - reserved, total - reserved, sigmaOf(bench.resolved.spreads.memory));
}

/** Whether a node's host has room for what its devices offload; unknown hosts are taken to have it. */
export function hostHolds(bench: Bench, hosted: Bytes): boolean {
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

/** What a configuration needs on a device, and how likely the card has it. */
export interface Fit {
  readonly memory: Bytes;
  /** Per device, on the host. */
  readonly hosted: Bytes;
  readonly pFits: number;
}

/** Whether nothing with these shares can fit, so that it need not be estimated; `least` is what it would need at the least. */
export function neverFits(bench: Bench, setup: Setup, at: { pFits: number; shares: Shares }): { readonly least: Bytes } | null {
  const least = leastBytes(setup, at.shares.memory(setup));
  return fitProbability(bench, { total: least }) >= at.pFits ? null : { least };
}

function needOf(setup: Setup, shares: Shares | undefined): Need {
  return setup.objective ? wholePeak(setup) : neededMemory(setup, shares?.memory(setup) ?? memoryShares(setup));
}

/** A miss when the probability of fitting is below what is asked, or links or the host's memory are missing. `shares` are known from other layouts. */
export function fitOf(bench: Bench, { setup }: Posed, pFits: number, shares?: Shares): Fit | Miss {
  const need = needOf(setup, shares);
  const { total: memory, hosted } = need;
  const p = fitProbability(bench, need);
  if (!(p >= pFits)) return { bench, memory, step: null, reason: "memory" };
  if (!isConnected(setup)) return { bench, memory, step: null, reason: "links" };
  if (!hostHolds(bench, hosted)) return { bench, memory, step: null, reason: "host-memory" };
  return { memory, hosted, pFits: p };
}

/** Seconds of a step, and those in which the cards compute, worked out when they are asked for. */
function secondsOf(setup: Setup, shares: Shares | undefined): Pick<Candidate, "step" | "computing"> {
  const { layout } = setup;
  if (setup.objective)
    return { step: wholeStepSeconds(setup), computing: once(() => computingSeconds(policyTerms(setup)) + extraLoad(setup).computing) };
  const parts = shares && { pass: shares.pass(layout.microBatch, layout, () => setup), rank: shares.rank(setup) };
  return { step: trainingSeconds(setup, parts), computing: once(() => computingSeconds(stepTerms(setup, parts))) };
}

function once(make: () => Seconds): () => Seconds {
  let made: Seconds | null = null;
  return () => (made ??= make());
}

export function timed(bench: Bench, { setup, steps }: Posed, fit: Fit, shares?: Shares): Candidate {
  const { step, computing } = secondsOf(setup, shares);
  return { bench, setup, steps, ...fit, step, computing, training: step * steps.steps };
}

/** Memory first: time is only worked out for what may fit. */
export function evaluate(bench: Bench, posed: Posed, pFits: number): Candidate | Miss {
  const fit = fitOf(bench, posed, pFits);
  return "reason" in fit ? fit : timed(bench, posed, fit);
}
