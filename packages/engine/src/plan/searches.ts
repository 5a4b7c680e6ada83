import type { Working } from "./progress.ts";
import type { PlanRequest } from "./request.ts";
import { excess, type Finds, type Found, searching } from "./search.ts";

/** Of several searches one: refusals of any, and the configuration that is nearest to fitting. */
export function together(all: readonly Found[]): Found {
  const sum = (of: (f: Found) => number): number => all.reduce((total, f) => total + of(f), 0);
  let closest: Found["closest"] = null;
  for (const f of all) if (f.closest && (!closest || excess(f.closest) < excess(closest))) closest = f.closest;
  return {
    candidates: all.flatMap((f) => f.candidates),
    searched: sum((f) => f.searched),
    space: sum((f) => f.space),
    evaluated: sum((f) => f.evaluated),
    pruned: sum((f) => f.pruned),
    feasible: sum((f) => f.feasible),
    refusals: new Set(all.flatMap((f) => [...f.refusals])),
    closest,
  };
}

/** What a search among several says: of all of them. */
function* among(work: Working<Found>, before: Found, count: number): Working<Found> {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    const { searched, of, considered, evaluated, feasible, best } = next.value;
    yield {
      searched: before.searched + searched,
      of: count * of,
      considered: before.space + considered,
      evaluated: before.evaluated + evaluated,
      feasible: before.feasible + feasible,
      best,
    };
  }
}

/** Every variant searched. Where none has a plan that fits with the probability asked for, those that may are found, and marked tight. */
export function* searchingAll(variants: readonly PlanRequest[], finds: Finds | null = null): Working<readonly Found[]> {
  const all: Found[] = [];
  for (const one of variants) all.push(yield* among(searching(one, one.goal.pFits, finds), together(all), variants.length));
  if (all.some((f) => f.candidates.length > 0) || !variants.some((r) => r.goal.pFits > 0.5)) return all;
  const tight: Found[] = [];
  for (const one of variants) tight.push(yield* among(searching(one, 0.5, finds), together(tight), variants.length));
  return tight;
}
