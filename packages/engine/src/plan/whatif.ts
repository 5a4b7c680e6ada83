import { moving } from "./changes.ts";
import type { Here, Lever, Variant } from "./levers/lever.ts";
import { LEVERS } from "./levers/levers.ts";
import { sweepResult } from "./campaign.ts";
import { learningOf } from "./learning.ts";
import type { Offering } from "./offering.ts";
import { followers, held, type Pin, pinsOf } from "./pins.ts";
import type { PlanRequest } from "./request.ts";
import { picking, pricesAsOf, progressOf } from "./pick.ts";
import { beside, finished, type Working } from "./progress.ts";
import { notCounted } from "./not-counted.ts";
import { solve } from "./solve.ts";
import { tornado } from "./tornado.ts";
import { type Against, planOf } from "./details.ts";
import type { Alternatives } from "./alternatives.ts";
import { runRange } from "./spread.ts";
import type { Effect, Followed, LeverResult, Movers, WhatifPlan, WhatifResult } from "./whatif-result.ts";

/** What a plan states beside its cost: a search for settings, what stopping early saves, what a run that diverges costs. */
function statedUsd(request: PlanRequest, o: Offering, learning: ReturnType<typeof learningOf>): number | null {
  if (o.cost === null) return null;
  const cost = { p10: o.cost, p50: o.cost, p90: o.cost };
  const searched = sweepResult(request, o, { run: runRange(request, o), cost, learning })?.costUsd?.p50 ?? 0;
  return searched + (learning.learningRate.rerunUsd ?? 0) - (learning.earlyStop?.savingUsd ?? 0);
}

/** What a plan takes. */
function effectOf(request: PlanRequest, o: Offering): Effect {
  const learning = learningOf(request, o);
  const { learningRate, batch, loss } = learning;
  const off = [learningRate.excessLoss?.value ?? null, batch?.excessLoss?.value ?? null];
  return {
    costUsd: o.cost,
    runSeconds: o.seconds,
    memoryBytes: o.candidate.memory,
    pFits: o.candidate.pFits,
    tokens: o.candidate.steps.usefulTokens,
    loss: loss?.p50 ?? null,
    excessLoss: off.every((share) => share === null) ? null : (off[0] ?? 0) + (off[1] ?? 0),
    statedUsd: statedUsd(request, o, learning),
  };
}

const NOTHING: Effect = {
  costUsd: null,
  runSeconds: null,
  memoryBytes: null,
  pFits: null,
  tokens: null,
  loss: null,
  excessLoss: null,
  statedUsd: null,
};

/** Fields of a plan that another one has otherwise, the lever's own left out. */
function followedOf(v: Variant, before: readonly Pin[], after: readonly Pin[]): readonly Followed[] {
  const was = new Map(before.map((p) => [p.path, p.value]));
  const is = new Map([...after, ...(v.also ?? [])].map((p) => [p.path, p.value]));
  const list: Followed[] = [];
  for (const [path, to] of is) {
    const from = was.get(path) ?? null;
    if (path !== v.path && from !== to) list.push({ path, from, to });
  }
  for (const [path, from] of was) if (!is.has(path) && path !== v.path && from !== "") list.push({ path, from, to: "" });
  return list;
}

function* moved(at: { readonly request: PlanRequest; readonly chosen: Offering }, lever: Lever, v: Variant): Working<LeverResult> {
  const { offering, refusals } = yield* moving(v);
  const named = { id: lever.id, path: v.path, from: v.from, to: v.to, note: v.note ?? null };
  const pins = (request: PlanRequest, o: Offering): readonly Pin[] => [...pinsOf(request, o), ...followers(o)];
  if (!offering) return { ...named, ...NOTHING, followed: [], refusals };
  const followed = followedOf(v, pins(at.request, at.chosen), pins(v.request, offering));
  return { ...named, ...effectOf(v.request, offering), followed, refusals };
}

/** How far a quantity goes from another, in logarithms; what isn't known goes nowhere. */
function distance(to: number | null, from: number | null): number {
  return to === null || from === null || to <= 0 || from <= 0 ? 0 : Math.abs(Math.log(to / from));
}

