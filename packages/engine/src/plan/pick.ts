import type { Issue } from "../issue.ts";
import { withinLimits } from "./limits.ts";
import { counted, everyOffering, type Offering } from "./offering.ts";
import { type Progress, summary, type Working } from "./progress.ts";
import type { PlanRequest } from "./request.ts";
import { excess, type Found, searching } from "./search.ts";
import type { Finds } from "./found.ts";
import { variantsOf } from "./open.ts";
import { type Listed, shortlist } from "./shortlist.ts";
import { refusalIssues, withoutOffer } from "./solve.ts";
import { requestIssues } from "./warnings.ts";

/** Newest date among the prices that the plans use. */
export function pricesAsOf(all: readonly Offering[]): string | null {
  let newest: string | null = null;
  for (const o of all) {
    const asOf = o.price?.asOf ?? null;
    if (asOf !== null && (newest === null || asOf > newest)) newest = asOf;
  }
  return newest;
}

/** What a request's plans are made of, without the plans in full. */
export interface Picked {
  readonly found: Found;
  readonly offered: readonly Offering[];
  readonly listed: readonly Listed[];
  readonly issues: readonly Issue[];
}

/** Of several searches one: refusals of any, and the configuration that is nearest to fitting. */
function together(all: readonly Found[]): Found {
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
function* searchingAll(variants: readonly PlanRequest[], finds: Finds | null): Working<readonly Found[]> {
  const all: Found[] = [];
  for (const one of variants) all.push(yield* among(searching(one, one.goal.pFits, finds), together(all), variants.length));
  if (all.some((f) => f.candidates.length > 0) || !variants.some((r) => r.goal.pFits > 0.5)) return all;
  const tight: Found[] = [];
  for (const one of variants) tight.push(yield* among(searching(one, 0.5, finds), together(tight), variants.length));
  return tight;
}

function leftOut(doubted: readonly Offering[]): Issue {
  const machines = new Map(doubted.map(({ candidate: { bench } }) => [bench.machine.id, bench.machine.provider]));
  const providers = [...new Set(machines.values())].sort().join(", ");
  return { code: "plan.prices-left-out", severity: "note", path: "where.providers", values: { count: machines.size, providers } };
}

export function* picking(request: PlanRequest, finds: Finds | null = null): Working<Picked> {
  const variants = variantsOf(request);
  const all = yield* searchingAll(variants, finds);
  const { offered, doubted } = counted(variants.flatMap((one, i) => everyOffering(one, all[i]?.candidates ?? [])));
  const found = together(all);
  const listed = shortlist(request, offered);
  const [chosen] = listed;
  const issues: Issue[] = [...requestIssues(request), ...refusalIssues(request, found)];
  if (chosen && !withinLimits(chosen.offering.request, chosen.offering))
    issues.push({ code: "plan.over-limit", severity: "warning", path: "goal", values: {} });
  if (doubted.length > 0) issues.push(leftOut(doubted));
  if (!chosen && found.candidates.length > 0) issues.push(withoutOffer(request, found));
  return { found, offered, listed, issues };
}

/** What a search that is done says of itself. */
export function progressOf(found: Found, chosen: Offering | undefined): Progress {
  const { searched, space: considered, evaluated, feasible } = found;
  return { searched, of: searched, considered, evaluated, feasible, best: () => (chosen ? summary(chosen) : null) };
}
