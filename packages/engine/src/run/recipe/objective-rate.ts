import type { Objective } from "../../method/objective.ts";
import type { StartingRate } from "./starting-rate.ts";

/** Peak rates of full training that the methods' own papers and published recipes start from. */
const FULL: Readonly<Record<Objective["kind"], StartingRate>> = {
  dpo: { value: 5e-7, source: "Zephyr 7B, 2310.16944, and Tulu 3 8B, 2411.15124: 5e-7" },
  ipo: { value: 5e-7, source: "as DPO; no rate of its own is published widely" },
  kto: { value: 5e-7, source: "TRL, KTOTrainer: 5e-7 to 5e-6" },
  orpo: { value: 8e-6, source: "TRL, example of ORPOTrainer: 8e-6; zephyr-orpo-141b: 5e-6" },
  simpo: { value: 6e-7, source: "Meng et al. 2024, 2405.14734: 3e-7 to 1e-6 by model" },
  reward: { value: 9e-6, source: "Ouyang et al. 2022, 2203.02155 appendix C.2: 9e-6" },
  ppo: { value: 3e-6, source: "TRL, PPOConfig: 3e-6" },
  grpo: { value: 1e-6, source: "Shao et al. 2024, 2402.03300 section 4.2: 1e-6" },
};
/** Adapters take ten times the rate of full training. */
const ADAPTERS = 10;

/** A starting peak learning rate of an objective and who says so. */
export function objectiveRate(objective: Objective, adapters: boolean): StartingRate {
  const { value, source } = FULL[objective.kind];
  if (!adapters) return { value, source };
  const full = `full training's ${value.toExponential()}: ${source}`;
  return { value: ADAPTERS * value, source: `ten times (Schulman et al. 2025, LoRA Without Regret) ${full}` };
}
