import type { Range } from "../quantity.ts";

/** Probability of at most `count` events where so many are expected. */
export function poissonAtMost(count: number, expected: number): number {
  let term = -expected;
  let total = Math.exp(term);
  for (let k = 1; k <= count; k++) {
    term += Math.log(expected / k);
    total += Math.exp(term);
  }
  return Math.min(1, total);
}

const HALVINGS = 60;

/** The mean at which `above(mean)` turns from false to true. */
function turn(above: (mean: number) => boolean, most: number): number {
  let [low, high] = [0, most];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (above(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * Means that a count of events may have come from, at a confidence: exact, from both tails of the Poisson distribution. `p50` is the count.
 * Source: Garwood 1936.
 */
export function poissonInterval(count: number, confidence: number): Range {
  const tail = (1 - confidence) / 2;
  const most = count + 10 * Math.sqrt(count + 10) + 20;
  const p10 = count === 0 ? 0 : turn((mean) => 1 - poissonAtMost(count - 1, mean) >= tail, most);
  return { p10, p50: count, p90: turn((mean) => poissonAtMost(count, mean) <= tail, most) };
}
