import type { Part } from "../quantity.ts";
import type { Bytes, Seconds } from "../units.ts";
import type { Assumptions } from "./assumptions.ts";
import { type Saving, savingOf, storeRate } from "./checkpoint.ts";
import type { Interruptions } from "./interruptions.ts";
import { type Makespan, makespan } from "./makespan.ts";
import { slowdown } from "./slowdown.ts";
import type { RunSpec } from "./work.ts";

/** What a run needs to know of its step and its model. */
export interface RunInput {
  readonly spec: RunSpec;
  readonly assumptions: Assumptions;
  readonly steps: number;
  readonly stepSeconds: Seconds;
  readonly globalBatch: number;
  /** Share of a step that its forward pass takes, by FLOPs. */
  readonly forwardShare: number;
  readonly gpus: number;
  readonly nodes: number;
  readonly owned: boolean;
  readonly compiles: boolean;
  /** Weights to fetch; 0 when training from scratch. */
  readonly download: Bytes;
  readonly checkpoint: Bytes;
  readonly interruptions: Interruptions;
  /** By which waiting for data lengthens a step. */
  readonly inputSeconds: Seconds;
}

export interface Duration {
  readonly training: Seconds;
  /** What the run takes beyond its steps because whole runs are slower than measured steps. */
  readonly slowdown: Seconds;
  /** Waiting for data. */
  readonly input: Seconds;
  readonly evaluation: Seconds;
  readonly checkpoints: Seconds;
  /** Expected seconds that failures and interruptions cost: starting again, work done again, waiting for a machine. */
  readonly restarts: Seconds;
  readonly lost: Seconds;
  readonly waiting: Seconds;
  readonly boot: Seconds;
  readonly download: Seconds;
  readonly compile: Seconds;
  readonly checkpointCount: number;
  readonly checkpointsKept: number;
}

/** Start-up before the first step: the part of the bill on which nothing is trained. */
export function startupSeconds(d: Duration): Seconds {
  return d.boot + d.download + d.compile;
}

/** Seconds for which the machine is there and paid. */
export function billedSeconds(d: Duration): Seconds {
  return d.training + d.slowdown + d.input + d.evaluation + d.checkpoints + d.restarts + d.lost + startupSeconds(d);
}

export function runSeconds(d: Duration): Seconds {
  return billedSeconds(d) + d.waiting;
}

/** Share of the time after the start in which the run trains or evaluates. */
export function goodput(d: Duration): number {
  return Math.min(1, (d.training + d.evaluation) / (runSeconds(d) - startupSeconds(d)));
}

function evaluations(spec: RunSpec, steps: number): number {
  return spec.evaluateEvery ? Math.floor(steps / spec.evaluateEvery) : 0;
}

/** Batches that a run evaluates beside its steps. */
export function evaluatedSteps(spec: RunSpec, at: { readonly steps: number; readonly globalBatch: number }): number {
  return (evaluations(spec, at.steps) * (spec.evaluationSequences ?? at.globalBatch)) / at.globalBatch;
}

function slowedBy(r: RunInput): number {
  return slowdown(r.assumptions, { training: r.steps * r.stepSeconds, gpus: r.gpus, own: r.spec.slowdown }).factor;
}

/** Seconds of steps, slower ones over the run, and of forward passes for evaluation. */
function workOf(r: RunInput): Pick<Duration, "training" | "slowdown" | "input" | "evaluation"> {
  const training = r.steps * r.stepSeconds;
  return {
    training,
    slowdown: training * (slowedBy(r) - 1),
    input: r.steps * r.inputSeconds,
    evaluation: evaluatedSteps(r.spec, r) * r.stepSeconds * r.forwardShare,
  };
}

function startOf(r: RunInput): Pick<Duration, "boot" | "download" | "compile"> {
  const a = r.assumptions;
  return {
    boot: r.owned ? 0 : a["boot-seconds"].value + a["image-seconds"].value,
    download: r.download / a["download-bytes-per-second"].value + r.download / a["load-bytes-per-second"].value,
    compile: (r.compiles ? a["compile-seconds"].value : 0) + (r.nodes > 1 ? a["rendezvous-seconds"].value : 0),
  };
}

