import type { Parameters } from "../../units.ts";
import type { Validity } from "./law.ts";

export const TRANSFERS = ["text-to-code", "mixed-to-code"] as const;
export type Transfer = (typeof TRANSFERS)[number];

/** Constants of D_T = k D_F^alpha N^beta: characters, N without embeddings. */
interface TransferLaw {
  readonly k: number;
  readonly alpha: number;
  readonly beta: number;
  readonly from: string;
}

const LAWS: Readonly<Record<Transfer, TransferLaw>> = {
  "text-to-code": { k: 1.9e4, alpha: 0.18, beta: 0.38, from: "text" },
  "mixed-to-code": { k: 2.1e5, alpha: 0.096, beta: 0.38, from: "half text, half code" },
};

export const TRANSFER = "Hernandez et al. 2021, 2102.01293: D_T = k D_F^alpha N^beta, Python after pre-training";
/** Sizes of the law's own runs, without embeddings. */
export const TRANSFER_SIZES: Validity = { min: 4e5, max: 1e9 };

/** Characters of the new data that pre-training is worth. */
export function transferredCharacters(kind: Transfer, at: { readonly n: Parameters; readonly characters: number }): number {
  const { k, alpha, beta } = LAWS[kind];
  return k * at.characters ** alpha * at.n ** beta;
}

/** Data from scratch that reaches the same loss, over the data that fine-tuning sees: (D_F + D_T) / D_F. */
export function transferFactor(kind: Transfer, at: { readonly n: Parameters; readonly characters: number }): number {
  return 1 + transferredCharacters(kind, at) / at.characters;
}
