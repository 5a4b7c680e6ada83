import type { Issue } from "../issue.ts";
import { neverEnds, type Offering, offerings } from "./offering.ts";
import { finished, type Working } from "./progress.ts";
import type { PlanRequest } from "./request.ts";
import type { Found } from "./search.ts";
import { searchingAll, together } from "./searches.ts";
import { shortlist } from "./shortlist.ts";

/** What the job pins and none of its stacks has. */
function unsupported({ layout, stacks }: PlanRequest): readonly Issue[] {
  const { recompute, sharding } = layout;
  const missing: Issue[] = [];
  const tell = (code: string, path: string, value: string): void => void missing.push({ code, severity: "error", path, values: { value } });
  if (recompute !== undefined && !stacks.some((s) => s.recomputes.includes(recompute)))
    tell("plan.refused.stack.recompute", "layout.recompute", recompute);
  if (sharding !== undefined && sharding !== "none" && !stacks.some((s) => s.shardings.includes(sharding)))
    tell("plan.refused.stack.sharding", "layout.sharding", sharding);
  return missing;
}

/** Why nothing was found: each refusal once, memory with what the nearest configuration would need. */
export function refusalIssues(request: PlanRequest, found: Found): readonly Issue[] {
  if (found.candidates.length > 0) return [];
  const missing = unsupported(request);
  if (missing.length > 0) return missing;
  return [...found.refusals].map((refusal): Issue => {
    const { closest } = found;
    if (refusal !== "memory" || !closest) return { code: `plan.refused.${refusal}`, severity: "error", path: "", values: {} };
    const { name, memory } = closest.bench.cluster.accelerator;
    const gib = (bytes: number): number => Math.round(bytes / 2 ** 29) / 2;
    return {
      code: "plan.refused.memory",
      severity: "error",
      path: "",
      values: { needGiB: gib(closest.memory), capacityGiB: gib(memory), accelerator: name },
    };
  });
}

/** What fits isn't sold on these terms, is interrupted too often, or the limits buy none of it. */
export function withoutOffer(request: PlanRequest, found: Found): Issue {
  if (request.target.goal.kind === "most") return { code: "plan.limits-buy-nothing", severity: "error", path: "goal", values: {} };
  if (neverEnds(request, found.candidates)) return { code: "plan.never-ends", severity: "error", path: "run.checkpoints", values: {} };
  return { code: "plan.no-offer", severity: "error", path: "where.purchase", values: { purchases: request.purchases.join(", ") } };
}

/** What an answer to a request is the least of. */
export type Least = "cost" | "carbon";

/** The cheapest (or, without prices, fastest) answer to a request, or why there is none. */
export interface Solution {
  readonly offering: Offering | null;
  readonly refusals: readonly Issue[];
}

export function* solving(asked: PlanRequest, least: Least = "cost"): Working<Solution> {
  const request = { ...asked, goal: { ...asked.goal, minimise: least } };
  const found = together(yield* searchingAll([request]));
  const listed = shortlist(request, offerings(request, found.candidates));
  const offering = listed[0]?.offering ?? null;
  if (offering) return { offering, refusals: [] };
  return { offering, refusals: found.candidates.length > 0 ? [withoutOffer(request, found)] : refusalIssues(request, found) };
}

export function solve(asked: PlanRequest, least?: Least): Solution {
  return finished(solving(asked, least));
}
