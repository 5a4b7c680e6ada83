import type { Range } from "../quantity.ts";
import { type Difference, differences, distance } from "./distance.ts";
import type { RunFeatures } from "./features.ts";

/** Figures as sources print them; `memory` is GiB a GPU. */
export const MEASURED = [
  "step_time_s",
  "tokens_per_s",
  "tokens_per_s_per_gpu",
  "samples_per_s",
  "tflops_per_gpu",
  "mfu",
  "peak_memory_gib_per_gpu",
] as const;
export type MeasuredQuantity = (typeof MEASURED)[number];

/** A published figure beside its estimate, which was made with constants fitted without that figure. */
export interface MeasuredFigure {
  readonly quantity: MeasuredQuantity;
  readonly measured: number;
  readonly predicted: Range;
}

/** A published run. `time` and `memory` are what of it was measured. */
export interface MeasuredRun {
  readonly id: string;
  readonly model: string;
  readonly features: RunFeatures;
  readonly time: MeasuredFigure | null;
  readonly memory: MeasuredFigure | null;
  readonly source: string;
  readonly url: string;
  /** Year and month of the publication. */
  readonly date: string | null;
}

/** A published run beside an estimate, and what the two differ in; `differences` sum to `distance`. */
export interface SimilarRun extends MeasuredRun {
  readonly distance: number;
  readonly differences: readonly Difference[];
}

/**
 * Beyond this distance a run is no company for an estimate. Errors of left-out rows agree, if little, up to about here (correlation 0.1 of times
 * within 1, 0.2 of memory within 2.5, 0.02 of both between 3.5 and 4), and not at all beyond.
 */
export const NEAR = 4;

interface Ranked {
  readonly run: MeasuredRun;
  readonly distance: number;
}

/** Nearest first; the newer of equals, then by id, so that the order of the table says nothing. */
function byRank(a: Ranked, b: Ranked): number {
  if (a.distance !== b.distance) return a.distance - b.distance;
  const [x, y] = [a.run.date ?? "", b.run.date ?? ""];
  if (x !== y) return x < y ? 1 : -1;
  return a.run.id < b.run.id ? -1 : 1;
}

/** The first `k`; runs that nothing tells apart count once. */
function firstOf(ranked: readonly Ranked[], k: number): readonly Ranked[] {
  const taken: Ranked[] = [];
  for (const r of ranked) {
    if (taken.length >= k) break;
    if (!taken.some((t) => t.distance === r.distance && distance(t.run.features, r.run.features) === 0)) taken.push(r);
  }
  return taken;
}

/** Runs within this distance are looked for first: where there are enough of them, none beyond is nearer. */
const NEAREST = 1.5;

function within(limit: number, features: RunFeatures, table: readonly MeasuredRun[]): readonly Ranked[] {
  const near: Ranked[] = [];
  for (const run of table) {
    const apart = distance(features, run.features, limit);
    if (apart <= limit) near.push({ run, distance: apart });
  }
  return near.sort(byRank);
}

/** The first `k` with a measured time and the first `k` with a measured memory. */
function chosenOf(near: readonly Ranked[], k: number): { readonly time: readonly Ranked[]; readonly memory: readonly Ranked[] } {
  const having = (figure: "time" | "memory"): readonly Ranked[] =>
    firstOf(
      near.filter((r) => r.run[figure] !== null),
      k,
    );
  return { time: having("time"), memory: having("memory") };
}

/**
 * The published runs nearest to a run: `k` with a measured time, `k` with a measured memory, together, nearest first. Empty where nothing near was
 * measured. What was measured plays no part in the ranking.
 */
export function similarRuns(features: RunFeatures, table: readonly MeasuredRun[], k: number): readonly SimilarRun[] {
  let chosen = chosenOf(within(NEAREST, features, table), k);
  if (chosen.time.length < k || chosen.memory.length < k) chosen = chosenOf(within(NEAR, features, table), k);
  return [...new Set([...chosen.time, ...chosen.memory])]
    .sort(byRank)
    .map(({ run, distance: apart }) => ({ ...run, distance: apart, differences: differences(features, run.features) }));
}
