import type { Issue } from "../issue.ts";
import { trainableParameters } from "../method/trainable.ts";
import { activeParameters, parameters } from "../model/parameters.ts";
import { breakdown } from "../quantity.ts";
import { flopPerToken, operatorFlops } from "../work/flops.ts";
import { objectiveFlopParts, objectiveFlops } from "../work/objective.ts";
import type { Alternatives } from "./alternatives.ts";
import { changing, economies, relaxations } from "./changes.ts";
import { cleaning } from "./cleaner.ts";
import { type Against, planOf } from "./details.ts";
import { choosesByCarbon } from "./grid.ts";
import { insteadOf } from "./instead.ts";
import { notCounted } from "./not-counted.ts";
import type { Offering } from "./offering.ts";
import { picking, pricesAsOf, progressOf } from "./pick.ts";
import { planId } from "./id.ts";
import { offersOf } from "./offers.ts";
import { held } from "./pins.ts";
import { beside, finished, type Working } from "./progress.ts";
import { projectResult } from "./project.ts";
import type { PlanRequest } from "./request.ts";
import type { ModelResult, Plan, PlanResult } from "./result.ts";
import { runnerUpOf } from "./runner-up.ts";
import { frontier, type Listed } from "./shortlist.ts";
import { solve } from "./solve.ts";
import { trainedTable } from "./trainers.ts";

export type { Alternatives } from "./alternatives.ts";

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

/** Changes worth telling: cheaper than the chosen plan by more than a hundredth. */
export function* cheapening(request: PlanRequest, offering: Offering, all: Alternatives): Working<PlanResult["cheaper"]> {
  if (request.target.goal.kind === "most") return [];
  const limit = offering.cost ?? offering.seconds;
  const changes = yield* changing(economies({ request: held(request, offering), asked: request, chosen: offering, all }));
  const of = (c: PlanResult["cheaper"][number]): number => (offering.cost === null ? c.runSeconds : c.costUsd) ?? Number.POSITIVE_INFINITY;
  return changes.filter((c) => of(c) < 0.99 * limit).sort((a, b) => of(a) - of(b));
}

/** A request planned: the answer, and the offering that each of its plans is of. */
export interface Planned {
  readonly result: PlanResult;
  readonly offerings: readonly Offering[];
  /** All that was found, those of the plans among them. */
  readonly offered: readonly Offering[];
}

const againstOf = (all: Alternatives): Against => ({
  machines: all.machines,
  solve: (r) => solve(r).offering,
  measured: all.measured ?? null,
});

/** An offer of an answer as a plan in full; null where there is none of that id. */
export function planOfOffer(request: PlanRequest, { result, offerings, offered }: Planned, id: string, all: Alternatives): PlanAt | null {
  const at = result.plans.findIndex((p) => p.id === id);
  const [plan, own] = [result.plans[at], offerings[at]];
  if (plan && own) return { plan, offering: own };
  const offering = offered.find((o) => planId(o) === id);
  return offering ? { plan: planOf(request, { offering, reasons: [] }, againstOf(all)), offering } : null;
}

/** A plan with the offering that it is of. */
export interface PlanAt {
  readonly plan: Plan;
  readonly offering: Offering;
}

/** What could be otherwise than the chosen plan, or, without one, than the job. */
function* otherwise(
  request: PlanRequest,
  chosen: Listed | undefined,
  all: Alternatives,
): Working<Pick<PlanResult, "cheaper" | "cleaner" | "nearest">> {
  if (!chosen) return { cheaper: [], cleaner: [], nearest: yield* changing(relaxations(request, all)) };
  if (request.target.goal.kind === "most") return { cheaper: [], cleaner: [], nearest: [] };
  const cheaper = yield* cheapening(request, chosen.offering, all);
  return { cheaper, cleaner: choosesByCarbon(request) ? yield* cleaning(request, chosen.offering, all) : [], nearest: [] };
}

/**
 * Answers a request: the shortlist, the frontier, what would be cheaper; or, when nothing is feasible, the changes that make it so.
 * Deterministic: the same request gives the same result but for `search.seconds`.
 */
export function plan(request: PlanRequest, all: Alternatives): PlanResult {
  return planned(request, all).result;
}

/** As `plan`, with the offerings beside it. */
export function planned(request: PlanRequest, all: Alternatives): Planned {
  return finished(planning(request, all));
}

/** As `planned`, for whoever wants to say how far it is, or may have to leave off. */
export function* planning(request: PlanRequest, all: Alternatives): Working<Planned> {
  const start = all.clock?.() ?? 0;
  const { found, offered, listed, issues } = yield* picking(request, all.finds);
  const [chosen] = listed;
  const done = progressOf(found, chosen?.offering);
  const against = againstOf(all);
  const shown: Plan[] = [];
  for (const l of listed) {
    shown.push(planOf(l.offering.request, l, against));
    yield done;
  }
  const front = frontier(request, offered);
  const others = front.filter((o) => !listed.some((l) => l.offering === o));
  const rest = others.map((o) => planOf(o.request, { offering: o, reasons: ["frontier"] }, against));
  const plans = [...shown, ...rest];
  const of = [...listed.map((l) => l.offering), ...others];
  const own = chosen?.offering.request ?? request;
  const model = modelResult(own);
  const [first] = shown;
  const instead = first ? insteadOf(own, model, first) : null;
  const unhosted: readonly Issue[] =
    request.objective && instead?.hosted.length === 0
      ? [{ code: "plan.no-hosted-objective", severity: "note", path: "", values: { objective: request.objective.kind } }]
      : [];
  const result: PlanResult = {
    schemaVersion: 1,
    pricesAsOf: pricesAsOf(offered),
    model,
    method: own.method.kind,
    search: {
      space: found.space,
      evaluated: found.evaluated,
      pruned: found.pruned,
      feasible: found.feasible,
      seconds: ((all.clock?.() ?? 0) - start) / 1000,
    },
    plans,
    frontier: front.map((o) => plans[of.indexOf(o)]?.id ?? ""),
    offers: offersOf(request, offered, of),
    runnerUp: chosen ? runnerUpOf(request, chosen.offering, offered) : null,
    ...(yield* beside(otherwise(own, chosen, all), done)),
    instead,
    project: first ? projectResult(own, first) : null,
    notCounted: notCounted(own, plans),
    issues: [...issues, ...unhosted],
  };
  return { result, offerings: of, offered };
}
