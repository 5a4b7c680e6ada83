import { probabilityBelow } from "../doubt/range.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import { costRange, runRange } from "./spread.ts";
import { priceStale } from "./warnings.ts";

/** Probability that a plan costs no more than the budget; null without a budget or a price. */
export function pBudget(request: PlanRequest, o: Offering): number | null {
  if (request.goal.budget === null) return null;
  const cost = costRange(o, runRange(request, o, "paid"), priceStale(request, o));
  return cost && probabilityBelow(request.goal.budget, cost);
}

/** Probability that a plan is done by the deadline; null without one. */
export function pDeadline(request: PlanRequest, o: Offering): number | null {
  return request.goal.deadline === null ? null : probabilityBelow(request.goal.deadline, runRange(request, o));
}

/** A median on the wrong side of a limit keeps it with less than one half, whatever the range. */
function mediansWithin({ goal }: PlanRequest, o: Offering): boolean {
  return (goal.budget === null || (o.cost !== null && o.cost <= goal.budget)) && (goal.deadline === null || o.seconds <= goal.deadline);
}

/** Budget and deadline kept with the confidence asked for; an unknown cost keeps no budget. Ranges are worked out only where medians don't decide. */
export function withinLimits(request: PlanRequest, o: Offering): boolean {
  const medians = mediansWithin(request, o);
  if (request.goal.confidence === 0.5 || (request.goal.confidence > 0.5 && !medians)) return medians;
  const budget = request.goal.budget === null ? 1 : (pBudget(request, o) ?? 0);
  return budget >= request.goal.confidence && (pDeadline(request, o) ?? 1) >= request.goal.confidence;
}
