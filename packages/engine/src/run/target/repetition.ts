import type { Nats, Parameters, Tokens } from "../../units.ts";
import { type LossLaw, lossOf, optimumExponents } from "./law.ts";

/** Passes after which a token's worth has fallen to 1/e, and the same of parameters in excess. Source: Muennighoff et al. 2023, 2305.16264. */
const REPEATS = 15.387756;
const EXCESS = 5.309743;
export const REPETITION = "Muennighoff et al. 2023, 2305.16264: D' = U + U R*(1 - e^(-R/R*)), R* = 15.39";

/** What a count is worth when only `unique` of it is new. */
function worth(unique: number, count: number, scale: number): number {
  if (count <= unique) return count;
  return unique * (1 + scale * (1 - Math.exp((1 - count / unique) / scale)));
}

/** Tokens of fresh data that D tokens drawn from U unique ones are worth: U + U R* (1 - e^(-(D/U-1)/R*)). Fitted up to 9 B parameters. */
export function effectiveTokens(unique: Tokens, d: Tokens): Tokens {
  return worth(unique, d, REPEATS);
}

/** Most that unique tokens can be worth however often they are passed. */
export function mostEffectiveTokens(unique: Tokens): Tokens {
  return unique * (1 + REPEATS);
}

/** Tokens to pass so that they are worth `effective` fresh ones; null where the unique ones can't. */
export function tokensWorth(unique: Tokens, effective: Tokens): Tokens | null {
  if (effective <= unique) return effective;
  const left = 1 - (effective / unique - 1) / REPEATS;
  return left > 0 ? unique * (1 - REPEATS * Math.log(left)) : null;
}

/** Worth of a token in pass `pass` (from 1) over that of a fresh one: e^(-(pass-1)/R*). */
export function passWorth(pass: number): number {
  return pass <= 1 ? 1 : Math.exp((1 - pass) / REPEATS);
}

/** Parameters that U unique tokens can use at most: N' with U_N = min(N, optimal size for U). */
export function effectiveParameters(law: LossLaw, n: Parameters, unique: Tokens): Parameters {
  const { g } = optimumExponents(law);
  const optimal = (unique * g) ** (law.beta / law.alpha) * g;
  return worth(Math.min(n, optimal), n, EXCESS);
}

/** Loss under a limit of unique tokens: both N and D counted at their effective worth. */
export function constrainedLoss(law: LossLaw, at: { readonly n: Parameters; readonly d: Tokens; readonly unique: Tokens }): Nats {
  return lossOf(law, effectiveParameters(law, at.n, at.unique), effectiveTokens(at.unique, at.d));
}
