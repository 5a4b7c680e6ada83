import { rangeOf, sigmaOf, Z90 } from "../doubt/range.ts";
import type { Range, Why } from "../quantity.ts";
import { type AssumptionId, ASSUMPTIONS } from "../run/assumptions.ts";
import { lossesOf } from "../run/duration.ts";
import { jobMtbf, mtbfInputs } from "../run/failures.ts";
import { slowdown } from "../run/slowdown.ts";
import { spotTerms } from "../run/spot.ts";
import { withSteps } from "../run/steps.ts";
import { HOUR } from "../units.ts";
import type { Candidate } from "./candidate.ts";
import { type Known, openFacts } from "./facts.ts";
import { type Offering, offerings, timeSigma } from "./offering.ts";
import { held } from "./pins.ts";
import type { PlanRequest } from "./request.ts";
import { STALE_PRICE } from "./spread.ts";
import { priceStale } from "./warnings.ts";
import type { Ends, Swing } from "./whatif-result.ts";

/** A chosen plan with the request that has it as its only answer, for as many steps as it takes. */
interface At {
  readonly request: PlanRequest;
  readonly chosen: Offering;
}

/** What a plan takes at an end of an input. */
interface End {
  readonly cost: number | null;
  readonly seconds: number;
  readonly memory: number;
}

const endOf = (o: Offering): End => ({ cost: o.cost, seconds: o.seconds, memory: o.candidate.memory });

/** The plan estimated again under a request, or with a candidate, that differs; nothing where the run no longer ends. */
function again({ chosen }: At, request: PlanRequest, candidate: Candidate = chosen.candidate): readonly End[] {
  const [machine = candidate.bench.machine] = request.machines;
  return offerings(request, [{ ...candidate, bench: { ...candidate.bench, machine } }]).map(endOf);
}

function slower(at: At, factor: number): readonly End[] {
  const { candidate } = at.chosen;
  return again(at, at.request, { ...candidate, step: factor * candidate.step, training: factor * candidate.training });
}

function spanOf(values: readonly number[]): Ends {
  return { low: Math.min(...values), high: Math.max(...values) };
}

type Named = Pick<Swing, "id" | "path" | "input" | "why">;

/** The least and the most over the ends and the plan itself; nothing where the input moves nothing. */
function swing(at: At, named: Named, ends: readonly End[]): readonly Swing[] {
  const all = [endOf(at.chosen), ...ends];
  const costs = all.flatMap((e) => e.cost ?? []);
  const found: Swing = {
    ...named,
    costUsd: costs.length === all.length ? spanOf(costs) : null,
    runSeconds: spanOf(all.map((e) => e.seconds)),
    memoryBytes: spanOf(all.map((e) => e.memory)),
  };
  return Math.max(...reaches(found)) > 1e-9 ? [found] : [];
}

const reach = (s: Ends | null): number => (s && s.low > 0 ? Math.log(s.high / s.low) : 0);
const reaches = (s: Swing): readonly number[] => [reach(s.costUsd), reach(s.runSeconds), reach(s.memoryBytes)];

const why = (formula: string, inputs: Why["inputs"], source: string): Why => ({ formula, inputs, source });
const RESIDUALS = "residuals of predictions of measured runs";

function stepSwing(at: At): readonly Swing[] {
  const { request, chosen } = at;
  const { amount } = request.work;
  const counted =
    amount.kind === "samples"
      ? { ...request, work: { ...request.work, amount: { ...amount, lengths: { ...amount.lengths, uncertainty: 0 } } } }
      : request;
  const sigma = timeSigma(counted, chosen.candidate);
  const range = rangeOf(chosen.candidate.step, sigma);
  const named: Named = {
    id: "step",
    path: null,
    input: { ...range, unit: "s" },
    why: why("p50 x e^(+-1.28 sigma)", { sigma }, RESIDUALS),
  };
  const factor = range.p90 / range.p50;
  return swing(at, named, [...slower(at, 1 / factor), ...slower(at, factor)]);
}

function tokenSwing(at: At): readonly Swing[] {
  const { candidate } = at.chosen;
  const { amount, source } = at.request.work;
  const uncertainty = amount.kind === "samples" ? amount.lengths.uncertainty : 0;
  if (uncertainty === 0) return [];
  const { usefulTokens, steps } = candidate.steps;
  const factor = 1 + uncertainty;
  const range: Range = { p10: usefulTokens / factor, p50: usefulTokens, p90: usefulTokens * factor };
  const longer = (by: number): readonly End[] =>
    again(at, at.request, { ...candidate, steps: withSteps(candidate.steps, steps * by), training: candidate.training * by });
  const named: Named = {
    id: "tokens",
    path: "data.file",
    input: { ...range, unit: "tokens" },
    why: why("p50 x (1 + u), p50 / (1 + u)", { u: uncertainty }, source),
  };
  return swing(at, named, [...longer(1 / factor), ...longer(factor)]);
}

