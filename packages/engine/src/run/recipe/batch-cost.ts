import type { Tokens } from "../../units.ts";

export const HYPERBOLA = "McCandlish et al. 2018, 1812.06162: (S/S_min - 1)(E/E_min - 1) = 1";

/** What a batch costs over the least possible: steps over S_min, tokens over E_min. */
export interface BatchCost {
  readonly steps: number;
  readonly tokens: number;
}

/** S/S_min = 1 + B_crit/B, E/E_min = 1 + B/B_crit, the learning rate tuned to the batch. */
export function batchCost(batch: Tokens, critical: Tokens): BatchCost {
  return { steps: 1 + critical / batch, tokens: 1 + batch / critical };
}

/** Zhang et al. call that batch critical at which a fifth more tokens are needed than at a small one: a fifth of the hyperbola's. */
export function hyperbolaCritical(zhang: Tokens): Tokens {
  return 5 * zhang;
}

/** Mean squared gradient norm measured at a batch. */
export interface GradientNorm {
  readonly batch: number;
  readonly squared: number;
}

/** Noise scale tr(Sigma)/|G|^2 from the norms at two batches: the critical batch, measured. Source: McCandlish et al. 2018, appendix A.1. */
export function noiseScale(
  one: GradientNorm,
  two: GradientNorm,
): { readonly gradient: number; readonly noise: number; readonly scale: number } {
  const gradient = (two.batch * two.squared - one.batch * one.squared) / (two.batch - one.batch);
  const noise = (one.squared - two.squared) / (1 / one.batch - 1 / two.batch);
  return { gradient, noise, scale: noise / gradient };
}
