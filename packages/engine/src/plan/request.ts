import type { LayoutPins } from "../layout/layout.ts";
import type { Calibration } from "../machine/calibration.ts";
import type { Method, OptimizerId, Precision } from "../method/method.ts";
import type { QualityFact } from "../method/quality.ts";
import type { AttentionKernel, Stack } from "../method/stack.ts";
import type { Architecture } from "../model/architecture.ts";
import type { DataPrice, Machine, Purchase } from "../money/offer.ts";
import type { Assumptions } from "../run/assumptions.ts";
import type { Recipe } from "../run/recipe/recipe.ts";
import type { SweepSpec } from "../run/sweep/sweep.ts";
import type { Target } from "../run/target/target.ts";
import type { RunSpec, Work } from "../run/work.ts";
import type { Bytes, Seconds, Usd } from "../units.ts";

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

export interface Goal {
  readonly minimise: "cost" | "time" | "value";
  readonly budget: Usd | null;
  readonly deadline: Seconds | null;
  /** Least probability that a plan must fit in memory. */
  readonly pFits: number;
  /** Probability with which budget and deadline must hold. */
  readonly confidence: number;
}

/** What may vary and what is fixed. Everything pinned makes it an estimate. */
export interface PlanRequest {
  readonly model: ModelRef;
  readonly method: Method;
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
  readonly purchases: readonly Purchase[];
  /** Inclusive range of GPU counts. */
  readonly gpus: { readonly min: number; readonly max: number };
  readonly layout: LayoutPins;
  readonly run: RunSpec;
  readonly goal: Goal;
  readonly dataPrices: readonly DataPrice[];
  /** Bytes of the data set as stored; null unknown. */
  readonly dataBytes: Bytes | null;
  readonly calibration: Calibration;
  readonly assumptions: Assumptions;
  /** ISO date that prices are judged stale against. */
  readonly today: string;
}
