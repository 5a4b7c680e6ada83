import type { Parameters, Tokens } from "../../units.ts";
import { BAYESIAN_WORTH, expectedRegret, gridTrials, randomTrials, type Regret } from "./counts.ts";
import { halvingRungs, hyperbandBrackets, type Rung, rungRounds, rungRuns, rungStarts } from "./halving.ts";

export const SWEEPS = ["grid", "random", "bayesian", "halving", "hyperband", "asha", "population", "mu-transfer"] as const;
export type SweepKind = (typeof SWEEPS)[number];

/** A setting that is searched: how many values, and which where they are known. */
export interface Dimension {
  readonly name: string;
  readonly count: number;
  readonly values: readonly number[];
}

/** A smaller run whose best settings are carried over; null tokens: as many as the target's. */
export interface Proxy {
  readonly parameters: Parameters;
  readonly tokens: Tokens | null;
}

/** A search for settings. */
export interface SweepSpec {
  readonly kind: SweepKind;
  /** Null: what the space, or `top` and `probability`, ask for. */
  readonly trials: number | null;
  readonly space: readonly Dimension[];
  /** Runs at a time. */
  readonly workers: number;
  /** Share of the final run that a full trial takes. */
  readonly length: number;
  /** One in so many goes on. */
  readonly reduction: number;
  /** Share of a full trial that the first rung takes; null: as short as the number of trials allows. */
  readonly shortest: number | null;
  /** Trials go on from their checkpoint; else each rung begins anew. */
  readonly resume: boolean;
  /** To land among this best share with that probability. */
  readonly top: number;
  readonly probability: number;
  readonly proxy: Proxy | null;
}

/** A campaign in full trials, before it has seconds and a price. */
export interface Campaign {
  readonly trials: number;
  /** Training in full trials' worth, and what it were if every trial ran to its end. */
  readonly runs: number;
  readonly fullRuns: number;
  /** Starts of a run, each with its start-up. */
  readonly starts: number;
  /** Time on the workers in full trials: least and most. */
  readonly rounds: { readonly low: number; readonly high: number };
  /** Starts that follow one another on a worker. */
  readonly startRounds: number;
  readonly brackets: readonly (readonly Rung[])[];
  /** Excess loss of the best trial; null where nothing is measured. */
  readonly regret: Regret | null;
}

/** Trials by the spec, or by what lands among the best. */
export function trialsOf(spec: SweepSpec): number {
  if (spec.kind === "grid") return gridTrials(spec.space.map((d) => d.count));
  if (spec.trials !== null) return spec.trials;
  const random = randomTrials(spec.top, spec.probability);
  return spec.kind === "bayesian" ? Math.max(1, Math.ceil(random / BAYESIAN_WORTH)) : random;
}

/** The measured regret is that of learning rate and batch alone. */
function regretOf(spec: SweepSpec, trials: number): Regret | null {
  const measured = spec.space.every((d) => d.name === "learningRate" || d.name === "globalBatch");
  if (!measured || spec.kind === "population") return null;
  return expectedRegret(spec.kind === "bayesian" ? trials * BAYESIAN_WORTH : trials);
}

/** Rungs beyond the first, for a shortest trial. */
function rungsFor(spec: SweepSpec, trials: number): readonly Rung[] {
  if (spec.shortest === null) return halvingRungs(trials, spec.reduction);
  const rungs = Math.round(Math.log(1 / spec.shortest) / Math.log(spec.reduction));
  return halvingRungs(trials, spec.reduction, Math.max(0, rungs));
}

function bracketsOf(spec: SweepSpec): readonly (readonly Rung[])[] {
  if (spec.kind === "hyperband") return hyperbandBrackets(1 / (spec.shortest ?? spec.reduction ** -4), spec.reduction);
  const trials = trialsOf(spec);
  return spec.kind === "halving" || spec.kind === "asha" ? [rungsFor(spec, trials)] : [[{ trials, upTo: 1 }]];
}

/**
 * Counts a campaign. Synchronous kinds wait for a rung to end; ASHA promotes as soon as it can: at least the longest trial and the work over the
 * workers, at most the bound of any greedy schedule, work/W + (1 - 1/W) longest (Graham 1969).
 */
export function campaign(spec: SweepSpec): Campaign {
  const brackets = bracketsOf(spec);
  const { workers, resume } = spec;
  let [trials, runs, starts, rounds, startRounds] = [0, 0, 0, 0, 0];
  for (const rungs of brackets) {
    trials += rungs[0]?.trials ?? 0;
    runs += rungRuns(rungs, resume);
    starts += rungStarts(rungs);
    rounds += rungRounds(rungs, workers, resume);
    for (const rung of rungs) startRounds += Math.ceil(rung.trials / workers);
  }
  const asynchronous = spec.kind === "asha";
  const shared = runs / workers;
  return {
    trials,
    runs,
    fullRuns: trials,
    starts,
    rounds: asynchronous ? { low: Math.max(1, shared), high: shared + 1 - 1 / workers } : { low: rounds, high: rounds },
    startRounds: asynchronous ? Math.ceil(starts / workers) : startRounds,
    brackets,
    regret: regretOf(spec, trials),
  };
}

/** Share of a full run of the target that a trial takes: of its length, and of the proxy's parameters and tokens. */
export function trialShare(spec: SweepSpec, target: { readonly parameters: Parameters; readonly tokens: Tokens }): number {
  const { proxy, length } = spec;
  if (proxy === null) return length;
  return length * (proxy.parameters / target.parameters) * ((proxy.tokens ?? target.tokens) / target.tokens);
}
