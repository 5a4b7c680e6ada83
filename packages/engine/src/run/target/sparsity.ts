import type { Nats, Parameters, Tokens } from "../../units.ts";

/** Source: Frantar et al. 2023, 2309.08520: T5 on C4, unstructured sparsity, N non-zero parameters. GPUs still do the dense FLOPs. */
const FRANTAR = { a: 16.8, b: 0.722, c: 45.0, size: 0.245, tokens: 6.9e8, tokensPower: 0.203, floor: 0.651 };

const capacity = (sparsity: number): number => FRANTAR.a * (1 - sparsity) ** FRANTAR.b + FRANTAR.c;

/** (a_S (1-S)^b_S + c_S) N^-b_N + (a_D/D)^b_D + c. */
export function sparseLoss(nonZero: Parameters, d: Tokens, sparsity: number): Nats {
  return capacity(sparsity) * nonZero ** -FRANTAR.size + (FRANTAR.tokens / d) ** FRANTAR.tokensPower + FRANTAR.floor;
}

/** Size of the dense model of the same loss, over the non-zero parameters. */
export function denseEquivalent(sparsity: number): number {
  return (capacity(0) / capacity(sparsity)) ** (1 / FRANTAR.size);
}
