import type { EarlyStop } from "../sweep/early-stop.ts";
import type { GradientNorm } from "./batch-cost.ts";
import type { Schedule } from "./schedule.ts";

/** How the learning rate moves and when the run may end early; null where the job doesn't say. */
export interface Recipe {
  readonly schedule: Schedule | null;
  /** Steps that a cosine or linear fall is laid out for; null: as many as the run has. */
  readonly scheduleSteps: number | null;
  /** Steps of warm-up: a count, or a share of the run below 1. */
  readonly warmup: number | null;
  readonly earlyStop: EarlyStop | null;
  /** Mean squared gradient norms measured at two batches, in sequences; empty where there are none. */
  readonly gradients: readonly GradientNorm[];
}

export const NO_RECIPE: Recipe = { schedule: null, scheduleSteps: null, warmup: null, earlyStop: null, gradients: [] };