/** How the run saves, and what its interruptions cost at so many of them. */
export function lossesOf(
  r: RunInput,
  interruptions: Interruptions = r.interruptions,
): { readonly saving: Saving; readonly losses: Makespan } {
  const { training, slowdown: slower, input, evaluation } = workOf(r);
  const work = training + slower + input + evaluation;
  const { spec, assumptions, nodes, stepSeconds, steps, checkpoint: bytes } = r;
  const saving = savingOf({ spec, assumptions, bytes, nodes, work, stepSeconds, steps, mtbf: r.interruptions.mtbf });
  return { saving, losses: makespan({ work, ...saving, mtbf: interruptions.mtbf, restart: interruptions.restart }) };
}

/**
 * Expected wall time of a run: start-up, steps, evaluation passes (forward only), blocking checkpoint writes, and what failures cost. A start
 * that fails is neglected.
 */
export function duration(r: RunInput): Duration {
  const { saving, losses } = lossesOf(r);
  return {
    ...workOf(r),
    checkpoints: losses.writes,
    restarts: losses.restarts,
    lost: losses.lost,
    waiting: losses.failures * r.interruptions.wait,
    ...startOf(r),
    checkpointCount: saving.count,
    checkpointsKept: Math.min(saving.count, r.spec.checkpointsKept ?? r.assumptions["checkpoints-kept"].value),
  };
}

/** Checkpoints on disk at a time, averaged over the run: they come one by one until as many are there as are kept. */
export function meanKept({ checkpointCount: count, checkpointsKept: kept }: Duration): number {
  return kept - (kept * (kept - 1)) / (2 * count);
}

function slowdownSource(r: RunInput): string {
  return r.spec.slowdown === null ? r.assumptions["run-slowdown"].source : "the job";
}

/** The duration as parts that sum to it. */
export function durationParts(d: Duration, r: RunInput): readonly Part[] {
  const a = r.assumptions;
  const { saving, losses } = lossesOf(r);
  const { mtbf, restart, wait } = r.interruptions;
  const part = (id: string, value: Seconds, inputs: Record<string, number>, source: string): Part => ({
    id,
    value,
    why: { formula: `run.${id}`, inputs, source },
  });
  const store = a[storeRate(r.spec.checkpointStore)];
  const daly = "Daly 2006, eq. 20: T/i M e^(R/M) (e^((i+d)/M) - 1)";
  const stops = { failures: losses.failures, mtbf, interval: saving.interval, restart };
  return [
    part("training", d.training, { steps: r.steps, stepSeconds: r.stepSeconds }, "steps x seconds per step"),
    part("slowdown", d.slowdown, { training: d.training, factor: slowedBy(r), gpus: r.gpus }, slowdownSource(r)),
    part("input", d.input, { steps: r.steps, seconds: r.inputSeconds }, "bytes of a step over what arrives, beyond what prefetching hides"),
    part("evaluation", d.evaluation, { evaluations: evaluations(r.spec, r.steps), forwardShare: r.forwardShare }, "forward passes only"),
    part("checkpoints", d.checkpoints, { count: d.checkpointCount, bytes: r.checkpoint, seconds: saving.write }, store.source),
    part("restarts", d.restarts, stops, daly),
    part("lost", d.lost, { ...stops, write: saving.write, lag: saving.lag }, daly),
    part("waiting", d.waiting, { interruptions: losses.failures, wait }, "interruptions x mean wait for a machine"),
    part("boot", d.boot, { boot: a["boot-seconds"].value, image: a["image-seconds"].value }, a["boot-seconds"].source),
    part(
      "download",
      d.download,
      { bytes: r.download, bytesPerSecond: a["download-bytes-per-second"].value },
      a["download-bytes-per-second"].source,
    ),
    part("compile", d.compile, { compile: r.compiles ? a["compile-seconds"].value : 0, nodes: r.nodes }, a["compile-seconds"].source),
  ].filter((p) => p.value > 0);
}
