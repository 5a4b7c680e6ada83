import type { Ask } from "../doubt/ask.ts";
import type { SimilarRun } from "../doubt/similar.ts";
import type { Issue } from "../issue.ts";
import type { Layout } from "../layout/layout.ts";
import type { MethodKind, OptimizerId, Precision } from "../method/method.ts";
import type { AttentionKernel, Padding } from "../method/stack.ts";
import type { BillLine } from "../money/bill.ts";
import type { CommitmentOffer } from "../money/commitment.ts";
import type { Move } from "../money/move.ts";
import type { ProjectLine } from "../money/project.ts";
import type { Purchase } from "../money/offer.ts";
import type { Estimate, Part, Range, Why } from "../quantity.ts";
import type { CheckpointContent, CheckpointStore } from "../run/work.ts";
import type { Timeline } from "../run/timeline.ts";
import type { SweepResult } from "./campaign-result.ts";
import type { LearningResult } from "./learning-result.ts";
import type { ObjectiveResult } from "./objective.ts";
import type { QualityResult } from "./quality.ts";
import type { Goal } from "./request.ts";

export type { BillLine };

/** Why a plan is on the shortlist. */
export const REASONS = [
  "cheapest",
  "fastest",
  "best-value",
  "least-carbon",
  "fewest-gpus",
  "cheapest-hour",
  "most-tokens",
  "cheapest-of-method",
  "only",
  "frontier",
] as const;
export type Reason = (typeof REASONS)[number];

/** A setting to type, with the stack's own flag for it. */
export interface Setting {
  readonly id: string;
  readonly value: string;
  readonly flag: string | null;
  readonly source: string;
}

/** A change to the job and what it does. `path` is a path of the job file. */
export interface Change {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly costUsd: number | null;
  readonly runSeconds: number | null;
  readonly memoryBytes: number | null;
}

/** A change after which the run emits less. */
export interface CleanerChange extends Pick<Change, "path" | "from" | "to" | "costUsd" | "runSeconds"> {
  readonly kgCo2e: number;
}

export type Verdict = "fits" | "tight" | "does-not-fit";

export interface MemoryResult extends Estimate {
  /** Usable bytes of the card. */
  readonly capacity: number;
  readonly verdict: Verdict;
  /** Capacity less the median. */
  readonly headroom: number;
  /** Where in the step the peak is. */
  readonly phase: string;
  readonly phases: readonly { readonly id: string; readonly bytes: number }[];
  /** Host memory per node that offloading and loading need. */
  readonly hostBytes: number;
}

/** How the run saves its state. */
export interface CheckpointResult {
  readonly content: CheckpointContent;
  readonly store: CheckpointStore | null;
  readonly bytes: number;
  readonly everySeconds: number;
  readonly everySteps: number;
  readonly count: number;
  readonly kept: number;
  /** For which a checkpoint holds the training up, and how much later it is safe. */
  readonly writeSeconds: number;
  readonly lagSeconds: number;
  readonly why: Why;
}

/** What interrupts the run, and what that costs. */
export interface InterruptionResult {
  /** Failures of the machine and, of spot instances, their being taken away. */
  readonly meanSecondsBetween: Range;
  readonly expected: number;
  /** That there is at least one. */
  readonly probability: number;
  readonly restartSeconds: number;
  readonly waitSeconds: number;
  /** Seconds beyond an undisturbed run. */
  readonly seconds: Range;
  readonly why: Why;
}

/** Spot and on-demand by turns under a policy that keeps the deadline. */
export interface MixResult {
  readonly policy: "greedy" | "uniform-progress";
  readonly spotSeconds: number;
  readonly onDemandSeconds: number;
  /** When it goes over to on-demand for good; the deadline where it never does, 0 where it does so by turns. */
  readonly switchSeconds: number;
  /** Of the instances alone. */
  readonly costUsd: number;
}

/** A spot price, once the work that interruptions undo is counted. */
export interface SpotResult {
  /** Of the on-demand price; null where the machine isn't sold on demand. */
  readonly priceShare: number | null;
  /** Paid time over that of an undisturbed run, and the share of the on-demand price up to which spot pays. */
  readonly stretch: number;
  readonly breakEvenShare: number;
  readonly availability: number;
  readonly lostUsd: number;
  /** The same run on demand, instances alone. */
  readonly onDemandUsd: number | null;
  readonly mixes: readonly MixResult[];
  readonly why: Why;
}

/** A commitment that the machine's provider offers, against this run. */
export interface CommitmentResult extends CommitmentOffer {
  readonly term: string;
  readonly target: string;
  readonly leastHours: number | null;
  readonly runHours: number;
  /** What a run pays that has the commitment for itself. */
  readonly costUsd: number;
  readonly source: string;
  readonly asOf: string | null;
}

