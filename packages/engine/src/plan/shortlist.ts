import { withinLimits } from "./limits.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import type { Reason } from "./result.ts";

/** No other is both cheaper and faster. Ascending in cost. */
export function frontier(all: readonly Offering[]): readonly Offering[] {
  const priced = all.filter((o) => o.cost !== null).sort((a, b) => (a.cost ?? 0) - (b.cost ?? 0) || a.seconds - b.seconds);
  const front: Offering[] = [];
  let fastest = Number.POSITIVE_INFINITY;
  for (const o of priced) {
    if (o.seconds < fastest) {
      front.push(o);
      fastest = o.seconds;
    }
  }
  return front;
}

export interface Listed {
  readonly offering: Offering;
  readonly reasons: readonly Reason[];
}

const costOf = (o: Offering): number => o.cost ?? Number.POSITIVE_INFINITY;

/** Least by a measure; of equals the cheaper. */
function least(all: readonly Offering[], of: (o: Offering) => number): Offering | null {
  let best: Offering | null = null;
  for (const o of all) {
    if (best === null || of(o) < of(best) || (of(o) === of(best) && costOf(o) < costOf(best))) best = o;
  }
  return best;
}

/**
 * Cheapest, fastest and best value (least cost x time), the goal's own first. Limits narrow the choice when something keeps them. Hardware
 * without prices is ranked by time.
 */
export function shortlist(request: PlanRequest, all: readonly Offering[]): readonly Listed[] {
  const within = all.filter((o) => withinLimits(request, o));
  const pool = within.length > 0 ? within : all;
  const priced = pool.filter((o) => o.cost !== null);
  const front = frontier(pool);
  const picks: readonly (readonly [Reason, Offering | null])[] = [
    ["cheapest", priced.length > 0 ? least(front, costOf) : null],
    ["fastest", least(pool, (o) => o.seconds)],
    ["best-value", priced.length > 0 ? least(front, (o) => costOf(o) * o.seconds) : null],
  ];
  const first: Reason = request.goal.minimise === "time" ? "fastest" : request.goal.minimise === "value" ? "best-value" : "cheapest";
  const order = [...picks].sort((a, b) => Number(b[0] === first) - Number(a[0] === first));
  const listed = new Map<Offering, Reason[]>();
  for (const [reason, o] of order) {
    if (!o) continue;
    const reasons = listed.get(o);
    if (reasons) reasons.push(reason);
    else listed.set(o, [reason]);
  }
  const only = all.length === 1;
  return [...listed].map(([offering, reasons]) => ({ offering, reasons: only ? ["only"] : reasons }));
}
