import type { Seconds } from "../units.ts";
import type { Assumptions } from "./assumptions.ts";

const DAY: Seconds = 86_400;
/** GPUs of a usual server. */
const SERVER = 8;

export interface Slowed {
  /** Time of a whole run over that of its steps, beyond failures, evaluation and checkpoints, which are counted by themselves. */
  readonly factor: number;
  /** Logarithms of the 80 % range about it, down and up. */
  readonly down: number;
  readonly up: number;
}

export interface RunLength {
  readonly training: Seconds;
  readonly gpus: number;
  /** The job's own factor; null: as published runs were. */
  readonly own: number | null;
}

/**
 * By how much complete runs take longer than their steps: slow nodes that the others wait for, lower use over weeks, work done by hand.
 * Measured on runs of weeks over tens of servers; by the logarithm a run of a day has half of it and one of minutes none, and of n servers
 * n - 1 can hold the others up, so one server none. Source: evidence/full_runs.jsonl, as the assumption says.
 */
export function slowdown(assumptions: Assumptions, run: RunLength): Slowed {
  if (run.own !== null) return { factor: run.own, down: 0, up: 0 };
  const { value, low, high } = assumptions["run-slowdown"];
  const long = run.training / (run.training + DAY);
  const others = 1 - 1 / Math.max(1, run.gpus / SERVER);
  return { factor: Math.exp(long * others * Math.log(value)), down: Math.log(value / low) * long, up: Math.log(high / value) * long };
}