/** What a loss adds on the way from the work at the cards' peak to the bill. */
export interface WaterfallStep {
  readonly id: string;
  readonly gpuHours: number;
  /** Null without a price. */
  readonly usd: number | null;
}

/** The way of the data into the step. */
export interface DataResult {
  /** Null unknown. */
  readonly bytes: number | null;
  /** Null where the job doesn't say where the data lies. */
  readonly move: Move | null;
  /** Before the machines start; null unknown. */
  readonly moveSeconds: number | null;
  readonly neededBytesPerSecond: number;
  readonly suppliedBytesPerSecond: number;
  /** That waiting for data adds to a step. */
  readonly stallSeconds: number;
  /** GPUs from which the job's own store holds them up; null without such a store. */
  readonly stallsFromGpus: number | null;
  /** Tokenising before the training; null where the job doesn't ask for it. */
  readonly prepareSeconds: number | null;
  readonly why: Why;
}

/** Energy at the site's meter and what it emits. */
export interface EnergyResult {
  readonly kwh: Range;
  /** Mean of a card with its share of the server while it trains. */
  readonly wattsPerGpu: number;
  readonly pue: number;
  readonly gramsPerKwh: Range;
  /** Whether the grid is that of the very region. */
  readonly gridKnown: boolean;
  readonly kgCo2e: Range;
  /** What making the cards emitted, for the run's share of their life; null where the job gives no figure. */
  readonly embodiedKg: number | null;
  readonly why: Why;
}

/** What runs, where, on which terms. */
export interface Identity {
  readonly accelerator: string;
  readonly provider: string;
  readonly instanceType: string;
  readonly region: string | null;
  readonly purchase: Purchase;
  readonly gpus: number;
  readonly nodes: number;
  readonly stack: string;
  readonly method: MethodKind;
}

export interface Plan extends Identity {
  readonly id: string;
  readonly reasons: readonly Reason[];
  /** What it is trained towards beside the next token; null: that. */
  readonly objective: ObjectiveResult | null;
  readonly precision: Precision;
  readonly optimizer: OptimizerId;
  readonly attention: AttentionKernel;
  readonly padding: Padding;
  readonly globalBatch: number;
  /** Its micro-batch in sequences. */
  readonly layout: Layout;
  /** The same as the field writes it: `dp8 tp8 pp4 zero-1 mb1 ga16`. */
  readonly notation: string;
  readonly fits: boolean;
  readonly pFits: number;
  readonly memoryBytes: MemoryResult;
  readonly largestMicroBatch: number;
  readonly stepSeconds: Estimate;
  readonly tokensPerSecondPerGpu: number;
  readonly mfu: number;
  readonly hfu: number;
  readonly mfuByConvention: readonly { readonly id: string; readonly value: number; readonly source: string }[];
  readonly tokens: number;
  /** Of `tokens`, those that are not padding. */
  readonly usefulTokens: number;
  readonly steps: number;
  readonly runSeconds: Estimate;
  readonly checkpoints: CheckpointResult;
  /** Null where the job leaves interruptions out. */
  readonly interruptions: InterruptionResult | null;
  /** Share of the time after the start in which the run trains or evaluates. */
  readonly goodput: number;
  readonly gpuHours: Range;
  /** Null where the hardware has no price. */
  readonly costUsd: Range | null;
  readonly bill: readonly BillLine[];
  readonly data: DataResult;
  readonly waterfall: readonly WaterfallStep[];
  readonly timeline: Timeline;
  /** Of spot instances. */
  readonly spot: SpotResult | null;
  readonly commitments: readonly CommitmentResult[];
  /** Null where the card's power isn't known. */
  readonly energy: EnergyResult | null;
  readonly pBudget: number | null;
  readonly pDeadline: number | null;
  readonly pCarbon: number | null;
  readonly priceStale: boolean;
  /** Which constants spoke: the fuller set for stacks and generations it has seen, else the few. */
  readonly calibration: "full" | "few";
  /** Published runs near to this one, nearest first; empty: nothing near was measured; null: no table of runs was given. */
  readonly similar: readonly SimilarRun[] | null;
  /** The answer about the reader's own world that would narrow this plan most; null: none is open, or none would help. */
  readonly ask: Ask | null;
  readonly settings: readonly Setting[];
  /** How much training this is, what it is expected to reach, and what its batch and learning rate cost. */
  readonly learning: LearningResult;
  /** The search for settings that the job asks for, on this plan's machine; null: none. */
  readonly sweep: SweepResult | null;
  /** What is published of the quality that the plan's own choices cost. */
  readonly quality: readonly QualityResult[];
  readonly issues: readonly Issue[];
}

