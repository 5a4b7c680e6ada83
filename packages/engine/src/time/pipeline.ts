import type { Seconds } from "../units.ts";

/**
 * Bubble of 1F1B and GPipe over ideal time: (p-1)/m; interleaved (p-1)/(v m).
 * Source: Narayanan et al. 2021, 2104.04473 section 2.2.
 */
export function bubbleOverhead(l: { pp: number; microBatches: number; virtualPp: number }): number {
  return l.pp <= 1 ? 0 : (l.pp - 1) / (l.virtualPp * l.microBatches);
}

/** The same as a share of the whole step: (p-1)/(v m + p - 1). */
export function bubbleShare(l: { pp: number; microBatches: number; virtualPp: number }): number {
  return l.pp <= 1 ? 0 : (l.pp - 1) / (l.virtualPp * l.microBatches + l.pp - 1);
}

/**
 * Bubble seconds of the zero-bubble schedules, from forward, input-gradient and weight-gradient time of a stage.
 * Source: Qi et al. 2024, 2401.10241 table 2.
 */
export function zeroBubbleSeconds(
  schedule: "1f1b" | "zb-h1" | "zb-h2",
  t: { pp: number; forward: Seconds; backward: Seconds; weight: Seconds },
): Seconds {
  const { forward: F, backward: B, weight: W } = t;
  const each = schedule === "1f1b" ? F + B + W : schedule === "zb-h1" ? F + B - W : F + B - 2 * W;
  return (t.pp - 1) * each;
}
