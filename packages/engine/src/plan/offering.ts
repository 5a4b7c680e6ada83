import { combine, sigmaOf } from "../doubt/range.ts";
import { totalParameters } from "../model/parameters.ts";
import { type BillInput, billLines, type BillLine, billTotal } from "../money/bill.ts";
import type { Machine, Price, Purchase } from "../money/offer.ts";
import { trainableParameters } from "../method/trainable.ts";
import { checkpointBytes } from "../run/checkpoint.ts";
import { type Duration, duration, meanKept, type RunInput, runSeconds } from "../run/duration.ts";
import { failureModel } from "../run/failures.ts";
import { withSteps } from "../run/steps.ts";
import { HOUR, type Seconds, type Usd } from "../units.ts";
import type { Candidate } from "./candidate.ts";
import { movedData, stallSeconds } from "./data.ts";
import { runEnergy } from "./energy.ts";
import { choosesByCarbon, gramsOf } from "./grid.ts";
import type { PlanRequest } from "./request.ts";
import { type ForwardShares, evaluationShare } from "./evaluation.ts";
import { generationSigma, sideParameters } from "./objective.ts";
import { interruptionsOf, type StopFacts } from "./stops.ts";
import { margin, mostSteps } from "./spend.ts";

/** What a request's runs share, worked out once. */
export interface RunFacts extends StopFacts {
  readonly result: number;
  readonly forwardShares: ForwardShares;
}

function runFacts(request: PlanRequest, sample: Candidate): RunFacts {
  const { method, model } = request;
  const { table } = sample.setup;
  const t = trainableParameters(table, method);
  const scratch = method.kind === "pretrain";
  const side = sideParameters(request);
  const own = { trained: t.trained, adapters: t.adapters, all: totalParameters(table) };
  const saved = method.lora ? { ...own, adapters: own.adapters + side.trained } : { ...own, trained: own.trained + side.trained };
  return {
    failures: failureModel(request.failureRates),
    download: scratch ? 0 : (model.checkpoint ?? 2 * saved.all) + 2 * side.fetched,
    checkpoint: checkpointBytes(saved, request.run.checkpointContent),
    result: 2 * t.trained + 4 * t.adapters,
    forwardShares: new Map(),
  };
}

/** A candidate at a price. */
export interface Offering {
  /** What it answers: of a job that leaves more open than layouts, one of many. */
  readonly request: PlanRequest;
  readonly candidate: Candidate;
  readonly purchase: Purchase;
  readonly price: Price | null;
  readonly facts: RunFacts;
  readonly run: RunInput;
  readonly duration: Duration;
  readonly seconds: Seconds;
  readonly bill: readonly BillLine[];
  /** Null without a price. */
  readonly cost: Usd | null;
}

function priceOf(price: Price, purchase: Purchase): number | null {
  return purchase === "spot" ? price.spot : price.onDemand;
}

/** The cheapest region of a machine for a purchase. */
function cheapest(prices: readonly Price[], purchase: Purchase): Price | null {
  let best: Price | null = null;
  for (const p of prices) {
    const usd = priceOf(p, purchase);
    if (usd !== null && (best === null || usd < (priceOf(best, purchase) ?? Number.POSITIVE_INFINITY))) best = p;
  }
  return best;
}

/** The region of a machine for a purchase with the cleanest grid; of equals the cheapest. */
function cleanest(request: PlanRequest, provider: string, prices: readonly Price[], purchase: Purchase): Price | null {
  const grams = new Map(prices.map((p) => [p, gramsOf(request, provider, p.region)]));
  const sold = prices.filter((p) => priceOf(p, purchase) !== null);
  const least = Math.min(...sold.map((p) => grams.get(p) ?? Number.POSITIVE_INFINITY));
  return cheapest(
    sold.filter((p) => grams.get(p) === least),
    purchase,
  );
}

/** Where a machine is taken: its cheapest region, and its cleanest where the job chooses by emissions. */
function regionsFor(request: PlanRequest, machine: Machine, purchase: Purchase): readonly Price[] {
  const low = cheapest(machine.prices, purchase);
  const clean = choosesByCarbon(request) ? cleanest(request, machine.provider, machine.prices, purchase) : null;
  return [...new Set([low, clean])].filter((p) => p !== null);
}

function runInput(request: PlanRequest, candidate: Candidate, at: { facts: RunFacts; purchase: Purchase }): RunInput {
  const { facts } = at;
  const { bench, steps } = candidate;
  return {
    spec: request.run,
    assumptions: request.assumptions,
    steps: steps.steps,
    stepSeconds: candidate.step,
    globalBatch: bench.globalBatch,
    forwardShare: evaluationShare(request, candidate, facts.forwardShares),
    gpus: bench.cluster.gpus,
    nodes: bench.cluster.nodes,
    owned: bench.machine.owned,
    compiles: bench.compile,
    download: facts.download,
    checkpoint: facts.checkpoint,
    inputSeconds: stallSeconds(request, candidate),
    interruptions: interruptionsOf(request, candidate, { ...at, end: "value" }),
  };
}

/** Electricity of hardware of one's own, where the job has its price; what is rented has it in the price. */
function electricity(request: PlanRequest, candidate: Candidate, d: Duration): BillInput["energy"] {
  const { usdPerKwh } = request.energy;
  if (usdPerKwh === null || !candidate.bench.machine.owned) return null;
  return { kwh: runEnergy(request, candidate, d), usdPerKwh };
}

interface At {
  readonly facts: RunFacts;
  readonly purchase: Purchase;
  readonly price: Price | null;
}

