import { calibration as shipped } from "@outlay/catalog";
import type { Calibration } from "@outlay/engine";
import { resolve } from "../case/resolve.ts";
import { askOf } from "../predict/ask.ts";
import { intervalsBy, speaking } from "../predict/interval.ts";
import { predict } from "../predict/predict.ts";
import { type Row, rowsOf } from "../predict/rows.ts";
import type { EvidenceRecord } from "../record/record.ts";
import { summarise, type Summary } from "./summarise.ts";

/** A record estimated again: a row for each outcome that it states, and what was assumed where it says nothing. */
export interface Estimate {
  readonly id: string;
  readonly rows: readonly Row[];
  readonly assumed: readonly string[];
}

export interface Validation {
  readonly estimates: readonly Estimate[];
  readonly summary: Summary;
  /** Records for which each set of constants spoke. */
  readonly spoke: Readonly<Record<"full" | "few", number>>;
  /** Records that state no outcome and so have no row. */
  readonly without: number;
}

/** Estimates records with what they state, and scores every estimate by what was measured. Pure. */
export function validation(records: readonly EvidenceRecord[], calibration: Calibration = shipped): Validation {
  const spoke = { full: 0, few: 0 };
  const intervalFor = intervalsBy(calibration);
  let without = 0;
  const estimates = records.map((r): Estimate => {
    const c = resolve(r, calibration);
    const own = speaking(c, calibration);
    if (own) spoke[own.set] += 1;
    if (c.outcomes.length === 0) without += 1;
    const rows = rowsOf(c, predict(c), intervalFor).map((row): Row => {
      const ask = row.interval ? askOf(c, row.quantity, calibration) : null;
      return ask ? { ...row, ask } : row;
    });
    return { id: c.id, rows, assumed: c.assumed };
  });
  return { estimates, summary: summarise(estimates.flatMap((e) => e.rows)), spoke, without };
}
