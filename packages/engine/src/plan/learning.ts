import { Z90 } from "../doubt/range.ts";
import type { Figure, Range } from "../quantity.ts";
import { HYPERBOLA, batchCost, hyperbolaCritical } from "../run/recipe/batch-cost.ts";
import { batchSpread, type LawInput, rateSpread, type Spread } from "../run/recipe/batch-laws.ts";
import { batchExcess, divergence, type Excess, PENALTY, rateExcess } from "../run/recipe/penalty.ts";
import { bestWeightDecay, rescaledRate, TIMESCALE } from "../run/recipe/schedule.ts";
import { objectiveRate } from "../run/recipe/objective-rate.ts";
import { startingLearningRate } from "../run/recipe/starting-rate.ts";
import { KAPLAN, kaplanLoss } from "../run/target/kaplan.ts";
import {
  computeOptimalTokens,
  leastCompute,
  lossLaw,
  LOSS_LAWS,
  lossOf,
  type LossLaw,
  type Validity,
  tokensForExcess,
} from "../run/target/law.ts";
import { effectiveParameters, passWorth, REPETITION } from "../run/target/repetition.ts";
import { type LawParameters, lawParameters, worthOf } from "../run/target/target.ts";
import { TRANSFER, transferFactor } from "../run/target/transfer.ts";
import type { Tokens } from "../units.ts";
import { horizonsResult, measuredCritical, overfittingFigure, quantisedResult, servingResult } from "./learning-law.ts";
import { earlyStopResult, scheduleResult } from "./learning-recipe.ts";
import type { BatchResult, LawValue, LearningResult, LossResult, NextPass, OffBy, RateResult, SettingResult } from "./learning-result.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";

/** Standard error of E in the refit, and how far two seeds of one run end apart (Kaplan et al. 2020). */
const E_ERROR = 0.026;
const SEEDS = 0.02;
const CHARACTERS_PER_TOKEN = 4;

/** What the parts of the answer share. */
interface Learned {
  readonly request: PlanRequest;
  readonly offering: Offering;
  readonly law: LossLaw;
  readonly n: LawParameters;
  readonly d: Tokens;
  /** Tokens that differ; null where it isn't known. */
  readonly unique: Tokens | null;
}

/** Tokens that differ: as the job says, else those of one pass over the data. */
function uniqueOf(request: PlanRequest, useful: Tokens): Tokens | null {
  const { amount } = request.work;
  if (request.target.uniqueTokens !== null) return request.target.uniqueTokens;
  if (amount.kind === "samples") return useful / amount.epochs;
  return amount.kind === "tokens" && amount.epochs > 1 ? amount.tokens : null;
}

export function outside(span: Validity, value: number): boolean {
  return value < span.min || value > span.max;
}

/** Parameters that the law is asked with: the repetition law of C4 also counts those in excess of the data at less. */
function sizeIn(l: Learned, n: number): number {
  return l.law.id === "muennighoff" && l.unique !== null && l.unique < l.d ? effectiveParameters(l.law, n, l.unique) : n;
}

function lossAt(l: Learned, d: Tokens): number {
  return lossOf(l.law, sizeIn(l, l.n.all), worthOf(l.request.target, d, l.unique));
}

const fromScratch = (request: PlanRequest): boolean => request.method.kind === "pretrain";
const pretrains = (request: PlanRequest): boolean => fromScratch(request) || request.method.kind === "continue";

/** Loss at the end with its range: error of E, seeds, and for a mixture of experts all that lies between its active and its stored size. */
function lossResult(l: Learned): LossResult | null {
  if (!fromScratch(l.request)) return null;
  const { law, n, d } = l;
  const worth = worthOf(l.request.target, d, l.unique);
  const p50 = lossAt(l, d);
  const spread = Z90 * Math.hypot(law.eError ?? E_ERROR, SEEDS);
  const others: LawValue[] = LOSS_LAWS.filter((id) => id !== law.id && id !== "hoffmann-rounded").map((id) => {
    const other = lossLaw(id);
    return { id, value: lossOf(other, n.all, worth), source: other.source };
  });
  others.push({ id: "kaplan", value: kaplanLoss(n.inner, worth), source: KAPLAN });
  return {
    p10: Math.max(0, lossOf(law, sizeIn(l, n.stored), worth) - spread),
    p50,
    p90: p50 + spread,
    law: law.id,
    why: {
      formula: "E + A/N^alpha + B/D^beta",
      inputs: { E: law.e, A: law.a, B: law.b, alpha: law.alpha, beta: law.beta, N: sizeIn(l, n.all), D: worth },
      source: law.source,
    },
    others,
    extrapolated: outside(law.parameters, n.all) || outside(law.tokens, d),
  };
}

