/**
 * What a choice does to the quality of the result. `loss`: relative change of the loss. `parameters`: effective over real parameters.
 * `compute`: compute for the same loss, over that of the usual choice.
 */
export interface QualityEffect {
  readonly kind: "loss" | "parameters" | "compute";
  readonly low: number;
  readonly high: number;
}

/** A published effect of one setting of one lever; a lever is named by its field of the job. */
export interface QualityFact {
  readonly id: string;
  readonly lever: string;
  /** A value of that field, `*` for any. */
  readonly setting: string;
  /** Null: not known. */
  readonly effect: QualityEffect | null;
  /** What was measured, and where it may not hold. */
  readonly validity: string;
  /** A row that says otherwise. */
  readonly contradicts: string | null;
  readonly source: string;
  readonly asOf: string;
  /** How the figure was had: read in the source, in another that quotes it, or remembered. */
  readonly trust: "read" | "secondary" | "memory";
}
