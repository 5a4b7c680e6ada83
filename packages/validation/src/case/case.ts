import type { Bytes, Reading } from "@outlay/engine";
import type { Branch } from "../layout/branches.ts";
import type { Task } from "../method/method.ts";
import type { Measure } from "../record/record.ts";

export type Quantity = Measure | "fits";

/** Why something is not estimated. `card`, `shape`, `measure`: the record lacks or the engine has no such thing; the rest are gaps of the record. */
export interface Skip {
  readonly kind: "card" | "shape" | "measure" | "method" | "amount" | "price" | "layout";
  readonly reason: string;
}

export interface Outcome {
  readonly quantity: Quantity;
  /** As the source means it, in the quantity's unit. `fits`: 1 or 0. */
  readonly measured: number;
  /** Set where this figure cannot be estimated although the run can. */
  readonly skip?: Skip;
}

/** How the source turned its rate into FLOP/s. */
export interface FlopCount {
  /** As the source counts model FLOPs of one token, and executed ones. */
  readonly flopPerToken: number;
  readonly hardwareFlopPerToken: number;
  /** What the source divides by for a utilisation. */
  readonly peak: number;
}

/** How much the run trained. */
export interface Amount {
  readonly steps: number | null;
  /** Processed tokens over the run. */
  readonly tokens: number | null;
}

/** A record made ready to be estimated: resolved once, predicted as often as constants change. */
export interface Case {
  readonly id: string;
  /** The id up to its first slash. */
  readonly source: string;
  /** Sources of one origin: left out together. */
  readonly sourceGroup: string;
  readonly suspect?: string;
  readonly twin?: string;
  readonly task: Task;
  readonly strata: readonly string[];
  readonly branches: readonly Branch[];
  readonly outcomes: readonly Outcome[];
  readonly reading: Reading;
  readonly flops: FlopCount | null;
  readonly amount: Amount;
  /** What hours and costs of the record hold: the whole run, or its steps alone because they were worked out from a rate. */
  readonly hours: "run" | "steps";
  readonly usdPerHour: number | null;
  /** What the card can show; null where no card can be told. */
  readonly capacity: Bytes | null;
  /** Log-sd of the memory estimate, for the probability of fitting. */
  readonly memorySigma: number;
  readonly assumed: readonly string[];
  readonly skipped?: Skip;
}
