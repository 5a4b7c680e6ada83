import type { Flop, Nats, Parameters, Tokens } from "../../units.ts";

export const LOSS_LAWS = ["besiroglu", "hoffmann", "hoffmann-rounded", "muennighoff"] as const;
export type LossLawId = (typeof LOSS_LAWS)[number];

/** The span that a law's own runs cover. */
export interface Validity {
  readonly min: number;
  readonly max: number;
}

/** Constants of L = E + A/N^alpha + B/D^beta, in nats a token of the law's own data and vocabulary. */
export interface LossLaw {
  readonly id: LossLawId;
  readonly e: Nats;
  readonly a: number;
  readonly b: number;
  readonly alpha: number;
  readonly beta: number;
  /** Standard error of E; null where none is published. */
  readonly eError: Nats | null;
  readonly parameters: Validity;
  readonly tokens: Validity;
  readonly source: string;
}

const CHINCHILLA_RUNS = { parameters: { min: 44e6, max: 16.2e9 }, tokens: { min: 5e9, max: 500e9 } };
const C4_RUNS = { parameters: { min: 7e6, max: 9e9 }, tokens: { min: 1e8, max: 900e9 } };

type Constants = Pick<LossLaw, "e" | "a" | "b" | "alpha" | "beta" | "eError">;
const law = (id: LossLawId, constants: Constants, runs: typeof C4_RUNS, source: string): LossLaw => ({ id, ...constants, ...runs, source });

const LAWS: Readonly<Record<LossLawId, LossLaw>> = {
  besiroglu: law(
    "besiroglu",
    { e: 1.8172, a: 482.01, b: 2085.43, alpha: 0.3478, beta: 0.3658, eError: 0.026 },
    CHINCHILLA_RUNS,
    "Besiroglu et al. 2024, 2404.10102: the Chinchilla runs fitted again",
  ),
  hoffmann: law(
    "hoffmann",
    { e: 1.693374, a: 406.401, b: 410.723, alpha: 0.33917084, beta: 0.2849083, eError: null },
    CHINCHILLA_RUNS,
    "Hoffmann et al. 2022, 2203.15556, approach 3, constants of the TeX source",
  ),
  "hoffmann-rounded": law(
    "hoffmann-rounded",
    { e: 1.69, a: 406.4, b: 410.7, alpha: 0.34, beta: 0.28, eError: null },
    CHINCHILLA_RUNS,
    "Hoffmann et al. 2022, 2203.15556, approach 3, rounded as printed: not fit to divide a budget",
  ),
  muennighoff: law(
    "muennighoff",
    { e: 1.869144, a: 520.825, b: 1487.72, alpha: 0.3526596, beta: 0.3526596, eError: null },
    C4_RUNS,
    "Muennighoff et al. 2023, 2305.16264: C4",
  ),
};

export function lossLaw(id: LossLawId): LossLaw {
  return LAWS[id];
}

/** Expected loss of N parameters after D tokens. Levels belong to the law's data; differences and ratios carry over better. */
export function lossOf(law: LossLaw, n: Parameters, d: Tokens): Nats {
  return law.e + law.a / n ** law.alpha + law.b / d ** law.beta;
}

export interface Allocation {
  readonly parameters: Parameters;
  readonly tokens: Tokens;
  readonly loss: Nats;
}

/** G = (alpha A / (beta B))^(1/(alpha+beta)) and a = beta/(alpha+beta). Source: Hoffmann et al. 2022, 2203.15556 equation 4. */
export function optimumExponents(law: LossLaw): { readonly g: number; readonly a: number } {
  const { a, b, alpha, beta } = law;
  return { g: ((alpha * a) / (beta * b)) ** (1 / (alpha + beta)), a: beta / (alpha + beta) };
}

/** Size and tokens of least loss for C = 6ND: N = G (C/6)^a, D = (C/6)^(1-a) / G. */
export function computeOptimal(law: LossLaw, flop: Flop): Allocation {
  const { g, a } = optimumExponents(law);
  const product = flop / 6;
  const parameters = g * product ** a;
  const tokens = product ** (1 - a) / g;
  return { parameters, tokens, loss: lossOf(law, parameters, tokens) };
}

/** Tokens for which a size is the compute-optimal one: alpha A N^-alpha = beta B D^-beta. */
export function computeOptimalTokens(law: LossLaw, n: Parameters): Tokens {
  return ((law.beta * law.b * n ** law.alpha) / (law.alpha * law.a)) ** (1 / law.beta);
}

/** Tokens that bring a size to a loss; null where the size alone keeps it above. */
export function tokensForLoss(law: LossLaw, n: Parameters, loss: Nats): Tokens | null {
  const left = loss - law.e - law.a / n ** law.alpha;
  return left > 0 ? (law.b / left) ** (1 / law.beta) : null;
}

/** Least compute, 6ND, that reaches a loss, and the size that does: A N^-alpha (1 + alpha/beta) = L - E. Null at or below E. */
export function leastCompute(law: LossLaw, loss: Nats): { readonly flop: Flop; readonly parameters: Parameters } | null {
  if (loss <= law.e) return null;
  const parameters = ((law.a * (1 + law.alpha / law.beta)) / (loss - law.e)) ** (1 / law.alpha);
  return { flop: 6 * parameters * computeOptimalTokens(law, parameters), parameters };
}

/** Compute that a size needs for the loss that the optimal size reaches with `flop`, over `flop`; null where it can't. */
export function offOptimumFactor(law: LossLaw, at: { readonly flop: Flop; readonly size: Parameters }): number | null {
  const tokens = tokensForLoss(law, at.size, computeOptimal(law, at.flop).loss);
  return tokens === null ? null : (6 * at.size * tokens) / at.flop;
}

/** Tokens times this make up for a loss that is a share `p` too high; null where no number of tokens does. */
export function tokensForExcess(law: LossLaw, at: { readonly n: Parameters; readonly d: Tokens; readonly excess: number }): number | null {
  const { n, d, excess } = at;
  const left = 1 - (excess * lossOf(law, n, d) * d ** law.beta) / law.b;
  return left > 0 ? left ** (-1 / law.beta) : null;
}
