import type { Nats, Parameters, Tokens } from "../../units.ts";

/** Bits of weights, activations and key-value cache in training. */
export interface TrainingBits {
  readonly weights: number;
  readonly activations: number;
  readonly cache: number;
}

/** Source: Kumar et al. 2024, 2411.04330. Integer-type training up to 1.7 B parameters and 26 B tokens; FP8 practice at scale loses less. */
const GAMMA = { weights: 2.6745, activations: 2.2102, cache: 0.9578, after: 0.5907, tokens: 0.5068, parameters: 0.3439 };
const AFTER = 0.0598;

const kept = (bits: number, gamma: number): number => 1 - Math.exp(-bits / gamma);

/** Effective over real parameters: the product of 1 - e^(-bits/gamma) over weights, activations, cache. */
export function precisionShare(bits: TrainingBits): number {
  return kept(bits.weights, GAMMA.weights) * kept(bits.activations, GAMMA.activations) * kept(bits.cache, GAMMA.cache);
}

export const QUANTISING = "Kumar et al. 2024, 2411.04330: GPTQ of 16-bit weights";
/** Most that it was fitted to. */
export const QUANTISING_MOST = { parameters: 1.7e9, tokens: 26e9 } as const;

/** Loss added by quantising 16-bit weights after training: 0.0598 e^(-bits/0.5907) D^0.5068 / N^0.3439. Grows with over-training. */
export function quantisationLoss(n: Parameters, d: Tokens, bits: number): Nats {
  return (AFTER * Math.exp(-bits / GAMMA.after) * d ** GAMMA.tokens) / n ** GAMMA.parameters;
}
