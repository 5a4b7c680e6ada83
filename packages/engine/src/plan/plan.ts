import type { MeasuredRun } from "../doubt/similar.ts";
import { trainableParameters } from "../method/trainable.ts";
import { activeParameters, parameters } from "../model/parameters.ts";
import { breakdown } from "../quantity.ts";
import { flopPerToken, operatorFlops } from "../work/flops.ts";
import { objectiveFlopParts, objectiveFlops } from "../work/objective.ts";
import { changesOf, economies, relaxations } from "./changes.ts";
import { type Against, planOf } from "./details.ts";
import { neverEnds, type Offering, offerings } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import type { ModelResult, Plan, PlanResult } from "./result.ts";
import { type Found, search } from "./search.ts";
import { insteadOf } from "./instead.ts";
import { trainedTable } from "./trainers.ts";
import { withinLimits } from "./limits.ts";
import { coveredByProject, projectResult } from "./project.ts";
import { frontier, type Listed, shortlist } from "./shortlist.ts";
import { requestIssues } from "./warnings.ts";
import type { Issue } from "../issue.ts";

/** What no plan counts of itself, by name: the founding article's exclusions, and ours. */
const NOT_COUNTED = [
  "development-and-operations",
  "optimised-libraries",
  "licences-and-law",
  "privacy-and-compliance",
  "fairness-review",
  "adversarial-training",
  "production-deployment",
  "failed-experiments",
  "people",
  "tax",
] as const;

/** Everything that could be used, so that a change may leave the job's own choice. */
export interface Alternatives {
  readonly machines: PlanRequest["machines"];
  readonly stacks: PlanRequest["stacks"];
  /** Published runs to show beside the plans. */
  readonly measured?: readonly MeasuredRun[];
  /** Milliseconds, for the search's own time; the engine has no clock. */
  readonly clock?: () => number;
}

function modelResult(request: PlanRequest): ModelResult {
  const { model, method, work, objective } = request;
  const table = trainedTable(request);
  const at = { sequence: work.sequence, recompute: "none" } as const;
  const own = flopPerToken(operatorFlops(table, method, { ...at, counting: "half" }));
  const added = objective ? objectiveFlopParts(objectiveFlops(table, method, objective, at), table) : [];
  const t = trainableParameters(table, method);
  return {
    name: model.name,
    source: model.source,
    verified: model.verified,
    parameters: parameters(table),
    activeParameters: activeParameters(table),
    trainableParameters: t.trained + t.adapters,
    flopPerToken: breakdown([...own.parts, ...added]),
  };
}

/** Lowers the wanted probability of fitting when nothing reaches it: plans found so are marked tight. */
function searchWithFallback(request: PlanRequest): Found {
  const found = search(request);
  if (found.candidates.length > 0 || request.goal.pFits <= 0.5) return found;
  return search(request, 0.5);
}

function best(request: PlanRequest): Offering | null {
  const all = offerings(request, searchWithFallback(request).candidates);
  return shortlist({ ...request, goal: { ...request.goal, minimise: "cost" } }, all)[0]?.offering ?? null;
}

