/**
 * Measured cost of a learning rate or a batch off its optimum: 16 cells of size (0.21-1.07 B) and tokens (4-100 B), each with at least 60
 * runs; relative excess of the final loss over the cell's best, the other setting at its optimum.
 * Source: runs published with Li et al. 2025, 2503.04715 (dense_lr_bs_loss.csv), worked out anew.
 */
export const PENALTY = "runs published with Li et al. 2025, 2503.04715 (16 cells, 0.21-1.07 B parameters, 4-100 B tokens)";

/** Setting over its optimum as a power of two; excess loss as a fraction. */
interface Measured {
  readonly at: number;
  readonly median: number;
  readonly low: number | null;
  readonly high: number | null;
}

const row = (at: number, median: number, low: number | null = null, high: number | null = null): Measured => ({ at, median, low, high });

const RATE: readonly Measured[] = [
  row(-4, 0.0245, 0.022, 0.027),
  row(-3, 0.0171, 0.014, 0.02),
  row(-2, 0.0091, 0.007, 0.014),
  row(-1, 0.0033, 0.001, 0.007),
  row(-0.5, 0.0015),
  row(0, 0, 0, 0),
  row(0.5, 0.0019, 0.001, 0.008),
  row(1, 0.0084, 0.003, 0.02),
  row(1.5, 0.0197, 0.009, 0.032),
  row(2, 0.0392, 0.019, 0.064),
  row(2.5, 0.11, 0.04, 1.76),
];

const BATCH: readonly Measured[] = [
  row(-3, 0.0397),
  row(-2, 0.0155),
  row(-1, 0.0043),
  row(0, 0),
  row(1, 0.0047),
  row(2, 0.0141),
  row(3, 0.0287),
  row(4, 0.081),
];

/** Share of runs that ended more than 20 % above the best. */
const DIVERGED: readonly (readonly [number, number])[] = [
  [1, 0],
  [2, 0.23],
  [3, 0.63],
  [4, 0.93],
];

/** Straight lines between points in ascending order; the ends' values outside. */
function between(points: readonly (readonly [number, number])[], x: number): number {
  let [at, value]: readonly [number, number] = [Number.NEGATIVE_INFINITY, 0];
  for (const [x1, y1] of points) {
    const share = at === Number.NEGATIVE_INFINITY ? 1 : Math.min(1, Math.max(0, (x - at) / (x1 - at)));
    value += share * (y1 - value);
    at = x1;
  }
  return value;
}

const pointsOf = (rows: readonly Measured[], of: (m: Measured) => number | null): readonly (readonly [number, number])[] =>
  rows.flatMap((m) => {
    const y = of(m);
    return y === null ? [] : [[m.at, y] as const];
  });

export interface Excess {
  /** Relative excess of the final loss, as a fraction. */
  readonly median: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Probability of ending more than 20 % above the best. */
  readonly diverges: number;
}

/** Excess loss at a learning rate over its optimum; null outside what was measured, 1/16 to 5.7 times. */
export function rateExcess(ratio: number): Excess | null {
  const x = Math.log2(ratio);
  if (!(x >= -4 && x <= 2.5)) return null;
  return {
    median: between(
      pointsOf(RATE, (m) => m.median),
      x,
    ),
    low: between(
      pointsOf(RATE, (m) => m.low),
      x,
    ),
    high: between(
      pointsOf(RATE, (m) => m.high),
      x,
    ),
    diverges: divergence(ratio),
  };
}

/** Probability that a learning rate so many times its optimum diverges; beyond sixteen times what was seen there. */
export function divergence(ratio: number): number {
  return between(DIVERGED, Math.log2(ratio));
}

/** Excess loss at a batch over its optimum, the learning rate left as it was; null outside what was measured, 1/8 to 16 times. */
export function batchExcess(ratio: number): Excess | null {
  const x = Math.log2(ratio);
  if (!(x >= -3 && x <= 4)) return null;
  return {
    median: between(
      pointsOf(BATCH, (m) => m.median),
      x,
    ),
    low: null,
    high: null,
    diverges: 0,
  };
}