function memorySwing(at: At): readonly Swing[] {
  const { memory, bench } = at.chosen.candidate;
  const sigma = sigmaOf(bench.resolved.spreads.memory);
  const range = rangeOf(memory, sigma);
  const named: Named = {
    id: "memory",
    path: null,
    input: { ...range, unit: "B" },
    why: why("p50 x e^(+-1.28 sigma)", { sigma }, RESIDUALS),
  };
  const of = (bytes: number): End => ({ ...endOf(at.chosen), memory: bytes });
  return swing(at, named, [of(range.p10), of(range.p90)]);
}

function slowdownSwing(at: At): readonly Swing[] {
  const { assumptions, run } = at.request;
  const { training } = at.chosen.duration;
  const { gpus } = at.chosen.run;
  const { factor, down, up } = slowdown(assumptions, { training, gpus, own: run.slowdown });
  const range: Range = { p10: Math.exp(-down), p50: 1, p90: Math.exp(up) };
  const named: Named = {
    id: "run-slowdown",
    path: "run.slowdown",
    input: { p10: factor * range.p10, p50: factor, p90: factor * range.p90, unit: "x" },
    why: why("range of complete runs ^ (training / (training + a day))", { training, gpus }, assumptions["run-slowdown"].source),
  };
  return swing(at, named, [...slower(at, range.p10), ...slower(at, range.p90)]);
}

/** Assumptions that are choices of the plan rather than facts nobody knows, and those that have a line of their own. */
const NO_DOUBT: ReadonlySet<AssumptionId> = new Set(["checkpoint-every-seconds", "checkpoints-kept", "fine-tuning-batch", "run-slowdown"]);

/** Fields in which a job gives a figure of its own. */
const FIELDS: Partial<Readonly<Record<AssumptionId, string>>> = {
  "read-bytes-per-second": "data.readRate",
  "tokens-per-second-per-core": "data.preprocessing.tokensPerSecondPerCore",
  "site-pue": "energy.pue",
};

const unitOf = (id: AssumptionId): string => (id.endsWith("bytes-per-second") ? "B/s" : id.endsWith("-seconds") ? "s" : "");

/** Every stated assumption with a range: start-up, stores, restarts, power. */
function assumptionSwings(at: At): readonly Swing[] {
  const { assumptions } = at.request;
  return ASSUMPTIONS.filter((id) => !NO_DOUBT.has(id)).flatMap((id) => {
    const { value, low, high, source } = assumptions[id];
    const end = (v: number): readonly End[] =>
      again(at, { ...at.request, assumptions: { ...assumptions, [id]: { value: v, low: v, high: v, source } } });
    const named: Named = {
      id,
      path: FIELDS[id] ?? null,
      input: { p10: low, p50: value, p90: high, unit: unitOf(id) },
      why: why("stated assumption", {}, source),
    };
    return low === high ? [] : swing(at, named, [...end(low), ...end(high)]);
  });
}

/** Failures as often as in the tenth and the ninetieth of the systems that were measured. */
function failureSwing(at: At): readonly Swing[] {
  const { request, chosen } = at;
  const { failures } = request.run;
  if (!failures.counted) return [];
  const { gpus, nodes } = chosen.candidate.bench.cluster;
  const size = { gpus, nodes, perThousandNodeDays: failures.perThousandNodeDays };
  const { perThousandNodeDays: p50 = 0 } = mtbfInputs(chosen.facts.failures, size);
  const mtbf = jobMtbf(chosen.facts.failures, size);
  const range: Range = { p10: (p50 * mtbf.value) / mtbf.high, p50, p90: (p50 * mtbf.value) / mtbf.low };
  const end = (perThousandNodeDays: number): readonly End[] =>
    again(at, { ...request, run: { ...request.run, failures: { ...failures, perThousandNodeDays } } });
  const named: Named = {
    id: "failures",
    path: "run.failures.perThousandNodeDays",
    input: { ...range, unit: "per-thousand-node-days" },
    why: why("1 / (nodes x rate)", { mtbf: mtbf.value }, chosen.facts.failures.source),
  };
  return swing(at, named, [...end(range.p10), ...end(range.p90)]);
}

