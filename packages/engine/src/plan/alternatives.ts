import type { MeasuredRun } from "../doubt/similar.ts";
import type { Finds } from "./found.ts";
import type { PlanRequest } from "./request.ts";

/** Everything that could be used, so that a change may leave the job's own choice. */
export interface Alternatives {
  readonly machines: PlanRequest["machines"];
  readonly stacks: PlanRequest["stacks"];
  /** Relatives of the model, nearest in size. */
  readonly models?: readonly PlanRequest["model"][];
  /** What searches before found: for plans that are made again and again. */
  readonly finds?: Finds;
  /** Published runs to show beside the plans. */
  readonly measured?: readonly MeasuredRun[];
  /** Milliseconds, for the search's own time; the engine has no clock. */
  readonly clock?: () => number;
}
