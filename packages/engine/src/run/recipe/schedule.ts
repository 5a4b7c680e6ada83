import type { Parameters, Tokens } from "../../units.ts";

export const SCHEDULES = ["cosine", "wsd", "linear", "constant"] as const;
/** How the learning rate falls. `wsd`: warm-up, constant, then a cooldown. */
export type Schedule = (typeof SCHEDULES)[number];

export const COSINE = "Hoffmann et al. 2022, 2203.15556 appendix B: a cosine more than 25 % longer than the run costs loss";
export const WSD = "Haegele et al. 2024, 2405.18392: a cooldown over the last 10-20 % ends at the loss of a matched cosine";
export const TIMESCALE = "Bergsma et al. 2025, 2505.13738: tau = B/(eta lambda D), best at 1.084 (D/N)^-0.527";

/** A cosine may outlast the run by this much before it costs loss. */
export const COSINE_OVERSHOOT = 1.25;
/** Share of a run that a cooldown takes: a tenth to a fifth. */
export const COOLDOWN = 0.2;

/** Weight decay of AdamW for which its memory of gradients is the best share of the run: 1 / (eta steps tau). */
export function bestWeightDecay(at: { readonly rate: number; readonly steps: number; readonly n: Parameters; readonly d: Tokens }): number {
  const tau = 1.084 * (at.d / at.n) ** -0.527;
  return 1 / (at.rate * at.steps * tau);
}

/**
 * Tokens to have models trained for several horizons, over training the longest alone. Each horizon of a cosine is a run of its own; with a
 * cooldown one run serves all, each shorter horizon adding its cooldown. Horizons ascending.
 */
export function horizonFactor(schedule: "cosine" | "wsd", horizons: readonly Tokens[]): number {
  const longest = horizons.at(-1) ?? 0;
  let shorter = 0;
  for (const tokens of horizons.slice(0, -1)) shorter += schedule === "cosine" ? tokens : COOLDOWN * tokens;
  return longest === 0 ? 1 : 1 + shorter / longest;
}

/** Learning rate for another batch: with the square root for Adam and its kin, in proportion for SGD up to the critical batch. */
export function rescaledRate(rate: number, at: { readonly from: number; readonly to: number; readonly sgd: boolean }): number {
  const ratio = at.to / at.from;
  return rate * (at.sgd ? ratio : Math.sqrt(ratio));
}
