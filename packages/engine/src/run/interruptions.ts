import type { Seconds } from "../units.ts";

/** What stops a run: failures of its machine, and its being taken away. */
export interface Interruptions {
  /** Mean time between them; infinite where none are counted. */
  readonly mtbf: Seconds;
  /** From one of them to the first new step, on a machine that is paid. */
  readonly restart: Seconds;
  /** Mean wait for a machine before that, which nobody pays. */
  readonly wait: Seconds;
}

/** Chance of at least one interruption in so long a time, exponential ones. */
export function chanceOfAny(seconds: Seconds, mtbf: Seconds): number {
  return 1 - Math.exp(0 - seconds / mtbf);
}

export const NEVER: Interruptions = { mtbf: Number.POSITIVE_INFINITY, restart: 0, wait: 0 };
