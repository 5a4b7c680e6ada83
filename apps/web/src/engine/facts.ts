import { factsOf, type Facts } from "@outlay/engine";
import { pinnedBy } from "@outlay/schema";
import type { Behind } from "./answer.ts";

/** What a plan was worked out with, beside what its answer holds. */
export interface Grounds {
  readonly facts: Facts;
  /** What the job leaves no choice about. */
  readonly pinned: readonly string[];
}

/** Null where the answer has no such plan. */
export function groundsOf({ request, result, offerings }: Behind, id: string): Grounds | null {
  const at = result.plans.findIndex((p) => p.id === id);
  const [plan, offering] = [result.plans[at], offerings[at]];
  return plan && offering ? { facts: factsOf(request, offering, plan), pinned: pinnedBy(request) } : null;
}
