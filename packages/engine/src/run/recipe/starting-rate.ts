import type { Method } from "../../method/method.ts";
import type { Parameters, Tokens } from "../../units.ts";
import { STEP_LAW, stepLawRate } from "./batch-laws.ts";

export interface StartingRate {
  readonly value: number;
  readonly source: string;
}

/**
 * A starting peak learning rate and who says so.
 * Pre-training: StepLaw 1.79 N^-0.713 D^0.307, N without embeddings. Adapters: QLoRA's table. Full fine-tuning: a tenth of LoRA's.
 */
export function startingLearningRate(method: Method, n: Parameters, tokens: Tokens): StartingRate {
  if (method.kind === "pretrain" || method.kind === "continue") {
    return { value: stepLawRate(n, tokens), source: `${STEP_LAW}: 1.79 N^-0.713 D^0.307` };
  }
  const lora = n > 30e9 ? 1e-4 : 2e-4;
  if (method.lora) return { value: lora, source: "Dettmers et al. 2023, 2305.14314 table 9: 2e-4 up to 13B, 1e-4 at 33B and 65B" };
  return { value: lora / 10, source: "a tenth of LoRA's: Schulman et al. 2025, LoRA Without Regret" };
}
