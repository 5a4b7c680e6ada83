import { sigmaOf, Z90 } from "../doubt/range.ts";
import type { Accelerator } from "../machine/accelerator.ts";
import { precisionPeak } from "../time/matmul.ts";
import { billedSeconds, meanKept, startupSeconds } from "../run/duration.ts";
import { type AssumptionId, ASSUMPTIONS } from "../run/assumptions.ts";
import { slowdown } from "../run/slowdown.ts";
import { lawParameters } from "../run/target/target.ts";
import { conventions } from "../work/conventions.ts";
import { hardwareFlop, modelFlop, operatorFlops } from "../work/flops.ts";
import type { Range } from "../quantity.ts";
import { gridOf } from "./emissions.ts";
import { hoursOf, powerOf, pueOf } from "./energy.ts";
import { spansOf } from "./narrow.ts";
import { type Offering, timeSigma } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan } from "./result.ts";
import { STALE_PRICE, startupRange, stopRange } from "./spread.ts";
import { stepShares } from "./waterfall.ts";

/** A number that a plan was worked out with and that its result doesn't hold, with who says so. */
export interface Fact {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
}

/** Facts by name, in groups. */
export interface Facts {
  readonly [name: string]: Fact | Facts;
}

const ENGINE = "worked out from the parts of the run";
const RESIDUALS = "residuals of predictions of measured runs (calibration.json)";

function cardFacts(card: Accelerator, peak: number): Facts {
  const source = `${card.name}: ${card.source}`;
  return {
    memory: { value: card.memory, unit: "B", source: card.memoryReported ? `${source}; as the driver reports it` : source },
    peak: { value: peak, unit: "FLOP/s", source },
    bandwidth: { value: card.bandwidth, unit: "B/s", source },
    ...(card.power === null ? {} : { power: { value: card.power, unit: "W", source } }),
  };
}

const seconds = (value: number, source = ENGINE): Fact => ({ value, unit: "s", source });
const ratio = (value: number, source: string): Fact => ({ value, unit: "x", source });

function rangeFacts(r: Range, source: string): Facts {
  return { p10: seconds(r.p10, source), p50: seconds(r.p50, source), p90: seconds(r.p90, source) };
}

/** By how much what the job leaves open widens the ranges: each end over the plan's own. */
function openFactors(request: PlanRequest, o: Offering, plan: Plan): Facts {
  const own = spansOf({ request, offering: o, stale: plan.priceStale });
  const source = "the plan estimated again under each answer that the job leaves open; 1 where none is open";
  const of = (whole: Range, part: Range): Facts => ({
    down: ratio(whole.p10 > 0 ? part.p10 / whole.p10 : 1, source),
    up: ratio(part.p90 > 0 ? whole.p90 / part.p90 : 1, source),
  });
  const paid: Range = { p10: own.paid.p10, p50: own.paid.p50, p90: own.paid.p90 };
  const hours = (x: number): number => (3600 * x) / plan.gpus;
  const whole: Range = { p10: hours(plan.gpuHours.p10), p50: hours(plan.gpuHours.p50), p90: hours(plan.gpuHours.p90) };
  return {
    step: of(plan.stepSeconds, own.step),
    run: of(plan.runSeconds, own.run),
    paid: of(whole, paid),
    ...(plan.costUsd && own.cost ? { cost: of(plan.costUsd, own.cost) } : {}),
  };
}

function flopFacts(request: PlanRequest, o: Offering): Facts {
  const { setup, steps } = o.candidate;
  const at = { sequence: steps.sequence, recompute: setup.layout.recompute, counting: "half" } as const;
  const operators = operatorFlops(setup.table, request.method, at);
  const all = conventions(setup.table, steps.sequence);
  const share = modelFlop(operators) / (all[0]?.flopPerToken ?? 1);
  const source = "2 FLOPs a multiply-add; backward twice, once for frozen weights";
  return {
    model: { value: modelFlop(operators), unit: "FLOP/token", source },
    hardware: { value: hardwareFlop(operators), unit: "FLOP/token", source: `${source}; recomputation counted` },
    conventions: Object.fromEntries(all.map((c) => [c.id, { value: share * c.flopPerToken, unit: "FLOP/token", source: c.source }])),
  };
}

function moneyFacts(o: Offering): Facts {
  const { candidate, duration: d } = o;
  const { machine, cluster } = candidate.bench;
  const machines = machine.owned ? cluster.gpus / machine.node.gpus : cluster.nodes;
  let hourly = 0;
  let rented = 0;
  let rest = 0;
  for (const l of o.bill) {
    if (l.id === "compute" || l.id === "startup") rented += l.costUsd ?? 0;
    if (l.id === "compute" || l.id === "startup" || l.id === "energy") hourly += l.costUsd ?? 0;
    else rest += l.costUsd ?? 0;
  }
  const hours = (billedSeconds(d) * cluster.gpus) / 3600;
  return {
    machines: { value: machines, unit: "count", source: "GPUs of the plan over those of an instance" },
    instanceGpus: { value: machine.node.gpus, unit: "count", source: `the instance type, ${machine.instanceType}` },
    instancesGpus: { value: cluster.nodes * machine.node.gpus, unit: "count", source: "whole instances" },
    hourly: { value: hourly, unit: "USD", source: "lines of the bill that are paid by the hour" },
    rest: { value: rest, unit: "USD", source: "lines of the bill that aren't" },
    usdPerGpuHour: { value: hours > 0 ? rented / hours : 0, unit: "USD/GPU-hour", source: "instance-hours of the bill over GPU-hours" },
  };
}

