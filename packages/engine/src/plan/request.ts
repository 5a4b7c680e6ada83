import type { LayoutPins } from "../layout/layout.ts";
import type { Calibration } from "../machine/calibration.ts";
import type { Objective } from "../method/objective.ts";
import type { Method, MethodKind, OptimizerId, Precision } from "../method/method.ts";
import type { QualityFact } from "../method/quality.ts";
import type { AttentionKernel, Offload, Padding, Stack } from "../method/stack.ts";
import type { Architecture } from "../model/architecture.ts";
import type { CommitmentTerms } from "../money/commitment.ts";
import type { DataPrice, Machine, Purchase } from "../money/offer.ts";
import type { HostedOffer } from "../money/hosted.ts";
import type { Place } from "../money/move.ts";
import type { ProjectSpec } from "../money/project.ts";
import type { SiteFigure } from "../money/site.ts";
import type { Assumptions } from "../run/assumptions.ts";
import type { FailureRate } from "../run/failures.ts";
import type { SpotTerms } from "../run/spot.ts";
import type { Recipe } from "../run/recipe/recipe.ts";
import type { SweepSpec } from "../run/sweep/sweep.ts";
import type { Target } from "../run/target/target.ts";
import type { RunSpec, Work } from "../run/work.ts";
import type { Bytes, BytesPerSecond, KilogramsCo2e, Seconds, Tokens, Usd, Watts } from "../units.ts";

/** The model that is asked about. */
export interface ModelRef {
  readonly name: string;
  readonly architecture: Architecture;
  /** Where the shape was read, and whether its total was checked against a published one. */
  readonly source: string;
  readonly verified: boolean;
  /** Size of the weights to download; null: two bytes a parameter. */
  readonly checkpoint: Bytes | null;
}

export interface Training {
  readonly precision: Precision | null;
  readonly optimizer: OptimizerId | null;
  readonly attention: AttentionKernel | null;
  readonly compile: boolean | null;
  readonly learningRate: number | null;
}

export const MINIMISE = ["cost", "time", "value", "carbon", "gpus", "hourly"] as const;
export type Minimise = (typeof MINIMISE)[number];

export interface Goal {
  /** `gpus`: as few as keep the limits; `hourly`: what is paid an hour, for the cheapest card that can do it at all. */
  readonly minimise: Minimise;
  readonly budget: Usd | null;
  readonly deadline: Seconds | null;
  /** Most that may be emitted. */
  readonly carbon: KilogramsCo2e | null;
  /** Least probability that a plan must fit in memory. */
  readonly pFits: number;
  /** Probability with which budget, deadline and cap on emissions must hold. */
  readonly confidence: number;
}

/** The job's own figures of energy; null takes the catalog's. */
export interface EnergySpec {
  readonly gramsPerKwh: number | null;
  readonly pue: number | null;
  /** Of a card at full load. */
  readonly watts: Watts | null;
  /** Billed for hardware of one's own. */
  readonly usdPerKwh: Usd | null;
  readonly embodiedKgPerGpu: number | null;
}

/** Where the data is, and how it gets into the step. */
export interface DataSpec {
  /** Where it lies; null where the job doesn't say: it is taken to be where the machine is. */
  readonly at: Place | null;
  /** What its store gives all machines together; null: an assumption for each node. */
  readonly readBytesPerSecond: BytesPerSecond | null;
  readonly prefetch: boolean;
  /** Kept on the nodes after the first epoch, so that later ones don't wait for the store. */
  readonly cached: boolean;
  /** Tokenised while training, on so many cores of each card; null: before. */
  readonly preparing: { readonly tokensPerSecondPerCore: number; readonly coresPerGpu: number } | null;
  /** Tokenised before training, on so many cores; null: nothing is counted for it. */
  readonly ahead: { readonly tokensPerSecondPerCore: number; readonly cores: number } | null;
}

export interface ApiSpec {
  readonly usdPerMillionTokens: Usd;
  /** What serving one's own model costs. */
  readonly ownUsdPerMillionTokens: Usd;
  readonly tokensPerMonth: Tokens | null;
}

/** What a job leaves open beyond machine, stack and layout. A null is what the stack would take. */
export interface Open {
  readonly methods?: readonly MethodKind[];
  readonly precisions?: readonly (Precision | null)[];
  readonly paddings?: readonly Padding[];
  readonly offloads?: readonly Offload[];
}

/** What may vary and what is fixed. Everything pinned makes it an estimate. */
export interface PlanRequest {
  readonly model: ModelRef;
  readonly method: Method;
  /** What it is trained towards; null: the next token. */
  readonly objective: Objective | null;
  readonly work: Work;
  readonly training: Training;
  readonly target: Target;
  readonly recipe: Recipe;
  /** A search for settings beside the run; null: none is asked for. */
  readonly sweep: SweepSpec | null;
  /** Published effects of choices on quality, of which a plan shows its own. */
  readonly quality: readonly QualityFact[];
  readonly stacks: readonly Stack[];
  readonly machines: readonly Machine[];
  /** The job's entries of hardware of one's own, with the ids of the machines that each may mean: several where a card's name is ambiguous. */
  readonly owned?: readonly { readonly path: string; readonly machines: readonly string[] }[];
  /** Every combination is searched as well; what it names is else as the request has it. */
  readonly open?: Open;
  readonly purchases: readonly Purchase[];
  /** Fraction off the catalog's prices that the machines' prices have in them. */
  readonly discount?: number;
  /** Inclusive range of GPU counts. */
  /** `every`: each count of whole instances in the range, not only doublings. */
  readonly gpus: { readonly min: number; readonly max: number; readonly every?: boolean };
  readonly layout: LayoutPins;
  readonly run: RunSpec;
  readonly goal: Goal;
  readonly dataPrices: readonly DataPrice[];
  /** Grids and PUE by provider and region. */
  readonly sites: readonly SiteFigure[];
  readonly energy: EnergySpec;
  readonly hosted: readonly HostedOffer[];
  /** Prices of answers that a model of one's own would save; null where the job gives none. */
  readonly api: ApiSpec | null;
  /** Null where the job asks for the run alone. */
  readonly project: ProjectSpec | null;
  readonly commitments: readonly CommitmentTerms[];
  /** Bytes of the data set as stored; null unknown. */
  readonly dataBytes: Bytes | null;
  readonly data: DataSpec;
  /** Measured rates of failure. */
  readonly failureRates: readonly FailureRate[];
  /** How long spot instances last; empty where interruptions are left out. */
  readonly spot: readonly SpotTerms[];
  readonly calibration: Calibration;
  readonly assumptions: Assumptions;
  /** ISO date that prices are judged stale against. */
  readonly today: string;
}
