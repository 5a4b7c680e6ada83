import type { Flop, Nats, Parameters, Tokens } from "../../units.ts";
import { computeOptimalTokens, type LossLaw, tokensForLoss } from "./law.ts";

export const SERVING = "Sardana et al. 2024, 2401.00448: least 6ND + 2N D_served at one loss";

/** Root of a function that is negative below it and positive above, in logarithms. */
function root(low: number, high: number, f: (x: number) => number): number {
  let [a, b] = [Math.log(low), Math.log(high)];
  for (let i = 0; i < 100; i++) {
    const middle = (a + b) / 2;
    if (f(Math.exp(middle)) > 0) b = middle;
    else a = middle;
  }
  return Math.exp((a + b) / 2);
}

/**
 * Tokens to train a size on when it will serve `served` tokens: those for which no other size reaches the same loss with less compute in
 * training and serving together. (D + D_served/3) = alpha A D^(beta+1) / (beta B N^alpha), from dC/dN = 0 along one loss.
 * Without serving it is the compute-optimal number.
 */
export function servingOptimalTokens(law: LossLaw, n: Parameters, served: Tokens): Tokens {
  const least = computeOptimalTokens(law, n);
  if (served <= 0) return least;
  const k = (law.alpha * law.a) / (law.beta * law.b * n ** law.alpha);
  return root(least, least * (2 + served / least) ** (2 / law.beta), (d) => k * d ** (law.beta + 1) - d - served / 3);
}

export interface ServingOptimum {
  readonly parameters: Parameters;
  readonly tokens: Tokens;
  readonly flop: Flop;
}

/** Size and tokens of least 6ND + 2N D_served for a loss; null where the loss is at or below what any size reaches. */
export function servingOptimal(law: LossLaw, loss: Nats, served: Tokens): ServingOptimum | null {
  if (loss <= law.e) return null;
  const smallest = (law.a / (loss - law.e)) ** (1 / law.alpha);
  const parameters = root(smallest * (1 + 1e-9), smallest * 1e6, (n) => {
    const tokens = tokensForLoss(law, n, loss) ?? Number.POSITIVE_INFINITY;
    return tokens - servingOptimalTokens(law, n, served) > 0 ? -1 : 1;
  });
  const tokens = tokensForLoss(law, parameters, loss) ?? Number.POSITIVE_INFINITY;
  return { parameters, tokens, flop: 6 * parameters * tokens + 2 * parameters * served };
}
