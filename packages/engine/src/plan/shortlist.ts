import { carbonKg } from "./carbon.ts";
import { choosesByCarbon } from "./grid.ts";
import { withinLimits } from "./limits.ts";
import { hourlyUsd, type Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import type { Reason } from "./result.ts";

const tokensOf = (o: Offering): number => o.candidate.steps.usefulTokens;

/** Tokens within this share of the most count as the most: the cheaper is taken. */
const AS_MANY = 0.99;

/** Where the limits are spent: no other trains more tokens in less time. Descending in tokens. */
function spentFrontier(all: readonly Offering[]): readonly Offering[] {
  let most = 0;
  for (const o of all) most = Math.max(most, tokensOf(o));
  const first = least(
    all.filter((o) => tokensOf(o) >= AS_MANY * most),
    costOf,
  );
  if (!first) return [];
  const front = [first];
  let fastest = first.seconds;
  for (const o of [...all].sort((a, b) => tokensOf(b) - tokensOf(a) || a.seconds - b.seconds)) {
    if (o.seconds >= fastest || tokensOf(o) >= tokensOf(first)) continue;
    front.push(o);
    fastest = o.seconds;
  }
  return front;
}

/** No other is both cheaper and faster. Ascending in cost. */
export function frontier(request: PlanRequest, all: readonly Offering[]): readonly Offering[] {
  if (request.target.goal.kind === "most") return spentFrontier(all);
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

export const costOf = (o: Offering): number => o.cost ?? Number.POSITIVE_INFINITY;

/** Least by a measure; of equals the cheaper. */
export function least(all: readonly Offering[], of: (o: Offering) => number): Offering | null {
  let best: Offering | null = null;
  for (const o of all) {
    if (best === null || of(o) < of(best) || (of(o) === of(best) && costOf(o) < costOf(best))) best = o;
  }
  return best;
}

/** The most tokens, and the same limits spent in the least time. */
function spentShortlist(front: readonly Offering[], only: boolean): readonly Listed[] {
  const [most] = front;
  const fastest = front.at(-1);
  if (!most || !fastest) return [];
  if (most === fastest) return [{ offering: most, reasons: [only ? "only" : "most-tokens"] }];
  return [
    { offering: most, reasons: ["most-tokens"] },
    { offering: fastest, reasons: ["fastest"] },
  ];
}

const FIRST: Readonly<Record<PlanRequest["goal"]["minimise"], Reason>> = {
  cost: "cheapest",
  time: "fastest",
  value: "best-value",
  carbon: "least-carbon",
  gpus: "fewest-gpus",
  hourly: "cheapest-hour",
};

/** What emits least of all; null where no card's power is known. */
function cleanest(pool: readonly Offering[]): Offering | null {
  const emitted = new Map(pool.map((o) => [o, carbonKg(o.request, o)]));
  return least(
    pool.filter((o) => emitted.get(o) !== null),
    (o) => emitted.get(o) ?? Number.POSITIVE_INFINITY,
  );
}

/**
 * Cheapest, fastest, best value (least cost x time) and, where the job asks for it, what emits least; the goal's own first. Limits narrow the choice when something keeps them. Hardware
 * without prices is ranked by time.
 */
export function shortlist(request: PlanRequest, all: readonly Offering[]): readonly Listed[] {
  const within = all.filter((o) => withinLimits(o.request, o));
  const pool = within.length > 0 ? within : all;
  const priced = pool.filter((o) => o.cost !== null);
  const front = frontier(request, pool);
  if (request.target.goal.kind === "most") return spentShortlist(front, all.length === 1);
  const picks: (readonly [Reason, Offering | null])[] = [
    ["cheapest", priced.length > 0 ? least(front, costOf) : null],
    ["fastest", least(pool, (o) => o.seconds)],
    ["best-value", priced.length > 0 ? least(front, (o) => costOf(o) * o.seconds) : null],
    ["least-carbon", choosesByCarbon(request) ? cleanest(pool) : null],
  ];
  const { minimise } = request.goal;
  if (minimise === "gpus") picks.push(["fewest-gpus", least(pool, (o) => o.candidate.bench.cluster.gpus)]);
  if (minimise === "hourly" && priced.length > 0)
    picks.push(["cheapest-hour", least(priced, (o) => hourlyUsd(o) ?? Number.POSITIVE_INFINITY)]);
  // Methods don't train alike: of each that is left open the cheapest is told.
  for (const kind of request.open?.methods ?? [])
    picks.push([
      "cheapest-of-method",
      least(
        pool.filter((o) => o.request.method.kind === kind),
        priced.length > 0 ? costOf : (o) => o.seconds,
      ),
    ]);
  const first = FIRST[minimise];
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
