import type { Nats, Parameters, Tokens } from "../../units.ts";

/**
 * Laws of Kaplan et al. 2020, 2001.08361. N without embeddings; up to 1.5 B parameters on WebText2. Superseded for dividing a budget
 * (Pearce and Song 2024, 2406.12907), kept for the critical batch, over-fitting and comparison.
 */
export const KAPLAN = "Kaplan et al. 2020, 2001.08361";

/** Loss of N parameters on D tokens, repeated until it stops falling: [(6.4e13/N)^(0.076/0.103) + 1.8e13/D]^0.103 (table 2). */
export function kaplanLoss(n: Parameters, d: Tokens): Nats {
  return ((6.4e13 / n) ** (0.076 / 0.103) + 1.8e13 / d) ** 0.103;
}

/** Loss after a number of steps at a batch far above the critical one: (6.5e13/N)^0.077 + (2.1e3/S)^0.76 (table 3). */
export function kaplanCurve(n: Parameters, minimalSteps: number): Nats {
  return (6.5e13 / n) ** 0.077 + (2.1e3 / minimalSteps) ** 0.76;
}

/** Critical batch at a loss: 2e8 L^(-1/0.21) tokens (equation 1.4). */
export function kaplanCriticalBatch(loss: Nats): Tokens {
  return 2e8 * loss ** (-1 / 0.21);
}

/** Steps before which over-fitting isn't expected: S_c / [L(N,D) - L(N,inf)]^(1/0.76) (equation 5.7). */
export function overfittingSteps(n: Parameters, d: Tokens): number {
  return 2.1e3 / (kaplanLoss(n, d) - kaplanLoss(n, Number.POSITIVE_INFINITY)) ** (1 / 0.76);
}