/** The same training at a service. */
export interface HostedResult {
  readonly provider: string;
  readonly model: string;
  /** The model or its size; another one, that only the service has; a programme for whole models. */
  readonly fit: "same" | "other" | "programme";
  readonly usd: { readonly low: number; readonly high: number };
  readonly usdPerMillionTokens: number | null;
  /** Tokens from which the plan is cheaper; null where it never is, or its cost isn't known. */
  readonly breakEvenTokens: number | null;
  readonly source: string;
  readonly asOf: string | null;
}

/** Buying answers of a model instead of training one. */
export interface ApiResult {
  readonly usdPerMillionTokens: number;
  readonly ownUsdPerMillionTokens: number;
  /** Tokens of use after which the training has paid for itself; null where it never does. */
  readonly breakEvenTokens: number | null;
  readonly months: number | null;
}

export interface InsteadResult {
  readonly hosted: readonly HostedResult[];
  readonly api: ApiResult | null;
}

/** The chosen plan with what the job says of the project around it. */
export interface ProjectResult {
  readonly runUsd: number;
  readonly lines: readonly ProjectLine[];
  /** Failed runs and experiments; null where the job leaves them out. */
  readonly experiments: {
    readonly usd: number;
    readonly multiplier: number;
    readonly low: number;
    readonly high: number;
    readonly source: string;
  } | null;
  readonly totalUsd: Range;
}

export interface ModelResult {
  readonly name: string;
  readonly source: string;
  readonly verified: boolean;
  readonly parameters: { readonly total: number; readonly parts: readonly Part[] };
  readonly activeParameters: number;
  readonly trainableParameters: number;
  readonly flopPerToken: { readonly total: number; readonly parts: readonly Part[] };
}

/** Nothing beats it in both cost and time, or only in cost and time together with emissions. */
export type OfferFront = "cost-time" | "cost-time-carbon";

/** An offer in a line: the best layout of a machine, a count and a stack, on terms. */
export interface OfferLine extends Identity {
  /** That of its plan, where it has one. */
  readonly id: string;
  readonly precision: Precision;
  /** As the field writes it. */
  readonly layout: string;
  /** Null where the hardware has no price. */
  readonly costUsd: number | null;
  readonly runSeconds: number;
  /** Null where the card's power isn't known. */
  readonly kgCo2e: number | null;
  /** Whether the grid is that of the very region; else the middle of what is near. */
  readonly gridKnown: boolean;
  readonly tokens: number;
  /** Budget, deadline and cap on emissions kept. */
  readonly withinLimits: boolean;
  readonly front: OfferFront | null;
}

/** What parts two plans: the bill's lines and the hourly price in USD, parts of the run and of all its steps in seconds. */
export interface Parting {
  readonly of: "rate" | "bill" | "run" | "step";
  readonly id: string;
  readonly chosen: number;
  readonly other: number;
}

/** The next best on another machine, count or stack, and why it isn't chosen. */
export interface RunnerUp {
  readonly offer: OfferLine;
  /** What the choice is made by. */
  readonly by: Goal["minimise"] | "tokens";
  /** By how much of the chosen plan's measure it is worse; below 0 where only a limit keeps it from being chosen, null where the chosen plan's is 0. */
  readonly share: number | null;
  readonly differences: readonly Parting[];
}

/** All that was found, thinned where it is much. */
export interface OffersResult {
  readonly total: number;
  /** Ascending in cost; those without a price last. */
  readonly shown: readonly OfferLine[];
}

export interface SearchResult {
  readonly space: number;
  readonly evaluated: number;
  readonly pruned: number;
  readonly feasible: number;
  readonly seconds: number;
}

/** The answer. The same type in CLI, page, API and library; `schemaVersion` changes when a name does. */
export interface PlanResult {
  readonly schemaVersion: 1;
  readonly pricesAsOf: string | null;
  readonly model: ModelResult;
  readonly method: MethodKind;
  readonly search: SearchResult;
  /** The chosen plan first, the rest of the shortlist, then what else stands on the frontier. Empty when nothing is feasible. */
  readonly plans: readonly Plan[];
  /** Ids of the plans that no other beats in both cost and time, ascending in cost. */
  readonly frontier: readonly string[];
  readonly offers: OffersResult;
  /** Null where nothing else was found. */
  readonly runnerUp: RunnerUp | null;
  /** What would make the chosen plan cheaper or, when nothing is feasible, what would make one feasible. */
  readonly cheaper: readonly Change[];
  readonly nearest: readonly Change[];
  /** What would make the chosen plan emit less, where the job chooses by emissions. */
  readonly cleaner: readonly CleanerChange[];
  /** What could be done instead of the chosen plan; null without one. */
  readonly instead: InsteadResult | null;
  /** Null where the job doesn't ask for it, or the plan has no price. */
  readonly project: ProjectResult | null;
  readonly notCounted: readonly string[];
  readonly issues: readonly Issue[];
}