/** By chance a run meets more or fewer interruptions than it may expect. */
function chanceSwing(at: At): readonly Swing[] {
  const { chosen } = at;
  if (!Number.isFinite(chosen.run.interruptions.mtbf)) return [];
  const { losses } = lossesOf(chosen.run);
  const seconds = Z90 * losses.deviation;
  const least = Math.max(0, losses.restarts + losses.lost - seconds);
  const hourly = chosen.bill.find((l) => l.id === "compute");
  const perSecond = hourly?.costUsd && hourly.quantity > 0 ? ((hourly.unitPriceUsd ?? 0) * chosen.candidate.bench.cluster.nodes) / HOUR : 0;
  const moved = (by: number): End => {
    const end = endOf(chosen);
    return { ...end, seconds: end.seconds + by, cost: end.cost === null ? null : end.cost + by * perSecond };
  };
  const named: Named = {
    id: "chance",
    path: null,
    input: { p10: least, p50: losses.restarts + losses.lost, p90: losses.restarts + losses.lost + seconds, unit: "s" },
    why: why(
      "expected +- 1.28 deviations",
      { expected: losses.failures, deviation: losses.deviation },
      "interruptions of a Poisson process",
    ),
  };
  return swing(at, named, [moved(least - losses.restarts - losses.lost), moved(seconds)]);
}

function spotSwings(at: At): readonly Swing[] {
  const { request, chosen } = at;
  const { machine, cluster } = chosen.candidate.bench;
  const terms = chosen.purchase === "spot" ? spotTerms(request.spot, machine.provider, cluster.accelerator.id) : null;
  if (!terms) return [];
  return (["lifetime", "availability"] as const).flatMap((key) => {
    const { value, low, high } = terms[key];
    const end = (v: number): readonly End[] => again(at, { ...request, spot: [{ ...terms, [key]: { value: v, low: v, high: v } }] });
    const named: Named = {
      id: `spot-${key}`,
      path: `spot.${key}`,
      input: { p10: low, p50: value, p90: high, unit: key === "lifetime" ? "s" : "" },
      why: why("traces of spot instances", {}, terms.source),
    };
    return swing(at, named, [...end(low), ...end(high)]);
  });
}

function priceSwing(at: At): readonly Swing[] {
  const { request, chosen } = at;
  const rate = chosen.bill.find((l) => l.id === "compute")?.unitPriceUsd ?? null;
  if (rate === null || chosen.cost === null || !priceStale(request, chosen)) return [];
  const range = rangeOf(rate, STALE_PRICE);
  let hourly = 0;
  for (const l of chosen.bill) if (l.id === "compute" || l.id === "startup") hourly += l.costUsd ?? 0;
  const { cost } = chosen;
  const end = (usd: number): End => ({ ...endOf(chosen), cost: cost + hourly * (usd / rate - 1) });
  const named: Named = {
    id: "price",
    path: "where.prices.file",
    input: { ...range, unit: "USD/h" },
    why: why("p50 x e^(+-1.28 x 0.2)", { sigma: STALE_PRICE }, "prices of 2026 moved by a fifth and more in a quarter"),
  };
  return swing(at, named, [end(range.p10), end(range.p90)]);
}

/** Facts of the reader's world that the job leaves open: lengths of samples, what connects the cards, which card it is. */
function factSwings(asked: PlanRequest, at: At, known: Known): readonly Swing[] {
  const facts = openFacts(asked, at.chosen, known).filter((f) => f.question !== "price" && f.question !== "tokenizer");
  return facts.flatMap((f) => {
    const ends = f.answers.map((a) => endOf(a.offering));
    const options = f.options.length > 0 ? { options: f.options.join(", ") } : {};
    return swing(
      at,
      { id: f.question, path: f.path, input: null, why: why("each answer planned again", options, "the job leaves it open") },
      ends,
    );
  });
}

/** Every uncertain input alone from its P10 to its P90: what the doubt about a plan is made of. */
export function tornado(asked: PlanRequest, chosen: Offering, known: Known): readonly Swing[] {
  const request = held(asked, chosen);
  const at: At = { request: { ...request, target: { ...request.target, goal: { kind: "given" } } }, chosen };
  const all = [
    ...stepSwing(at),
    ...tokenSwing(at),
    ...memorySwing(at),
    ...slowdownSwing(at),
    ...assumptionSwings(at),
    ...failureSwing(at),
    ...chanceSwing(at),
    ...spotSwings(at),
    ...priceSwing(at),
    ...factSwings(asked, at, known),
  ];
  return all
    .map((found) => ({ found, by: reaches(found) }))
    .sort((a, b) => (b.by[0] ?? 0) - (a.by[0] ?? 0) || (b.by[1] ?? 0) - (a.by[1] ?? 0) || (b.by[2] ?? 0) - (a.by[2] ?? 0))
    .map((s) => s.found);
}