/** Cost of one pass: the instance-hours that train, over the passes. */
function passUsd(l: Learned, passes: number): number | null {
  const usd = l.offering.bill.find((line) => line.id === "compute")?.costUsd ?? null;
  return usd === null ? null : usd / passes;
}

function nextPass(l: Learned): NextPass | null {
  const { unique, d } = l;
  // Each pass over prompts has answers of its own.
  if (l.request.objective?.rollout) return null;
  if (unique === null || unique > d * 1.000001) return null;
  const passes = d / unique;
  return {
    worth: { value: passWorth(passes + 1), why: { formula: "e^(-(pass-1)/R*)", inputs: { pass: passes + 1 }, source: REPETITION } },
    lossDrop: fromScratch(l.request) ? lossAt(l, d) - lossAt(l, d + unique) : null,
    costUsd: passUsd(l, passes),
  };
}

/** Tokens that make up for an excess loss, at its median and its measured range. */
function repaid(l: Learned, excess: Excess | null): Range | null {
  if (!excess || !pretrains(l.request)) return null;
  const of = (share: number): number | null => tokensForExcess(l.law, { n: l.n.all, d: l.d, excess: share });
  const [p10, p50, p90] = [of(excess.low ?? excess.median), of(excess.median), of(excess.high ?? excess.median)];
  return p10 === null || p50 === null || p90 === null ? null : { p10, p50, p90 };
}

function settingOf(
  l: Learned,
  at: { readonly value: number; readonly given: boolean; readonly spread: Spread; readonly excess: Excess | null },
): SettingResult {
  const { value, given, spread, excess } = at;
  const ratio = value / spread.value;
  return {
    value,
    given,
    best: spread.value,
    low: spread.low,
    high: spread.high,
    laws: spread.laws,
    source: spread.source,
    excessLoss: excess && { value: excess.median, why: { formula: "measured excess loss", inputs: { ratio }, source: PENALTY } },
    tokensFactor: repaid(l, excess),
  };
}

function lawInput(l: Learned): LawInput {
  return { parameters: l.n.storedInner, tokens: l.d, loss: lossAt(l, l.d) };
}

/** The batch beside its laws. They are of pre-training: of fine-tuning none is known. */
function batchResult(l: Learned): BatchResult | null {
  if (!pretrains(l.request)) return null;
  const { bench, steps } = l.offering.candidate;
  const value = bench.globalBatch * steps.sequence;
  const spread = batchSpread("optimum", lawInput(l));
  const critical = batchSpread("critical", lawInput(l));
  const measured = measuredCritical(l.request, steps.sequence);
  const cost = batchCost(value, measured?.value ?? hyperbolaCritical(critical.value));
  const figure = (share: number): Figure => ({
    value: share,
    why: measured
      ? { formula: "1 + B_crit/B, 1 + B/B_crit", inputs: { batch: value, measured: measured.value }, source: HYPERBOLA }
      : {
          formula: "1 + B_crit/B, 1 + B/B_crit; B_crit five times Zhang's",
          inputs: { batch: value, zhang: critical.value },
          source: HYPERBOLA,
        },
  });
  return {
    ...settingOf(l, { value, given: l.request.work.globalBatch !== null, spread, excess: batchExcess(value / spread.value) }),
    critical: critical.value,
    criticalLow: critical.low,
    criticalHigh: critical.high,
    criticalLaws: critical.laws,
    measured,
    stepsOverLeast: figure(cost.steps),
    tokensOverLeast: figure(cost.tokens),
  };
}

/** What fine-tuning rules say, and how far around they are still reasonable. */
function ruleSpread(l: Learned): Spread {
  const { method, objective } = l.request;
  const { value, source } = objective ? objectiveRate(objective, method.lora !== null) : startingLearningRate(method, l.n.storedInner, l.d);
  return { value, low: value / 3, high: value * 3, source, laws: [{ id: "rule", value, source }] };
}

/** The measured table around the best rate: of pre-training. */
function ifOff(l: Learned): readonly OffBy[] {
  if (!pretrains(l.request)) return [];
  return [1 / 4, 1 / 2, 2, 4].flatMap((ratio) => {
    const excess = rateExcess(ratio);
    if (!excess) return [];
    const { median, low, high, diverges } = excess;
    return [
      {
        ratio,
        excessLoss: { p10: low ?? median, p50: median, p90: high ?? median },
        tokensFactor: tokensForExcess(l.law, { n: l.n.all, d: l.d, excess: median }),
        pDiverges: diverges,
      },
    ];
  });
}

