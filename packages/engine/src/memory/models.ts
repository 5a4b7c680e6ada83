import { localParameters } from "../layout/local.ts";
import type { Setup } from "../layout/setup.ts";
import { expertGroup, weightShards } from "../layout/sharding.ts";
import { computeBytes } from "../method/bytes.ts";
import type { Method } from "../method/method.ts";
import type { SideModel } from "../method/objective.ts";
import { scalarTable } from "../model/scalar-head.ts";
import type { TensorTable } from "../model/tensors.ts";
import type { Bytes } from "../units.ts";
import { staticBytes } from "./static.ts";

/** A model that is only passed forward: whole, in 16 bits. */
export const FROZEN: Method = { kind: "full", lora: null, frozenLayers: 0, base: "bf16", galoreRank: 0 };

/** Weights of a frozen model on a rank, cut and sharded as the policy's are. */
function frozenWeights(setup: Setup, table: TensorTable, stage: "first" | "last"): Bytes {
  const { layout, precision } = setup;
  const p = localParameters(table, FROZEN, layout, stage);
  const dense = p.linear + p.rest + p.embedding + p.head;
  return computeBytes(precision) * (dense / weightShards(layout) + p.experts / weightShards(layout, expertGroup(layout)));
}

/** What stands on a device beside the policy, whether or not a batch runs. */
export interface SideBytes {
  readonly reference: Bytes;
  readonly reward: Bytes;
  /** Weights, masters and optimizer states of the value model. */
  readonly value: Bytes;
  /** What of these waits in host memory. */
  readonly hosted: Bytes;
}

/** The value model as a training of its own: the policy's method and layout on another table. */
export function valueSetup(setup: Setup, value: SideModel): Setup {
  return { ...setup, table: scalarTable(value.architecture), objective: null };
}

/**
 * Models beside the policy. The reference is a second copy of the policy in the compute width, sharded where the policy's weights are (TRL prepares it
 * with the same ZeRO-3 or FSDP, and leaves it whole under ZeRO-1 and 2); adapters need none, since switching them off gives it; nor does a reference whose
 * log-probabilities were worked out before. Reward models stand frozen, value models as a second training.
 * Source: TRL, models/utils.py prepare_deepspeed and prepare_fsdp, trainer/dpo_trainer.py null_ref_context.
 */
export function sideBytes(setup: Setup, stage: "first" | "last"): SideBytes {
  const { objective, method, layout } = setup;
  const rollout = objective?.rollout ?? null;
  const copied = objective?.reference === "online" && !method.lora;
  const reference = copied ? frozenWeights(setup, setup.table, stage) : 0;
  const reward = rollout?.rewardModel ? frozenWeights(setup, scalarTable(rollout.rewardModel.architecture), stage) : 0;
  const away = layout.offload === "params";
  const frozen = away ? { reference: 0, reward: 0 } : { reference, reward };
  const held = away ? reference + reward : 0;
  if (!rollout?.valueModel) return { ...frozen, value: 0, hosted: held };
  const own = valueSetup(setup, rollout.valueModel);
  const v = staticBytes(own, localParameters(own.table, own.method, layout, stage));
  const value = v.weights + v.master + v.casts + v.optimizer;
  return { ...frozen, value, hosted: held + v.hosted };
}
