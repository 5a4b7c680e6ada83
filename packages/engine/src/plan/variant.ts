import type { PlanRequest } from "./request.ts";

/** A job with one thing changed. Answers are found by the same search as the job's own. */
export interface Variant {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly request: PlanRequest;
}
