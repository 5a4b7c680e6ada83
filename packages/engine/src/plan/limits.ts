import { probabilityBelow } from "../doubt/range.ts";
import { carbonKg } from "./carbon.ts";
import { energyResult } from "./emissions.ts";
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

/** Probability that a plan emits no more than the cap; null without a cap or a power figure of its cards. */
export function pCarbon(request: PlanRequest, o: Offering): number | null {
  if (request.goal.carbon === null) return null;
  const emitted = energyResult(request, o, runRange(request, o, "paid"))?.kgCo2e;
  if (!emitted) return null;
  return emitted.p50 > 0 ? probabilityBelow(request.goal.carbon, emitted) : 1;
}

/** Whether a limit is kept with the confidence asked for. A median on one side of it says so of half the chances: only beyond is a range worked out. */
function keeps(limit: number | null, median: number, confidence: number, probability: () => number | null): boolean {
  if (limit === null) return true;
  if (confidence <= 0.5 && median <= limit) return true;
  if (confidence >= 0.5 && median > limit) return false;
  return (probability() ?? 0) >= confidence;
}

/** Budget, deadline and cap on emissions kept with the confidence asked for; what isn't known keeps no limit. */
export function withinLimits(request: PlanRequest, o: Offering): boolean {
  const { budget, deadline, carbon, confidence } = request.goal;
  return (
    keeps(budget, o.cost ?? Number.POSITIVE_INFINITY, confidence, () => pBudget(request, o)) &&
    keeps(deadline, o.seconds, confidence, () => pDeadline(request, o)) &&
    (carbon === null || keeps(carbon, carbonKg(request, o) ?? Number.POSITIVE_INFINITY, confidence, () => pCarbon(request, o)))
  );
}
