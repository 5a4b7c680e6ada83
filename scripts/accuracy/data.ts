import { calibration } from "@outlay/catalog";
import type { Calibration } from "@outlay/engine";
import { type Case, predict, type Prediction, readRecords, resolve } from "@outlay/validation";
import { textOf } from "../files.ts";

/** What the accuracy page is made from: the fitted figures, the calibration, the records made ready, and the reasons of the worst misses. */

export const DATA = "packages/catalog/data";
const MISSES = "packages/validation/data/misses.json";
export const FILES = ["throughput", "finetune", "mlperf", "full_runs"] as const;

export type Column = "fitted" | "rowOut" | "sourceOut";

/** A fitted figure; residuals are logs of predicted over measured. `target`: seconds or GiB. */
export interface Figure {
  readonly id: string;
  readonly source: string;
  readonly domain: "time" | "memory";
  readonly strata: ReadonlySet<string>;
  readonly target: number;
  readonly fitted: number;
  readonly rowOut: number;
  readonly sourceOut: number;
}

export interface Miss {
  /** Id, or what ids begin with. */
  readonly id: string;
  readonly domain: "time" | "memory";
  readonly kind: "model" | "record" | "unstated";
  readonly reason: string;
}

export interface ReadyCase {
  readonly file: string;
  readonly case: Case;
  readonly predictions: readonly Prediction[];
}

export interface Evidence {
  readonly figures: readonly Figure[];
  readonly calibration: Calibration;
  readonly misses: readonly Miss[];
  readonly cases: readonly ReadyCase[];
}

export function evidence(): Evidence {
  const rows = JSON.parse(textOf(`${DATA}/evidence/fitted.json`)) as readonly (Omit<Figure, "strata"> & { readonly strata: string })[];
  const cases = FILES.flatMap((file) =>
    readRecords(textOf(`${DATA}/evidence/${file}.jsonl`), file).records.map((r) => {
      const c = resolve(r, calibration);
      return { file, case: c, predictions: predict(c) };
    }),
  );
  return {
    figures: rows.map((r) => ({ ...r, strata: new Set(r.strata.split(" ")) })),
    calibration: JSON.parse(textOf(`${DATA}/calibration.json`)) as Calibration,
    misses: JSON.parse(textOf(MISSES)) as readonly Miss[],
    cases,
  };
}
