import type { Range } from "../quantity.ts";

/** Standard normal quantile of 0.9: an 80 % interval is +-1.2816 sigma. */
export const Z90 = 1.2815515655446004;

/** Log-sd of an 80 % interval given as a factor: x/ 1.19. */
export function sigmaOf(spread: number): number {
  return Math.log(spread) / Z90;
}

/** Independent relative errors add in squares. */
export function combine(...sigmas: readonly number[]): number {
  let squares = 0;
  for (const s of sigmas) squares += s * s;
  return Math.sqrt(squares);
}

/** Log-normal range about its median. */
export function rangeOf(p50: number, sigma: number): Range {
  const factor = Math.exp(Z90 * sigma);
  return { p10: p50 / factor, p50, p90: p50 * factor };
}

/**
 * Standard normal distribution, absolute error below 7.5e-8.
 * Source: Abramowitz and Stegun 26.2.17.
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const x = Math.abs(z);
  const t = 1 / (1 + 0.2316419 * x);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return z >= 0 ? 1 - tail : tail;
}

/** Probability of at most `x` for a range read as two halves of log-normals that meet at the median. */
function rangeCdf(r: Range, x: number): number {
  const end = x < r.p50 ? r.p10 : r.p90;
  if (end === r.p50) return x < r.p50 ? 0 : 1;
  return normalCdf((Z90 * Math.log(x / r.p50)) / Math.abs(Math.log(end / r.p50)));
}

/** Halvings that bring a quantile to a millionth of any range. */
const HALVINGS = 40;

/** P10, P50 and P90 of a quantity that is as one of several ranges say, each as likely as the others. One range is itself. */
export function mixture(ranges: readonly [Range, ...Range[]]): Range {
  if (ranges.length === 1) return ranges[0];
  const quantile = (share: number): number => {
    let low = Math.min(...ranges.map((r) => r.p10));
    let high = Math.max(...ranges.map((r) => r.p90));
    for (let i = 0; i < HALVINGS; i++) {
      const middle = Math.sqrt(low * high);
      let below = 0;
      for (const r of ranges) below += rangeCdf(r, middle);
      if (below < share * ranges.length) low = middle;
      else high = middle;
    }
    return Math.sqrt(low * high);
  };
  return { p10: quantile(0.1), p50: quantile(0.5), p90: quantile(0.9) };
}

/** Probability that a log-normal quantity stays at or below a limit. */
export function probabilityWithin(limit: number, p50: number, sigma: number): number {
  if (sigma <= 0) return p50 <= limit ? 1 : 0;
  return normalCdf(Math.log(limit / p50) / sigma);
}

/** Probability that a quantity of this range stays at or below a limit: log-normal with a half of its own on each side of the median. */
export function probabilityBelow(limit: number, range: Range): number {
  if (range.p50 <= 0) return 1;
  if (limit <= 0) return 0;
  const side = Math.log(limit < range.p50 ? range.p50 / range.p10 : range.p90 / range.p50) / Z90;
  return probabilityWithin(limit, range.p50, side);
}

/** A median widened by independent factors, each with halves of its own: logarithms of how far down and up it goes. */
export function widened(p50: number, halves: readonly { readonly down: number; readonly up: number }[]): Range {
  const down = Math.hypot(...halves.map((h) => h.down));
  const up = Math.hypot(...halves.map((h) => h.up));
  return { p10: p50 * Math.exp(-down), p50, p90: p50 * Math.exp(up) };
}
