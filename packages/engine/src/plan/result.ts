import type { Issue } from "../issue.ts";
import type { Layout } from "../layout/layout.ts";
import type { MethodKind, OptimizerId, Precision } from "../method/method.ts";
import type { AttentionKernel, Padding } from "../method/stack.ts";
import type { BillLine } from "../money/bill.ts";
import type { Purchase } from "../money/offer.ts";
import type { Estimate, Part, Range } from "../quantity.ts";
import type { SweepResult } from "./campaign-result.ts";
import type { LearningResult } from "./learning-result.ts";
import type { QualityResult } from "./quality.ts";

export type { BillLine };

/** Why a plan is on the shortlist. */
export type Reason = "cheapest" | "fastest" | "best-value" | "most-tokens" | "only" | "frontier";

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

export interface Plan {
  readonly id: string;
  readonly reasons: readonly Reason[];
  readonly accelerator: string;
  readonly provider: string;
  readonly instanceType: string;
  readonly region: string | null;
  readonly purchase: Purchase;
  readonly gpus: number;
  readonly nodes: number;
  readonly stack: string;
  readonly method: MethodKind;
  readonly precision: Precision;
  readonly optimizer: OptimizerId;
  readonly attention: AttentionKernel;
  readonly padding: Padding;
  readonly globalBatch: number;
  readonly layout: Layout;
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
  readonly gpuHours: Range;
  /** Null where the hardware has no price. */
  readonly costUsd: Range | null;
  readonly bill: readonly BillLine[];
  readonly pBudget: number | null;
  readonly pDeadline: number | null;
  readonly priceStale: boolean;
  /** Which constants spoke: the fuller set for stacks and generations it has seen, else the few. */
  readonly calibration: "full" | "few";
  readonly settings: readonly Setting[];
  /** How much training this is, what it is expected to reach, and what its batch and learning rate cost. */
  readonly learning: LearningResult;
  /** The search for settings that the job asks for, on this plan's machine; null: none. */
  readonly sweep: SweepResult | null;
  /** What is published of the quality that the plan's own choices cost. */
  readonly quality: readonly QualityResult[];
  readonly issues: readonly Issue[];
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
  /** What would make the chosen plan cheaper or, when nothing is feasible, what would make one feasible. */
  readonly cheaper: readonly Change[];
  readonly nearest: readonly Change[];
  readonly notCounted: readonly string[];
  readonly issues: readonly Issue[];
}
