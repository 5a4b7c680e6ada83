import { trainableParameters } from "../method/trainable.ts";
import { activeParameters, parameters } from "../model/parameters.ts";
import { tensorTable } from "../model/tensors.ts";
import { flopPerToken, operatorFlops } from "../work/flops.ts";
import type { Alternatives } from "./alternatives.ts";
import { changesOf, economies, relaxations } from "./changes.ts";
import { type Against, planOf } from "./details.ts";
import { insteadOf } from "./instead.ts";
import { notCounted } from "./not-counted.ts";
import type { Offering } from "./offering.ts";
import { picked, pricesAsOf } from "./pick.ts";
import { held } from "./pins.ts";
import { projectResult } from "./project.ts";
import type { PlanRequest } from "./request.ts";
import type { ModelResult, PlanResult } from "./result.ts";
import { frontier, type Listed } from "./shortlist.ts";
import { solve } from "./solve.ts";

export type { Alternatives } from "./alternatives.ts";

function modelResult(request: PlanRequest): ModelResult {
  const { model, method, work } = request;
  const table = tensorTable(model.architecture);
  const t = trainableParameters(table, method);
  return {
    name: model.name,
    source: model.source,
    verified: model.verified,
    parameters: parameters(table),
    activeParameters: activeParameters(table),
    trainableParameters: t.trained + t.adapters,
    flopPerToken: flopPerToken(operatorFlops(table, method, { sequence: work.sequence, recompute: "none", counting: "half" })),
  };
}

/** Changes worth telling: cheaper than the chosen plan by more than a hundredth. */
function cheaperChanges(request: PlanRequest, chosen: Listed, all: Alternatives): PlanResult["cheaper"] {
  const { offering } = chosen;
  const limit = offering.cost ?? offering.seconds;
  const changes = changesOf(economies({ request: held(request, offering), asked: request, chosen: offering, all }));
  const of = (c: PlanResult["cheaper"][number]): number => (offering.cost === null ? c.runSeconds : c.costUsd) ?? Number.POSITIVE_INFINITY;
  return changes.filter((c) => of(c) < 0.99 * limit).sort((a, b) => of(a) - of(b));
}

/** A request planned: the answer, and the offering that each of its plans is of. */
export interface Planned {
  readonly result: PlanResult;
  readonly offerings: readonly Offering[];
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
  const start = all.clock?.() ?? 0;
  const { found, offered, listed, issues } = picked(request);
  const [chosen] = listed;
  const against: Against = { machines: all.machines, solve: (r) => solve(r).offering, measured: all.measured ?? null };
  const shown = listed.map((l) => planOf(request, l, against));
  const front = frontier(request, offered);
  const others = front.filter((o) => !listed.some((l) => l.offering === o));
  const rest = others.map((o) => planOf(request, { offering: o, reasons: ["frontier"] }, against));
  const plans = [...shown, ...rest];
  const of = [...listed.map((l) => l.offering), ...others];
  const model = modelResult(request);
  const [first] = shown;
  const result: PlanResult = {
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
    frontier: front.map((o) => plans[of.indexOf(o)]?.id ?? ""),
    cheaper: chosen && request.target.goal.kind !== "most" ? cheaperChanges(request, chosen, all) : [],
    nearest: chosen ? [] : changesOf(relaxations(request, all)),
    instead: first ? insteadOf(request, model, first) : null,
    project: first ? projectResult(request, first) : null,
    notCounted: notCounted(request, plans),
    issues,
  };
  return { result, offerings: of };
}
