import { combine, rangeOf, sigmaOf, Z90 } from "../doubt/range.ts";
import { totalParameters } from "../model/parameters.ts";
import { billLines, type BillLine, billTotal } from "../money/bill.ts";
import type { Price, Purchase } from "../money/offer.ts";
import type { Range } from "../quantity.ts";
import { trainableParameters } from "../method/trainable.ts";
import { checkpointBytes, type Duration, duration, type RunInput, runSeconds } from "../run/duration.ts";
import { HOUR, type Seconds, type Usd } from "../units.ts";
import { operatorFlops } from "../work/flops.ts";
import type { Candidate } from "./candidate.ts";
import { withSteps } from "../run/steps.ts";
import type { PlanRequest } from "./request.ts";
import { margin, mostSteps } from "./spend.ts";

/** What a request's runs share, worked out once. */
export interface RunFacts {
  readonly download: number;
  readonly checkpoint: number;
  readonly result: number;
  readonly forwardShare: number;
}

function runFacts(request: PlanRequest, sample: Candidate): RunFacts {
  const { method, model } = request;
  const { table } = sample.setup;
  const t = trainableParameters(table, method);
  const operators = operatorFlops(table, method, {
    sequence: sample.steps.sequence,
    recompute: sample.setup.layout.recompute,
    counting: "half",
  });
  let forward = 0;
  let all = 0;
  for (const o of operators) {
    forward += o.forward;
    all += o.forward + o.backward + o.recompute;
  }
  const scratch = method.kind === "pretrain";
  return {
    download: scratch ? 0 : (model.checkpoint ?? 2 * totalParameters(table)),
    checkpoint: checkpointBytes(t.trained, t.adapters, true),
    result: checkpointBytes(t.trained, t.adapters, false),
    forwardShare: forward / all,
  };
}

/** A candidate at a price. */
export interface Offering {
  readonly candidate: Candidate;
  readonly purchase: Purchase;
  readonly price: Price | null;
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

function runInput(request: PlanRequest, candidate: Candidate, facts: RunFacts): RunInput {
  const { bench, steps } = candidate;
  return {
    spec: request.run,
    assumptions: request.assumptions,
    steps: steps.steps,
    stepSeconds: candidate.step,
    globalBatch: bench.globalBatch,
    forwardShare: facts.forwardShare,
    nodes: bench.cluster.nodes,
    owned: bench.machine.owned,
    compiles: bench.compile,
    download: facts.download,
    checkpoint: facts.checkpoint,
  };
}

interface At {
  readonly facts: RunFacts;
  readonly purchase: Purchase;
  readonly price: Price | null;
}

function offering(request: PlanRequest, candidate: Candidate, at: At): Offering {
  const { machine, cluster } = candidate.bench;
  const run = runInput(request, candidate, at.facts);
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
    stored: at.facts.download + d.checkpointsKept * at.facts.checkpoint + (request.dataBytes ?? 0),
    result: at.facts.result,
    dataPrices: request.dataPrices,
  });
  return { candidate, purchase: at.purchase, price: at.price, run, duration: d, seconds: runSeconds(d), bill, cost: billTotal(bill) };
}

/** The candidate at a price, for as many steps as the limits buy where the job wants the most; null where they buy none. */
function bought(request: PlanRequest, candidate: Candidate, at: At): Offering | null {
  const { goal } = request.target;
  if (goal.kind !== "most") return offering(request, candidate, at);
  const { confidence } = request.goal;
  const factor = margin(confidence, timeSigma(request, candidate));
  const within = (limit: number | null): number | null => (limit === null ? null : limit / factor);
  const limits = { ...goal, budget: within(goal.budget), gpuHours: within(goal.gpuHours), deadline: within(goal.deadline) };
  const of = (steps: number): Offering => {
    const longer = { ...candidate, steps: withSteps(candidate.steps, steps), training: candidate.step * steps };
    return offering(request, longer, at);
  };
  const steps = mostSteps(limits, (count) => {
    const { cost, seconds } = of(count);
    return { usd: cost, seconds, gpuHours: (candidate.bench.cluster.gpus * seconds) / HOUR };
  });
  return steps === 0 ? null : of(steps);
}

/** Every candidate at the cheapest price of each purchase that the request allows. Hardware without a price stays, its cost unknown. */
export function offerings(request: PlanRequest, candidates: readonly Candidate[]): readonly Offering[] {
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
      const price = purchase === "owned" ? null : cheapest(machine.prices, purchase);
      if (price) add(candidate, purchase, price);
    }
  }
  return found;
}

/** Log-sd of a plan's time: the step's spread and the uncertainty of how many tokens there are. */
export function timeSigma(request: PlanRequest, candidate: Candidate): number {
  const { spreads } = candidate.bench.resolved;
  const a = request.model.architecture;
  const spread = a.moe || a.mla ? spreads.time.moe : request.method.lora ? spreads.time.adapter : spreads.time.dense;
  const { amount } = request.work;
  const tokens = amount.kind === "samples" && amount.lengths.uncertainty > 0 ? sigmaOf(1 + amount.lengths.uncertainty) : 0;
  return combine(sigmaOf(spread), tokens);
}

/** Start-up between its assumptions' low and high figures: independent, so their distances add in squares. */
function startupRange(request: PlanRequest, o: Offering): Range {
  const a = request.assumptions;
  const { boot, download, compile } = o.duration;
  const p50 = boot + download + compile;
  const shares = (["boot-seconds", "image-seconds", "compile-seconds", "rendezvous-seconds", "download-bytes-per-second"] as const).map(
    (id) => {
      const { value, low, high } = a[id];
      if (id === "download-bytes-per-second") return { down: download * (1 - value / high), up: download * (value / low - 1) };
      const used = id === "boot-seconds" || id === "image-seconds" ? boot > 0 : id === "compile-seconds" ? o.run.compiles : o.run.nodes > 1;
      return used ? { down: value - low, up: high - value } : { down: 0, up: 0 };
    },
  );
  return { p10: Math.max(0, p50 - Math.hypot(...shares.map((s) => s.down))), p50, p90: p50 + Math.hypot(...shares.map((s) => s.up)) };
}

/** Training moves with the step, start-up with its assumptions. */
export function runRange(request: PlanRequest, o: Offering, sigma: number): Range {
  const startup = startupRange(request, o);
  const moving = rangeOf(o.seconds - startup.p50, sigma);
  return {
    p10: o.seconds - Math.hypot(moving.p50 - moving.p10, startup.p50 - startup.p10),
    p50: o.seconds,
    p90: o.seconds + Math.hypot(moving.p90 - moving.p50, startup.p90 - startup.p50),
  };
}

/** Log-sd of a price that wasn't read within the last month: prices of 2026 moved by a fifth and more in a quarter. */
const STALE_PRICE = 0.2;

/** Cost moves with the hours and, where the price is old, with the price; storage and egress are taken along at their median. */
export function costRange(o: Offering, run: Range, stale: boolean): Range | null {
  if (o.cost === null) return null;
  let hourly = 0;
  for (const line of o.bill) if (line.id === "compute" || line.id === "startup") hourly += line.costUsd ?? 0;
  const rest = o.cost - hourly;
  const price = stale ? Z90 * STALE_PRICE : 0;
  const down = Math.hypot(Math.log(run.p50 / run.p10), price);
  const up = Math.hypot(Math.log(run.p90 / run.p50), price);
  return { p10: hourly * Math.exp(-down) + rest, p50: o.cost, p90: hourly * Math.exp(up) + rest };
}
