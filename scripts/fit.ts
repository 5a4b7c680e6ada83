import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { accelerators } from "@outlay/catalog";
import { type Calibrated, calibrate } from "@outlay/validation";
import { DATA, evidence, writeMeasuredRuns } from "./measured-runs.ts";

/** fit: estimates the empirical constants from the evidence, writes packages/catalog/data/calibration.json with the table of measured runs, and prints how well what was left out is met. */

const percent = (residual: number): number => 100 * Math.abs(Math.exp(residual) - 1);

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function table(title: string, { figures }: Calibrated, by: (f: Calibrated["figures"][number]) => string): void {
  const groups = new Map<string, Calibrated["figures"][number][]>();
  for (const f of figures) groups.set(by(f), [...(groups.get(by(f)) ?? []), f]);
  process.stdout.write(`\n${title}: median / p90 error in %, fitted | rows left out | whole sources left out\n`);
  for (const [name, list] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const cell = (of: "fitted" | "rowOut" | "sourceOut"): string => {
      const errors = list.map((f) => percent(f[of]));
      return `${quantile(errors, 0.5).toFixed(1).padStart(6)} / ${quantile(errors, 0.9).toFixed(1).padStart(6)}`;
    };
    process.stdout.write(
      `  ${name.padEnd(34)} ${String(list.length).padStart(5)}  ${cell("fitted")} | ${cell("rowOut")} | ${cell("sourceOut")}\n`,
    );
  }
}

const from = evidence();
const { prior } = from;
const result = calibrate(prior, from.cases, { asOf: prior.asOf, cards: new Set(accelerators.map((a) => a.id)) });
writeFileSync(join(DATA, "calibration.json"), `${JSON.stringify(result.calibration, null, 2)}\n`);
writeFileSync(
  join(DATA, "evidence", "fitted.json"),
  `${JSON.stringify(result.figures.map((f) => ({ ...f, strata: f.strata.join(" ") })))}\n`,
);
writeMeasuredRuns(from, result);
table("by domain", result, (f) => f.domain);
table("by source", result, (f) => `${f.domain} ${f.source}`);
