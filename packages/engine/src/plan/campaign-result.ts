import type { Figure, Range, Why } from "../quantity.ts";
import type { Regret } from "../run/sweep/counts.ts";
import type { Rung } from "../run/sweep/halving.ts";
import type { SweepKind } from "../run/sweep/sweep.ts";

/** A search for settings on a plan's machine. The final run isn't in it. */
export interface SweepResult {
  readonly kind: SweepKind;
  readonly trials: number;
  readonly workers: number;
  readonly space: readonly { readonly name: string; readonly count: number }[];
  /** A full trial over the plan's own run. */
  readonly trialShare: number;
  readonly trialTokens: number;
  /** Full trials' worth of training, and what it were if every trial ran to its end. */
  readonly runs: number;
  readonly fullRuns: number;
  readonly starts: number;
  readonly brackets: readonly (readonly Rung[])[];
  readonly gpuHours: Range;
  /** Wall time on the workers. */
  readonly runSeconds: Range;
  /** Null where the hardware has no price. */
  readonly costUsd: Range | null;
  /** If every trial ran to its end. */
  readonly fullCostUsd: number | null;
  /** The campaign and the plan's own run after it. */
  readonly withRunUsd: Range | null;
  /** Excess loss of the best trial; null where nothing is measured for such a search. */
  readonly regret: Regret | null;
  /** Best learning rate of a full trial where it is shorter than the run: it shifts with the tokens. Null where no law holds. */
  readonly bestRate: Figure | null;
  /** Trials whose learning rate is likely to diverge, as a share; null where the rates aren't given or no law holds. */
  readonly divergedShare: number | null;
  /** Money that trials are expected to save by stopping early. Not taken off. */
  readonly earlyStopUsd: number | null;
  readonly why: Why;
}