function energyFacts(request: PlanRequest, o: Offering): Facts {
  const { candidate, duration: d } = o;
  const power = powerOf(request, candidate);
  if (!power) return {};
  const a = request.assumptions;
  const { machine, cluster } = candidate.bench;
  const { training, waiting } = hoursOf(d, cluster.gpus);
  const pue = pueOf(request, machine);
  const own = request.energy.watts !== null;
  const spreads = [a["busy-load"], pue, ...(own ? [] : [a["server-power"]])];
  const source = "80 % ranges of load, server and PUE, in squares of logarithms";
  const log = (x: number): Fact => ({ value: x, unit: "log", source });
  const grid = gridOf(request, o);
  const grams = (value: number): Fact => ({ value, unit: "g/kWh", source: grid.source });
  return {
    trainingHours: { value: training, unit: "GPU-hour", source: "training, slower weeks, evaluation, work done again" },
    waitingHours: { value: waiting, unit: "GPU-hour", source: "start-up, checkpoints, restarts, waiting for data" },
    trainingWatts: { value: power.training, unit: "W", source: a["busy-load"].source },
    waitingWatts: { value: power.waiting, unit: "W", source: a["idle-load"].source },
    rated: {
      value: request.energy.watts ?? cluster.accelerator.power ?? 0,
      unit: "W",
      source: own ? "the job" : cluster.accelerator.source,
    },
    pue: { value: pue.value, unit: "x", source: pue.source },
    grid: { p10: grams(grid.p10), p50: grams(grid.p50), p90: grams(grid.p90) },
    down: log(Math.hypot(...spreads.map((s) => Math.log(s.value / s.low)))),
    up: log(Math.hypot(...spreads.map((s) => Math.log(s.high / s.value)))),
  };
}

const unitOf = (id: AssumptionId): string => (id.endsWith("bytes-per-second") ? "B/s" : id.endsWith("-seconds") ? "s" : "x");

/** The stated assumptions, each with its source. */
function assumed({ assumptions }: PlanRequest): Facts {
  return Object.fromEntries(
    ASSUMPTIONS.map((id) => [id, { value: assumptions[id].value, unit: unitOf(id), source: assumptions[id].source }]),
  );
}

/** Everything that a plan's numbers were worked out with beside what its result holds. */
export function factsOf(request: PlanRequest, o: Offering, plan: Plan): Facts {
  const { candidate, duration: d } = o;
  const { bench, setup, steps } = candidate;
  const card = bench.cluster.accelerator;
  const peak = setup.precision === "fp8" ? (card.peak.fp8 ?? precisionPeak(setup)) : precisionPeak(setup);
  const run = slowdown(request.assumptions, { training: d.training, gpus: o.run.gpus, own: request.run.slowdown });
  const log = (value: number, source: string): Fact => ({ value, unit: "log", source });
  const slow = request.assumptions["run-slowdown"].source;
  const step = timeSigma(request, candidate);
  const shares = stepShares(o, plan);
  return {
    assumptions: assumed(request),
    card: cardFacts(card, peak),
    flop: flopFacts(request, o),
    sequence: { value: steps.sequence, unit: "tokens", source: `${request.work.source}; padded ${bench.padding}` },
    sequences: {
      value: steps.tokens / steps.sequence,
      unit: "sequences",
      source: "samples x passes; where samples are packed, steps x batch",
    },
    lawParameters: {
      value: lawParameters(setup.table).all,
      unit: "parameters",
      source: "parameters that a token uses, as laws of loss count them",
    },
    memorySigma: log(sigmaOf(bench.resolved.spreads.memory), RESIDUALS),
    timeSigma: log(step, `${RESIDUALS}; doubt about the number of tokens`),
    priceSigma: log(
      plan.priceStale ? Z90 * STALE_PRICE : 0,
      "prices of 2026 moved by a fifth and more in a quarter; 0 for a price of the last month",
    ),
    slowdown: { down: log(run.down, slow), up: log(run.up, slow) },
    duration: {
      training: seconds(d.training),
      slowdown: seconds(d.slowdown),
      input: seconds(d.input),
      evaluation: seconds(d.evaluation),
      checkpoints: seconds(d.checkpoints),
      restarts: seconds(d.restarts),
      lost: seconds(d.lost),
      waiting: seconds(d.waiting),
      boot: seconds(d.boot),
      download: seconds(d.download),
      compile: seconds(d.compile),
      startup: seconds(startupSeconds(d)),
      billed: seconds(billedSeconds(d)),
    },
    startup: rangeFacts(startupRange(request, o), "assumptions of boot, image, download, compilation, rendezvous (assumptions.json)"),
    stops: rangeFacts(stopRange(request, o, "all"), "rates of interruption at the ends of their ranges, and chance"),
    paidStops: rangeFacts(stopRange(request, o, "paid"), "the same without unpaid waiting"),
    open: openFactors(request, o, plan),
    shares: Object.fromEntries(shares.map(([id, value]) => [id, { value, unit: "share", source: "terms of the step" }])),
    money: moneyFacts(o),
    forwardShare: ratio(o.run.forwardShare, "FLOPs of forward passes over all of a step"),
    ...(request.goal.budget === null ? {} : { budget: { value: request.goal.budget, unit: "USD", source: "goal.budget of the job" } }),
    ...(request.goal.deadline === null ? {} : { deadline: seconds(request.goal.deadline, "goal.deadline of the job") }),
    ...(request.goal.carbon === null ? {} : { carbon: { value: request.goal.carbon, unit: "kg", source: "goal.carbon of the job" } }),
    stored: {
      value: o.facts.download + meanKept(d) * o.facts.checkpoint + (request.dataBytes ?? 0),
      unit: "B",
      source: "weights, checkpoints kept on average, data",
    },
    result: { value: o.facts.result, unit: "B", source: "what was trained: 2 B a parameter, 4 B of adapters" },
    energy: energyFacts(request, o),
  };
}
