import type { Issue } from "../issue.ts";
import { withinLimits } from "./limits.ts";
import { counted, everyOffering, type Offering } from "./offering.ts";
import { type Progress, summary, type Working } from "./progress.ts";
import type { PlanRequest } from "./request.ts";
import type { Finds, Found } from "./search.ts";
import { searchingAll, together } from "./searches.ts";
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
