import type { Figure, Range, Why } from "../quantity.ts";
import type { Schedule } from "../run/recipe/schedule.ts";
import type { LossLawId } from "../run/target/law.ts";
import type { TokenGoal } from "../run/target/target.ts";

/** What one law says. */
export interface LawValue {
  readonly id: string;
  readonly value: number;
  readonly source: string;
}

export interface LossResult extends Range {
  readonly law: LossLawId;
  readonly why: Why;
  readonly others: readonly LawValue[];
  /** Size or tokens are outside the runs that the law was fitted to. */
  readonly extrapolated: boolean;
}

/** What one more pass over the same data is worth. */
export interface NextPass {
  /** Of the same number of fresh tokens, as a fraction. */
  readonly worth: Figure;
  readonly lossDrop: number | null;
  readonly costUsd: number | null;
}

/** A setting, what laws say of it, and what being off costs. */
export interface SettingResult {
  readonly value: number;
  readonly given: boolean;
  /** The default law's value, a third and three times of it, and every law's. */
  readonly best: number;
  readonly low: number;
  readonly high: number;
  readonly laws: readonly LawValue[];
  readonly source: string;
  /** Relative excess loss of being off, as measured; null outside what was measured, or where nothing is known. */
  readonly excessLoss: Figure | null;
  /** Tokens, over those of the plan, that make up for it; null where unknown or where none do. Not applied to the plan. */
  readonly tokensFactor: Range | null;
}

export interface BatchResult extends SettingResult {
  readonly critical: number;
  readonly criticalLow: number;
  readonly criticalHigh: number;
  readonly criticalLaws: readonly LawValue[];
  /** With the learning rate tuned to the batch: steps over the fewest, tokens over the fewest. */
  /** Critical by the job's own gradient norms; the laws stand beside it. Null without them. */
  readonly measured: Figure | null;
  readonly stepsOverLeast: Figure;
  readonly tokensOverLeast: Figure;
}

/** What a learning rate so many times the best costs, as measured. */
export interface OffBy {
  readonly ratio: number;
  readonly excessLoss: Range;
  /** Tokens over those of the plan that make up for the median; null where none do. */
  readonly tokensFactor: number | null;
  readonly pDiverges: number;
}

export interface RateResult extends SettingResult {
  /** Probability of ending more than a fifth above the best; null where nothing is known. */
  readonly pDiverges: number | null;
  /** Expected cost of running again after that. */
  readonly rerunUsd: number | null;
  /** The same optimum carried to the plan's batch by the square-root rule; null where the batch isn't off. */
  readonly atBatch: Figure | null;
  /** A quarter, half, twice and four times the best; empty where nothing is known. */
  readonly ifOff: readonly OffBy[];
}

export interface ScheduleResult {
  readonly kind: Schedule | null;
  /** Steps of warm-up and their share of the run; null where the job doesn't say. */
  readonly warmupSteps: number | null;
  /** Tokens over those of a matched cosine; null: not known. */
  readonly tokensFactor: number | null;
  readonly source: string;
}

/** Stopping early, as the job asks for it. Not applied to time and cost. */
export interface EarlyStopResult {
  readonly step: number;
  readonly saving: number;
  readonly savingUsd: number | null;
  readonly savingSeconds: number;
  readonly why: Why;
}

/** Nats that storing the weights in fewer bits adds. */
export interface QuantisedResult {
  readonly losses: readonly { readonly bits: number; readonly nats: number }[];
  readonly extrapolated: boolean;
  readonly why: Why;
}

/** What would train and serve at this loss with the least compute. */
export interface ServingResult {
  readonly parameters: number;
  readonly tokens: number;
  /** Of what this run and its serving take. */
  readonly computeShare: number;
  readonly why: Why;
}

/** Tokens over those of the run to have models of half and a quarter of its length too. */
export interface HorizonsResult {
  readonly cosine: number;
  readonly wsd: number;
  readonly source: string;
}

export interface LearningResult {
  readonly goal: TokenGoal["kind"];
  /** Tokens trained, padding left out. */
  readonly tokens: Figure;
  readonly tokensPerParameter: number;
  /** Passes over the unique tokens; null where it isn't known how many differ. */
  readonly passes: number | null;
  /** Tokens of the law's own fresh data that they are worth. */
  readonly effectiveTokens: Figure;
  readonly nextPass: NextPass | null;
  /** Expected loss; null where no law holds: fine-tuning, continued pre-training. */
  readonly loss: LossResult | null;
  readonly computeOptimalTokens: Figure | null;
  /** Compute over that of the best size for the same loss. */
  readonly computeOverLeast: Figure | null;
  /** Data from scratch over the data of this run, for the same loss. */
  readonly transferFactor: Figure | null;
  readonly batch: BatchResult | null;
  readonly learningRate: RateResult;
  /** Weight decay that suits the run's length. */
  readonly weightDecay: Figure | null;
  readonly schedule: ScheduleResult | null;
  readonly horizons: HorizonsResult | null;
  /** Of training from scratch. */
  readonly quantised: QuantisedResult | null;
  /** Where the job says how much the model will serve, and the amount is decided by something else. */
  readonly serving: ServingResult | null;
  /** Step before which over-fitting isn't expected, of repeated data. */
  readonly overfitting: Figure | null;
  readonly earlyStop: EarlyStopResult | null;
}
