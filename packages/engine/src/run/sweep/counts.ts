/** How many trials, and how good the best of them is expected to be. */

export const RANDOM_SEARCH = "Bergstra and Bengio 2012: n = ln(1-p) / ln(1-q)";

/** Trials of a random search so that one of them is among the best share `top` with probability `probability`. */
export function randomTrials(top: number, probability: number): number {
  if (top >= 1) return 1;
  return Math.max(1, Math.ceil(Math.log1p(-probability) / Math.log1p(-top)));
}

/** Combinations of a grid. */
export function gridTrials(counts: readonly number[]): number {
  let product = 1;
  for (const n of counts) product *= n;
  return product;
}

/** Random trials that a Bayesian one is worth. Between 1.5 and 5 in up to ten dimensions; remembered, not measured. */
export const BAYESIAN_WORTH = 2;
export const BAYESIAN = "assumption: a model-based trial is worth two random ones in up to ten dimensions (1.5 to 5 reported)";

export const REGRET =
  "best of n random learning rates and batches within 2^5 of the optimum: runs published with Li et al. 2025, 2503.04715, worked out anew";

/** Relative excess loss of the best of n random trials: median and the worst of ten. */
const MEASURED: readonly (readonly [trials: number, median: number, p90: number])[] = [
  [1, 0.0209, 1.33],
  [2, 0.0106, 0.04],
  [4, 0.0065, 0.018],
  [8, 0.0034, 0.0099],
  [16, 0.0018, 0.0055],
  [32, 0.0008, 0.0028],
  [64, 0, 0.0014],
];

export interface Regret {
  readonly median: number;
  readonly p90: number;
}

type Measure = (typeof MEASURED)[number];

/** Straight lines between the measured numbers of trials, in their logarithms. */
function interpolated(x: number, of: (m: Measure) => number): number {
  let value = 0;
  let before: Measure | null = null;
  for (const point of MEASURED) {
    const share: number = before === null ? 1 : Math.min(1, Math.max(0, Math.log2(x / before[0]) / Math.log2(point[0] / before[0])));
    value += share * (of(point) - value);
    before = point;
  }
  return value;
}

/** Expected regret of the best of so many random trials of learning rate and batch; beyond 64 that of 64. */
export function expectedRegret(trials: number): Regret {
  return { median: interpolated(trials, (m) => m[1]), p90: interpolated(trials, (m) => m[2]) };
}
