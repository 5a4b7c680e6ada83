import type { Ask } from "@outlay/engine";
import type { Case, Quantity, Skip } from "../case/case.ts";
import type { Prediction } from "./predict.ts";

/** A prediction with what scores it by: one row for each outcome of each record. */
export interface Row {
  readonly id: string;
  readonly source: string;
  readonly sourceGroup: string;
  readonly strata: readonly string[];
  readonly suspect?: string;
  readonly twin?: string;
  readonly quantity: Quantity;
  readonly measured: number;
  readonly predicted: number | null;
  readonly probability?: number;
  readonly skipped?: Skip;
  /** An interval to be judged by how often it holds the measured figure. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** What of the record would narrow the interval most. */
  readonly ask?: Ask;
}

/** Intervals for predictions, where there are any. */
export type IntervalFor = (c: Case, p: Prediction) => { readonly low: number; readonly high: number } | null;

export function rowsOf(c: Case, predictions: readonly Prediction[], intervalFor: IntervalFor = () => null): readonly Row[] {
  const { id, source, sourceGroup, strata } = c;
  const labels = { ...(c.suspect === undefined ? {} : { suspect: c.suspect }), ...(c.twin === undefined ? {} : { twin: c.twin }) };
  return predictions.map((p) => {
    const interval = p.predicted === null ? null : intervalFor(c, p);
    return { id, source, sourceGroup, strata, ...labels, ...p, ...(interval ? { interval } : {}) };
  });
}
