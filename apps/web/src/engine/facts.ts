import { factsOf, type Facts, planOfOffer } from "@outlay/engine";
import { pinnedBy } from "@outlay/schema";
import type { Behind } from "./answer.ts";

/** What a plan was worked out with, beside what its answer holds. */
export interface Grounds {
  readonly facts: Facts;
  /** What the job leaves no choice about. */
  readonly pinned: readonly string[];
}

/** Null where the answer has no such plan. */
export function groundsOf(behind: Behind, id: string): Grounds | null {
  const { request, alternatives } = behind;
  const found = planOfOffer(request, behind, id, alternatives);
  return found && { facts: factsOf(request, found.offering, found.plan), pinned: pinnedBy(request) };
}