function rateResult(l: Learned, batch: BatchResult | null): RateResult {
  const { request, offering } = l;
  const spread = pretrains(request) ? rateSpread(lawInput(l)) : ruleSpread(l);
  const given = request.training.learningRate;
  const value = given ?? spread.value;
  const excess = pretrains(request) ? rateExcess(value / spread.value) : null;
  const diverges = pretrains(request) ? divergence(value / spread.value) : null;
  const off = batch !== null && (batch.value > 2 * batch.best || batch.value < batch.best / 2);
  const sgd = offering.candidate.bench.optimizer.startsWith("sgd");
  return {
    ...settingOf(l, { value, given: given !== null, spread, excess }),
    pDiverges: diverges,
    ifOff: ifOff(l),
    rerunUsd: diverges === null || offering.cost === null ? null : diverges * offering.cost,
    atBatch: off
      ? {
          value: rescaledRate(spread.value, { from: batch.best, to: batch.value, sgd }),
          why: {
            formula: sgd ? "rate x B/B_0" : "rate x (B/B_0)^(1/2)",
            inputs: { from: batch.best, to: batch.value },
            source: "square-root rule of Adam, linear rule of SGD",
          },
        }
      : null,
  };
}

function transferOf(l: Learned): Figure | null {
  const { transfer } = l.request.target;
  if (transfer === null || fromScratch(l.request)) return null;
  const characters = CHARACTERS_PER_TOKEN * (l.unique ?? l.d);
  return {
    value: transferFactor(transfer, { n: l.n.inner, characters }),
    why: { formula: "(D_F + k D_F^alpha N^beta) / D_F", inputs: { kind: transfer, N: l.n.inner, characters }, source: TRANSFER },
  };
}

function decayOf(l: Learned, rate: number): Figure | null {
  if (!pretrains(l.request)) return null;
  const { steps } = l.offering.candidate.steps;
  return {
    value: bestWeightDecay({ rate, steps, n: l.n.all, d: l.d }),
    why: { formula: "1 / (eta S tau), tau = 1.084 (D/N)^-0.527", inputs: { rate, steps, N: l.n.all, D: l.d }, source: TIMESCALE },
  };
}

function sizeFigures(l: Learned): Pick<LearningResult, "computeOptimalTokens" | "computeOverLeast"> {
  if (!fromScratch(l.request)) return { computeOptimalTokens: null, computeOverLeast: null };
  const { law, n, d } = l;
  const worth = worthOf(l.request.target, d, l.unique);
  const least = leastCompute(law, lossOf(law, n.all, worth));
  const source = law.source;
  return {
    computeOptimalTokens: {
      value: computeOptimalTokens(law, n.all),
      why: { formula: "alpha A N^-alpha = beta B D^-beta", inputs: { N: n.all }, source },
    },
    computeOverLeast: least && {
      value: (6 * n.all * worth) / least.flop,
      why: { formula: "6 N D over the least 6 N D of the same loss", inputs: { N: n.all, D: worth, bestN: least.parameters }, source },
    },
  };
}

/** How much training a plan is, and what its batch and learning rate cost. */
export function learningOf(request: PlanRequest, offering: Offering): LearningResult {
  const { steps, setup } = offering.candidate;
  const d = steps.usefulTokens;
  const law = lossLaw(request.target.law);
  const l: Learned = { request, offering, law, n: lawParameters(setup.table), d, unique: uniqueOf(request, d) };
  const batch = batchResult(l);
  const learningRate = rateResult(l, batch);
  const { quality } = request.target;
  const scratch = fromScratch(request) ? { law, n: l.n, d, worth: worthOf(request.target, d, l.unique) } : null;
  return {
    goal: request.target.goal.kind,
    tokens: {
      value: d,
      why: { formula: "steps x batch x sequence, padding left out", inputs: { steps: steps.steps }, source: request.work.source },
    },
    tokensPerParameter: d / l.n.all,
    passes: l.unique === null ? null : d / l.unique,
    effectiveTokens: {
      value: worthOf(request.target, d, l.unique),
      why: { formula: "quality x U (1 + R* (1 - e^(-(D/U-1)/R*)))", inputs: { D: d, U: l.unique ?? d, quality }, source: REPETITION },
    },
    nextPass: nextPass(l),
    loss: lossResult(l),
    ...sizeFigures(l),
    transferFactor: transferOf(l),
    batch,
    learningRate,
    weightDecay: decayOf(l, learningRate.value),
    schedule: scheduleResult(request, offering),
    horizons: request.recipe.schedule === "cosine" || request.recipe.schedule === "wsd" ? horizonsResult(d) : null,
    quantised: scratch && quantisedResult(scratch),
    serving: scratch && servingResult(request, scratch),
    overfitting: scratch && overfittingFigure(scratch, { unique: l.unique, batch: batch?.value ?? steps.sequence }),
    earlyStop: earlyStopResult(request, offering),
  };
}
