import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packRuns } from "@outlay/catalog";
import type { Calibration } from "@outlay/engine";
import { type Case, type EvidenceRecord, type FittedFigure, measuredRunsOf, readRecords, resolve } from "@outlay/validation";
import { ROOT } from "./files.ts";

/** measured-runs: writes the table of measured runs anew from the evidence and the last fit's residuals. The fit does the same. */

export const DATA: string = join(ROOT, "packages/catalog/data");
const FILES = ["throughput", "finetune", "mlperf", "full_runs"] as const;
const TABLE = join(DATA, "evidence/measured_runs.json");

export const read = (name: string): string => readFileSync(join(DATA, name), "utf8");

export interface Evidence {
  readonly records: readonly EvidenceRecord[];
  readonly cases: readonly Case[];
  readonly prior: Calibration;
}

/** Open switches are weighed with the constants that the fit starts from, so that a new fit changes none of it. */
export function evidence(): Evidence {
  const prior = JSON.parse(read("calibration-prior.json")) as Calibration;
  const records = FILES.flatMap((name) => readRecords(read(`evidence/${name}.jsonl`), name).records);
  return { records, cases: records.map((r) => resolve(r, prior)), prior };
}

type Fitted = Parameters<typeof measuredRunsOf>[2];

/** One run a line, so that a change shows as its rows. */
export function measuredText({ records, cases }: Evidence, fitted: Fitted): string {
  const { runs, ...shared } = packRuns(measuredRunsOf(records, cases, fitted));
  const head = Object.entries(shared).map(
    ([name, list]) => `${JSON.stringify(name)}:[\n${list.map((e) => JSON.stringify(e)).join(",\n")}\n]`,
  );
  return `{${head.join(",\n")},\n"runs":[\n${runs.map((r) => JSON.stringify(r)).join(",\n")}\n]}\n`;
}

/** What the last fit left behind. */
export function lastFit(): Fitted {
  return {
    figures: JSON.parse(read("evidence/fitted.json")) as readonly FittedFigure[],
    calibration: JSON.parse(read("calibration.json")) as Calibration,
  };
}

export function writeMeasuredRuns(from: Evidence, fitted: Fitted): void {
  writeFileSync(TABLE, measuredText(from, fitted));
}

if (process.argv[1]?.endsWith("measured-runs.ts")) writeMeasuredRuns(evidence(), lastFit());
