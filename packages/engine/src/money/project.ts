import { widened } from "../doubt/range.ts";
import type { Range } from "../quantity.ts";
import type { Usd } from "../units.ts";

/** What a project costs beside the run that ends it, as the job says it. */
export const PROJECT_LINES = ["people", "synthetic-data", "evaluation", "legal", "privacy", "deployment", "other"] as const;
export type ProjectLineId = (typeof PROJECT_LINES)[number];

export interface ProjectLine {
  readonly id: ProjectLineId;
  readonly usd: Usd;
}

export interface Multiplier {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly source: string;
}

export interface ProjectSpec {
  readonly lines: readonly ProjectLine[];
  /** Compute of the whole project over that of its last run; null: not counted. */
  readonly experiments: Multiplier | null;
}

/** Cost of failed runs and experiments beside a final run: (m - 1) times it. */
export function experimentsUsd(m: Multiplier, run: Usd): Usd {
  return (m.value - 1) * run;
}

/** The run with its experiments, widened by what multipliers were published, and the lines of the job as they are. */
export function projectUsd(spec: ProjectSpec, run: Range): Range {
  let lines = 0;
  for (const line of spec.lines) lines += line.usd;
  const m = spec.experiments ?? { value: 1, low: 1, high: 1 };
  const halves = run.p50 > 0 ? [{ down: Math.log(run.p50 / run.p10), up: Math.log(run.p90 / run.p50) }] : [];
  const compute = widened(run.p50 * m.value, [...halves, { down: Math.log(m.value / m.low), up: Math.log(m.high / m.value) }]);
  return { p10: compute.p10 + lines, p50: compute.p50 + lines, p90: compute.p90 + lines };
}
