import type { Part } from "../quantity.ts";
import type { Bytes, Parameters, Seconds } from "../units.ts";
import type { Assumptions } from "./assumptions.ts";
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
  readonly nodes: number;
  readonly owned: boolean;
  readonly compiles: boolean;
  /** Weights to fetch; 0 when training from scratch. */
  readonly download: Bytes;
  readonly checkpoint: Bytes;
}

export interface Duration {
  readonly training: Seconds;
  readonly evaluation: Seconds;
  readonly checkpoints: Seconds;
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

export function runSeconds(d: Duration): Seconds {
  return d.training + d.evaluation + d.checkpoints + startupSeconds(d);
}

/** Bytes written by a checkpoint: weights, master and states of what is trained. Frozen weights aren't written. */
export function checkpointBytes(trained: Parameters, adapters: Parameters, resumable: boolean): Bytes {
  return trained * (resumable ? 14 : 2) + adapters * (resumable ? 12 : 4);
}

function evaluations(r: RunInput): number {
  return r.spec.evaluateEvery ? Math.floor(r.steps / r.spec.evaluateEvery) : 0;
}

function checkpointCount(r: RunInput, training: Seconds): number {
  if (r.spec.checkpointEvery) return Math.max(1, Math.floor(r.steps / r.spec.checkpointEvery));
  return Math.max(1, Math.floor(training / r.assumptions["checkpoint-every-seconds"].value));
}

/**
 * Wall time of a run without failures: start-up, steps, evaluation passes (forward only), blocking checkpoint writes.
 */
export function duration(r: RunInput): Duration {
  const a = r.assumptions;
  const training = r.steps * r.stepSeconds;
  const sequences = r.spec.evaluationSequences ?? r.globalBatch;
  const count = checkpointCount(r, training);
  return {
    training,
    evaluation: evaluations(r) * (sequences / r.globalBatch) * r.stepSeconds * r.forwardShare,
    checkpoints: (count * r.checkpoint) / (a["checkpoint-bytes-per-second"].value * r.nodes),
    boot: r.owned ? 0 : a["boot-seconds"].value + a["image-seconds"].value,
    download: r.download / a["download-bytes-per-second"].value + r.download / a["load-bytes-per-second"].value,
    compile: (r.compiles ? a["compile-seconds"].value : 0) + (r.nodes > 1 ? a["rendezvous-seconds"].value : 0),
    checkpointCount: count,
    checkpointsKept: Math.min(count, r.spec.checkpointsKept ?? a["checkpoints-kept"].value),
  };
}

/** The duration as parts that sum to it. */
export function durationParts(d: Duration, r: RunInput): readonly Part[] {
  const a = r.assumptions;
  const part = (id: string, value: Seconds, inputs: Record<string, number>, source: string): Part => ({
    id,
    value,
    why: { formula: `run.${id}`, inputs, source },
  });
  return [
    part("training", d.training, { steps: r.steps, stepSeconds: r.stepSeconds }, "steps x seconds per step"),
    part("evaluation", d.evaluation, { evaluations: evaluations(r), forwardShare: r.forwardShare }, "forward passes only"),
    part("checkpoints", d.checkpoints, { count: d.checkpointCount, bytes: r.checkpoint }, a["checkpoint-bytes-per-second"].source),
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