/** Differences that are none: rounding of floating point. */
const EQUAL = 1e-9;

/** The larger effect on cost first, then on time, on memory; at last by name. What can't be done stands last, in the order of the job. */
function ranked(base: Effect, levers: readonly LeverResult[]): readonly LeverResult[] {
  const effects = (l: LeverResult): readonly number[] =>
    (["costUsd", "runSeconds", "memoryBytes"] as const).map((key) => distance(l[key], base[key]));
  const keyed = levers.map((lever) => ({ lever, effects: effects(lever), open: lever.refusals.length === 0 }));
  keyed.sort((a, b) => {
    if (a.open !== b.open) return a.open ? -1 : 1;
    if (!a.open) return 0;
    for (const [i, x] of a.effects.entries()) {
      const difference = (b.effects[i] ?? 0) - x;
      if (Math.abs(difference) > EQUAL) return difference;
    }
    return 0;
  });
  return keyed.map((k) => k.lever);
}

/** Every lever of a job at its neighbours, from a chosen plan. */
function* pulling(request: PlanRequest, chosen: Offering, all: Here["all"]): Working<readonly LeverResult[]> {
  const here = { request: held(request, chosen), asked: request, chosen, all };
  const results: LeverResult[] = [];
  for (const lever of LEVERS) for (const v of lever.moves(here)) results.push(yield* moved(here, lever, v));
  return ranked(effectOf(here.request, chosen), results);
}

function whatifPlan(request: PlanRequest, o: Offering, plan: Pick<WhatifPlan, "id" | "reasons">): WhatifPlan {
  const { bench } = o.candidate;
  return {
    id: plan.id,
    reasons: plan.reasons,
    accelerator: bench.cluster.accelerator.id,
    provider: bench.machine.provider,
    instanceType: bench.machine.instanceType,
    region: o.price?.region ?? null,
    purchase: o.purchase,
    gpus: bench.cluster.gpus,
    stack: bench.stack.id,
    ...effectOf(held(request, o), o),
    pins: pinsOf(request, o),
  };
}

/** What moves a plan, and what the doubt about it is made of. */
export function* moversOf(
  request: PlanRequest,
  { offering, plan }: { readonly offering: Offering; readonly plan: Pick<WhatifPlan, "id" | "reasons"> },
  all: Alternatives,
): Working<Movers> {
  const levers = yield* pulling(request, offering, all);
  const known = { machines: all.machines, solve: (r: PlanRequest): Offering | null => solve(r).offering };
  return { plan: whatifPlan(request, offering, plan), levers, tornado: tornado(request, offering, known) };
}

/** Every lever of a request moved to its neighbours from the plan that is chosen, and what the doubt about that plan is made of. */
export function whatif(request: PlanRequest, all: Alternatives): WhatifResult {
  return finished(pondering(request, all));
}

/** As `whatif`, for whoever wants to say how far it is, or may have to leave off. */
export function* pondering(asked: PlanRequest, all: Alternatives): Working<WhatifResult> {
  const { found, offered, listed, issues } = yield* picking(asked, all.finds);
  const [chosen] = listed;
  const request = chosen?.offering.request ?? asked;
  const done = progressOf(found, chosen?.offering);
  const against: Against = { machines: all.machines, solve: (r) => solve(r).offering, measured: null };
  const own = chosen && planOf(request, chosen, against);
  const movers = chosen && own ? yield* beside(moversOf(request, { offering: chosen.offering, plan: own }, all), done) : NO_MOVERS;
  return {
    schemaVersion: 1,
    pricesAsOf: pricesAsOf(offered),
    model: request.model.name,
    method: request.method.kind,
    ...movers,
    notCounted: notCounted(request, own ? [own] : []),
    issues: [...issues, ...(own?.issues ?? [])],
  };
}

const NO_MOVERS: Pick<WhatifResult, "plan" | "levers" | "tornado"> = { plan: null, levers: [], tornado: [] };