function offering(request: PlanRequest, candidate: Candidate, at: At): Offering {
  const { machine, cluster } = candidate.bench;
  const run = runInput(request, candidate, at);
  const d = duration(run);
  const used = machine.owned ? cluster.gpus / machine.node.gpus : cluster.nodes;
  const usd = at.price ? priceOf(at.price, at.purchase) : null;
  const bill = billLines({
    provider: machine.provider,
    instanceType: machine.instanceType,
    purchase: at.purchase,
    nodes: used,
    price: { usdPerHour: usd, source: at.price?.source ?? "no price given", asOf: at.price?.asOf ?? null },
    duration: d,
    stored: at.facts.download + meanKept(d) * at.facts.checkpoint + (request.dataBytes ?? 0),
    result: at.facts.result,
    dataPrices: request.dataPrices,
    moved: movedData(request, candidate, at.price),
    energy: electricity(request, candidate, d),
  });
  return { request, candidate, ...at, run, duration: d, seconds: runSeconds(d), bill, cost: billTotal(bill) };
}

/** The candidate at a price, for as many steps as the limits buy where the job wants the most; null where they buy none. */
function bought(request: PlanRequest, candidate: Candidate, at: At): Offering | null {
  const { goal } = request.target;
  if (goal.kind !== "most") return offering(request, candidate, at);
  const { confidence } = request.goal;
  const factor = margin(confidence, timeSigma(request, candidate));
  const within = (limit: number | null): number | null => (limit === null ? null : limit / factor);
  const limits = {
    ...goal,
    budget: within(goal.budget),
    gpuHours: within(goal.gpuHours),
    deadline: within(goal.deadline),
    carbon: within(goal.carbon),
  };
  const grams = goal.carbon === null ? null : gramsOf(request, candidate.bench.machine.provider, at.price?.region ?? null);
  const of = (steps: number): Offering => {
    const longer = { ...candidate, steps: withSteps(candidate.steps, steps), training: candidate.step * steps };
    return offering(request, longer, at);
  };
  const steps = mostSteps(limits, (count) => {
    const { cost, seconds, candidate: longer, duration: d } = of(count);
    const kwh = grams === null ? null : runEnergy(request, longer, d);
    const kgCo2e = kwh === null || grams === null ? null : (kwh * grams) / 1000;
    return { usd: cost, seconds, gpuHours: (candidate.bench.cluster.gpus * seconds) / HOUR, kgCo2e };
  });
  return steps === 0 ? null : of(steps);
}

function allOfferings(request: PlanRequest, candidates: readonly Candidate[]): readonly Offering[] {
  const [first] = candidates;
  if (!first) return [];
  const facts = runFacts(request, first);
  const found: Offering[] = [];
  const add = (candidate: Candidate, purchase: Purchase, price: Price | null): void => {
    const one = bought(request, candidate, { facts, purchase, price });
    if (one) found.push(one);
  };
  for (const candidate of candidates) {
    const { machine } = candidate.bench;
    if (machine.owned) {
      add(candidate, "owned", machine.prices[0] ?? null);
      continue;
    }
    for (const purchase of request.purchases) {
      if (purchase === "owned") continue;
      for (const price of regionsFor(request, machine, purchase)) add(candidate, purchase, price);
    }
  }
  return found;
}

/** A run that interruptions stretch beyond this many times its work is taken as one that never ends. */
const MOST_STRETCH = 20;

function progresses({ duration: d }: Offering): boolean {
  return d.restarts + d.lost < MOST_STRETCH * (d.training + d.input + d.evaluation + d.checkpoints);
}

/**
 * Every candidate at the cheapest price of each purchase that the request allows, and at its cleanest place where emissions count. Hardware without a price stays, its cost unknown; what is
 * interrupted too often to end is left out.
 */
export function everyOffering(request: PlanRequest, candidates: readonly Candidate[]): readonly Offering[] {
  return allOfferings(request, candidates).filter(progresses);
}

export interface Counted {
  readonly offered: readonly Offering[];
  /** Left out: at prices that nobody can count on, where others can be had. */
  readonly doubted: readonly Offering[];
}

/** Offerings without those at a doubted price, unless all that has a price is doubted. */
export function counted(all: readonly Offering[]): Counted {
  const firm = all.filter((o) => o.price?.doubt === undefined);
  return firm.some((o) => o.cost !== null)
    ? { offered: firm, doubted: all.filter((o) => o.price?.doubt !== undefined) }
    : { offered: all, doubted: [] };
}

/** The offerings that count. */
export function offerings(request: PlanRequest, candidates: readonly Candidate[]): readonly Offering[] {
  return counted(everyOffering(request, candidates)).offered;
}

/** Whether there are offers, and interruptions are why none of them is left. */
export function neverEnds(request: PlanRequest, candidates: readonly Candidate[]): boolean {
  return allOfferings(request, candidates).some((o) => !progresses(o));
}

/** Log-sd of a plan's time: the step's spread and the uncertainty of how many tokens there are. */
export function timeSigma(request: PlanRequest, candidate: Candidate): number {
  const { spreads } = candidate.bench.resolved;
  const a = request.model.architecture;
  const spread = a.moe || a.mla ? spreads.time.moe : request.method.lora ? spreads.time.adapter : spreads.time.dense;
  const { amount } = request.work;
  const tokens = amount.kind === "samples" && amount.lengths.uncertainty > 0 ? sigmaOf(1 + amount.lengths.uncertainty) : 0;
  return combine(combine(sigmaOf(spread), tokens), generationSigma(request, candidate));
}

/** Of all its instances, rent or depreciation by the hour; null without a price. */
export function hourlyUsd({ bill, candidate }: Offering): number | null {
  const { machine, cluster } = candidate.bench;
  const rent = bill.find((l) => l.id === "compute")?.unitPriceUsd ?? null;
  return rent === null ? null : rent * (machine.owned ? cluster.gpus / machine.node.gpus : cluster.nodes);
}
