import type { Figure, Range } from "../quantity.ts";
import { startupSeconds } from "../run/duration.ts";
import { slowdown } from "../run/slowdown.ts";
import { STEP_LAW } from "../run/recipe/batch-laws.ts";
import { divergence } from "../run/recipe/penalty.ts";
import { BAYESIAN, RANDOM_SEARCH } from "../run/sweep/counts.ts";
import { HALVING } from "../run/sweep/halving.ts";
import { type Campaign, campaign, type SweepKind, type SweepSpec, trialShare } from "../run/sweep/sweep.ts";
import { lawParameters } from "../run/target/target.ts";
import { HOUR, type Seconds, type Tokens } from "../units.ts";
import type { SweepResult } from "./campaign-result.ts";
import type { LearningResult } from "./learning-result.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";

const SOURCES: Readonly<Record<SweepKind, string>> = {
  grid: "every combination",
  random: RANDOM_SEARCH,
  bayesian: BAYESIAN,
  halving: HALVING,
  hyperband: HALVING,
  asha: "Li et al. 2020, 1810.05934 (ASHA); wall time by Graham's bound of greedy schedules, 1969",
  population: "Jaderberg et al. 2017, 1711.09846: every member trains to the end",
  "mu-transfer": "Yang et al. 2022, 2203.03466: settings found on a narrow model carry over",
};

const scaled = (range: Range, factor: number): Range => ({ p10: range.p10 * factor, p50: range.p50 * factor, p90: range.p90 * factor });

/** Seconds of a full trial without its start-up, and of a start. */
interface TrialTime {
  readonly trial: number;
  readonly start: number;
}

/** A share of the run without its start; shorter than the run, a trial is slowed by less. */
function trialSeconds(request: PlanRequest, o: Offering, share: number): Seconds {
  const { training, slowdown: slower } = o.duration;
  const steps = share * training;
  const { factor } = slowdown(request.assumptions, { training: steps, gpus: o.run.gpus, own: request.run.slowdown });
  return share * (o.seconds - startupSeconds(o.duration) - slower) + steps * (factor - 1);
}

function wall(c: Campaign, t: TrialTime, run: Range): Range {
  const start = c.startRounds * t.start;
  const [low, high] = [c.rounds.low * t.trial + start, c.rounds.high * t.trial + start];
  const middle = (low + high) / 2;
  return { p10: low * (run.p10 / run.p50), p50: middle, p90: high * (run.p90 / run.p50) };
}

/** StepLaw's optimum shifts with D^0.307: a shorter trial wants a lower rate. With a proxy the rates are those of the target. */
function bestRate(spec: SweepSpec, tokens: Tokens, learning: LearningResult): Figure | null {
  const { pDiverges, best } = learning.learningRate;
  if (pDiverges === null) return null;
  const trial = spec.proxy ? tokens : spec.length * tokens;
  const inputs = { best, trialTokens: trial, tokens };
  return { value: best * (trial / tokens) ** 0.307, why: { formula: "best x (trial tokens / tokens)^0.307", inputs, source: STEP_LAW } };
}

/** Share of the given learning rates that diverge, by the measured table; needs a law's optimum. */
function divergedShare(spec: SweepSpec, best: Figure | null): number | null {
  const rates = spec.space.find((d) => d.name === "learningRate")?.values ?? [];
  if (rates.length === 0 || best === null) return null;
  let total = 0;
  for (const rate of rates) total += divergence(rate / best.value);
  return total / rates.length;
}

/** Kinds whose trials all run to their end: those that patience can cut short. */
const WHOLE: ReadonlySet<SweepKind> = new Set(["grid", "random", "bayesian", "mu-transfer"]);

/**
 * A campaign in hours and money: full trials' worth of training and a start-up for each start, at the plan's rate. A proxy counts by its share of
 * parameters and tokens, as if it computed as efficiently; small models do worse. Workers that wait are taken to be given back.
 */
export function sweepResult(
  request: PlanRequest,
  o: Offering,
  at: { readonly run: Range; readonly cost: Range | null; readonly learning: LearningResult },
): SweepResult | null {
  const spec = request.sweep;
  if (spec === null) return null;
  const c = campaign(spec);
  const tokens = o.candidate.steps.usefulTokens;
  const share = trialShare(spec, { parameters: lawParameters(o.candidate.setup.table).all, tokens });
  const pretrains = request.method.kind === "pretrain" || request.method.kind === "continue";
  const best = bestRate(spec, tokens, at.learning);
  const startup = startupSeconds(o.duration);
  const time: TrialTime = { trial: trialSeconds(request, o, share), start: startup };
  const busy = c.runs * time.trial + c.starts * time.start;
  const factor = busy / o.seconds;
  const { gpus } = o.candidate.bench.cluster;
  const costUsd = at.cost && scaled(at.cost, factor);
  const full = (c.fullRuns * (time.trial + time.start)) / o.seconds;
  const saving = WHOLE.has(spec.kind) ? (at.learning.earlyStop?.saving ?? null) : null;
  return {
    kind: spec.kind,
    trials: c.trials,
    workers: spec.workers,
    space: spec.space.map(({ name, count }) => ({ name, count })),
    trialShare: share,
    trialTokens: spec.length * (spec.proxy?.tokens ?? tokens),
    runs: c.runs,
    fullRuns: c.fullRuns,
    starts: c.starts,
    brackets: c.brackets,
    gpuHours: scaled(at.run, (factor * gpus) / HOUR),
    runSeconds: wall(c, time, at.run),
    costUsd,
    fullCostUsd: at.cost && at.cost.p50 * full,
    withRunUsd: at.cost && scaled(at.cost, 1 + factor),
    regret: pretrains ? c.regret : null,
    bestRate: best,
    divergedShare: divergedShare(spec, best),
    earlyStopUsd: saving === null || at.cost === null ? null : (at.cost.p50 * c.runs * time.trial * saving) / o.seconds,
    why: {
      formula: "runs x trial + starts x start-up",
      inputs: { runs: c.runs, trialSeconds: time.trial, starts: c.starts, startSeconds: time.start, workers: spec.workers },
      source: SOURCES[spec.kind],
    },
  };
}
