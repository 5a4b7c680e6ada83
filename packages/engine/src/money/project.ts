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