/** Why nothing was found: each refusal once, memory with what the nearest configuration would need. */
function refusalIssues(found: Found): readonly Issue[] {
  if (found.candidates.length > 0) return [];
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

/** What fits isn't sold on these terms, or is interrupted too often. */
function withoutOffer(request: PlanRequest, found: Found): Issue {
  if (neverEnds(request, found.candidates)) return { code: "plan.never-ends", severity: "error", path: "run.checkpoints", values: {} };
  return { code: "plan.no-offer", severity: "error", path: "where.purchase", values: { purchases: request.purchases.join(", ") } };
}

/** Newest date among the prices that the plans use. */
function pricesAsOf(all: readonly Offering[]): string | null {
  let newest: string | null = null;
  for (const o of all) {
    const asOf = o.price?.asOf ?? null;
    if (asOf !== null && (newest === null || asOf > newest)) newest = asOf;
  }
  return newest;
}

function notCounted(request: PlanRequest, plans: readonly Plan[]): readonly string[] {
  const covered = coveredByProject(request.project);
  const list: string[] = NOT_COUNTED.filter((id) => !covered.has(id)).map((id) =>
    id === "failed-experiments" && request.sweep ? "failed-experiments-alone" : id,
  );
  if (!request.run.failures.counted) list.push("failures-and-restarts");
  if (plans.some((p) => p.purchase === "spot") && request.spot.length === 0) list.push("spot-interruptions");
  if (plans.some((p) => p.energy === null)) list.push("energy");
  if (request.objective?.rollout) list.push("asynchronous-generation");
  if (request.run.evaluateEvery === null && !covered.has("evaluation")) list.push("evaluation");
  return list;
}

/** Changes worth telling: cheaper than the chosen plan by more than a hundredth. */
function cheaperChanges(request: PlanRequest, chosen: Listed, all: Alternatives): PlanResult["cheaper"] {
  const { offering } = chosen;
  const limit = offering.cost ?? offering.seconds;
  const changes = changesOf(economies(request, offering, all), best);
  const of = (c: PlanResult["cheaper"][number]): number => (offering.cost === null ? c.runSeconds : c.costUsd) ?? Number.POSITIVE_INFINITY;
  return changes.filter((c) => of(c) < 0.99 * limit).sort((a, b) => of(a) - of(b));
}

/**
 * Answers a request: the shortlist, the frontier, what would be cheaper; or, when nothing is feasible, the changes that make it so.
 * Deterministic: the same request gives the same result but for `search.seconds`.
 */
export function plan(request: PlanRequest, all: Alternatives): PlanResult {
  const start = all.clock?.() ?? 0;
  const found = searchWithFallback(request);
  const offered = offerings(request, found.candidates);
  const listed = shortlist(request, offered);
  const [chosen] = listed;
  const against: Against = { machines: all.machines, solve: best, measured: all.measured ?? null };
  const shown = listed.map((l) => planOf(request, l, against));
  const frontPlans = frontier(request, offered).map(
    (o) => shown[listed.findIndex((l) => l.offering === o)] ?? planOf(request, { offering: o, reasons: ["frontier"] }, against),
  );
  const plans = [...shown, ...frontPlans.filter((p) => !shown.includes(p))];
  const issues: Issue[] = [...requestIssues(request), ...refusalIssues(found)];
  if (chosen && !withinLimits(request, chosen.offering))
    issues.push({ code: "plan.over-limit", severity: "warning", path: "goal", values: {} });
  if (!chosen && found.candidates.length > 0)
    issues.push(
      request.target.goal.kind === "most"
        ? { code: "plan.limits-buy-nothing", severity: "error", path: "goal", values: {} }
        : withoutOffer(request, found),
    );
  const model = modelResult(request);
  const [first] = shown;
  const instead = first ? insteadOf(request, model, first) : null;
  if (request.objective && instead?.hosted.length === 0)
    issues.push({ code: "plan.no-hosted-objective", severity: "note", path: "", values: { objective: request.objective.kind } });
  return {
    schemaVersion: 1,
    pricesAsOf: pricesAsOf(offered),
    model,
    method: request.method.kind,
    search: {
      space: found.space,
      evaluated: found.evaluated,
      pruned: found.pruned,
      feasible: found.feasible,
      seconds: ((all.clock?.() ?? 0) - start) / 1000,
    },
    plans,
    frontier: frontPlans.map((p) => p.id),
    cheaper: chosen && request.target.goal.kind !== "most" ? cheaperChanges(request, chosen, all) : [],
    nearest: chosen ? [] : changesOf(relaxations(request, all), best),
    instead,
    project: first ? projectResult(request, first) : null,
    notCounted: notCounted(request, plans),
    issues,
  };
}
