import type { Lengths } from "@outlay/engine";

/** A data set as it was measured; what a job with a file needs. */
export interface MeasuredData {
  readonly samples: number;
  readonly lengths: Lengths;
  readonly bytes: number;
  /** What its columns are, where it was measured. */
  readonly shape?: string;
  readonly source: string;
}
