import type { Seconds } from "../units.ts";
import type { Assumptions } from "./assumptions.ts";

const DAY: Seconds = 86_400;

/**
 * Logarithms of the 80 % range by which complete runs differ from the time of their steps, down and up, beyond what is counted: lower use over
 * weeks, stragglers, work done twice. Measured on runs of days and weeks; a run of a day has half of it, one of minutes none.
 */
export function slowdown(assumptions: Assumptions, training: Seconds): { readonly down: number; readonly up: number } {
  const { low, high } = assumptions["run-slowdown"];
  const share = training / (training + DAY);
  return { down: -Math.log(Math.min(1, low)) * share, up: Math.log(Math.max(1, high)) * share };
}
