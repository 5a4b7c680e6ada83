import type { Method } from "../method/method.ts";
import { needsOldLogProbs, type Objective } from "../method/objective.ts";
import type { Recompute } from "../method/stack.ts";
import { matmulParameters } from "../model/parameters.ts";
import { scalarTable } from "../model/scalar-head.ts";
import type { TensorTable } from "../model/tensors.ts";
import type { Part } from "../quantity.ts";
import type { Flop, Tokens } from "../units.ts";
import { hardwareFlop, modelFlop, operatorFlops, type OperatorFlop } from "./flops.ts";

/** FLOPs that an objective adds to one pass of training over a token of the step. */
export interface ObjectiveFlop {
  readonly id: "reference" | "divergence" | "old-log-probs" | "reward-model" | "value-model" | "value-training" | "generation" | "updates";
  readonly model: Flop;
  /** With what is computed twice. */
  readonly hardware: Flop;
}

interface At {
  readonly sequence: Tokens;
  readonly recompute: Recompute;
}

function forwardOf(operators: readonly OperatorFlop[], adapters: boolean): Flop {
  let total = 0;
  for (const o of operators) if (adapters || o.id !== "adapters") total += o.forward;
  return total;
}

/** A frozen copy or a model beside the policy. */
const FROZEN: Pick<Method, "kind" | "lora"> = { kind: "full", lora: null };

/**
 * Passes beside the policy's training, per token of the step. A forward pass of N matmul parameters costs 2 N, as in training: a reference makes the
 * 6 N of a full fine-tune 8 N. Kahneman-Tversky optimisation estimates its divergence with a second pass of both. Generation passes each token of an
 * answer once, a prompt once or, where answers share it (vLLM), once for all of them.
 * Source: Rafailov et al. 2023, 2305.18290; Ethayarajh et al. 2024, 2402.01306; Schulman et al. 2017, 1707.06347; Shao et al. 2024, 2402.03300.
 */
export function objectiveFlops(table: TensorTable, method: Method, objective: Objective, at: At): readonly ObjectiveFlop[] {
  const policy = operatorFlops(table, method, { ...at, counting: "half" });
  const forward = forwardOf(policy, true);
  const frozen = forwardOf(policy, false);
  const list: ObjectiveFlop[] = [];
  const add = (id: ObjectiveFlop["id"], model: Flop, hardware: Flop = model): void => {
    if (model > 0) list.push({ id, model, hardware });
  };
  if (objective.reference !== "none") add("reference", objective.reference === "online" ? frozen : frozen / objective.epochs);
  if (objective.kind === "kto") add("divergence", forward + (objective.reference === "online" ? frozen : 0));
  const { rollout } = objective;
  if (!rollout) return list;
  if (needsOldLogProbs(objective)) add("old-log-probs", forward);
  const of = (side: TensorTable, how: Method): readonly OperatorFlop[] => operatorFlops(side, how, { ...at, counting: "half" });
  if (rollout.rewardModel)
    add("reward-model", forwardOf(of(scalarTable(rollout.rewardModel.architecture), { ...method, ...FROZEN }), false));
  if (rollout.valueModel) {
    const value = of(scalarTable(rollout.valueModel.architecture), method);
    add("value-model", forwardOf(value, true));
    add("value-training", rollout.updateEpochs * modelFlop(value), rollout.updateEpochs * hardwareFlop(value));
  }
  const again = rollout.updateEpochs - 1;
  add("updates", again * modelFlop(policy), again * hardwareFlop(policy));
  const { promptTokens, responseTokens, generation } = rollout;
  const shared = generation.engine === "vllm" ? rollout.samplesPerPrompt : 1;
  add("generation", (forward * (promptTokens / shared + responseTokens)) / at.sequence);
  return list;
}

export function objectiveModelFlop(list: readonly ObjectiveFlop[]): Flop {
  let total = 0;
  for (const o of list) total += o.model;
  return total;
}

export function objectiveHardwareFlop(list: readonly ObjectiveFlop[]): Flop {
  let total = 0;
  for (const o of list) total += o.hardware;
  return total;
}

/** The same for readers. */
export function objectiveFlopParts(list: readonly ObjectiveFlop[], table: TensorTable): readonly Part[] {
  const inputs = { policyMatmulParameters: matmulParameters(table) };
  return list.map(({ id, model }) => ({
    id,
    value: model,
    why: { formula: `flop.${id}`, inputs, source: "2 FLOPs per multiply-add and pass; passes by the objective's definition" },
  }));
}
