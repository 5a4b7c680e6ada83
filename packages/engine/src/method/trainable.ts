import { linearParameters } from "../model/parameters.ts";
import type { Linear, LinearId } from "../model/linear.ts";
import type { LayerGroup, TensorTable } from "../model/tensors.ts";
import type { Parameters } from "../units.ts";
import type { Lora, Method } from "./method.ts";

const ATTENTION_FUSED: readonly LinearId[] = ["q", "k", "v"];

/** Names that stacks give to linears. A fused matrix adapts each of its members. */
const TARGETS: Readonly<Record<string, readonly LinearId[]>> = {
  q_proj: ["q", "q_b"],
  k_proj: ["k"],
  v_proj: ["v"],
  o_proj: ["o"],
  in_proj: ["in_proj"],
  x_proj: ["x_proj"],
  dt_proj: ["dt_proj"],
  out_proj: ["o", "out_proj"],
  q_a_proj: ["q_a"],
  q_b_proj: ["q_b"],
  kv_a_proj_with_mqa: ["kv_a"],
  kv_b_proj: ["kv_b"],
  gate_proj: ["gate", "expert_gate", "shared_gate"],
  up_proj: ["up", "expert_up", "shared_up"],
  down_proj: ["down", "expert_down", "shared_down"],
  w1: ["gate", "expert_gate"],
  w3: ["up", "expert_up"],
  w2: ["down", "expert_down"],
  qkv_proj: ATTENTION_FUSED,
  query_key_value: ATTENTION_FUSED,
  c_attn: ATTENTION_FUSED,
  Wqkv: ATTENTION_FUSED,
  wqkv: ATTENTION_FUSED,
  query: ["q"],
  key: ["k"],
  value: ["v"],
  q: ["q", "cross_q"],
  k: ["k", "cross_k"],
  v: ["v", "cross_v"],
  o: ["o", "cross_o"],
  dense: ["o"],
  gate_up_proj: ["gate", "up", "expert_gate", "expert_up"],
  c_proj: ["o", "down"],
  fc1: ["up"],
  fc2: ["down"],
  c_fc: ["up"],
  dense_h_to_4h: ["up"],
  dense_4h_to_h: ["down"],
  wi: ["up"],
  wi_0: ["gate"],
  wi_1: ["up"],
  wo: ["down"],
  router: ["router"],
  lm_head: ["head"],
};

/** Target names that a job may use. */
export const LORA_TARGETS: readonly string[] = Object.keys(TARGETS);

const NEVER_BY_DEFAULT: ReadonlySet<LinearId> = new Set(["router", "shared_switch", "head", "mtp_proj"]);

/** Rank of the adapter on a linear, 0 without one. */
export function adapterRank(lora: Lora | null, id: LinearId): number {
  if (!lora) return 0;
  if (lora.targets === "all-linear") return NEVER_BY_DEFAULT.has(id) ? 0 : lora.rank;
  for (const name of lora.targets) {
    if (name === "all-linear" && !NEVER_BY_DEFAULT.has(id)) return lora.rank;
    if (TARGETS[name]?.includes(id)) return lora.rank;
  }
  return 0;
}

/**
 * Entries of the adapter on a linear, all copies: r(in+out), and DoRA's magnitude of each output.
 * Source: Hu et al. 2021, 2106.09685; Liu et al. 2024, 2402.09353.
 */
export function adapterParameters(lora: Lora | null, l: Linear): Parameters {
  const rank = adapterRank(lora, l.id);
  if (!lora || rank === 0) return 0;
  return l.copies * (rank * (l.in + l.out) + (lora.dora ? l.out : 0));
}

export function groupAdapterParameters(lora: Lora | null, group: LayerGroup): Parameters {
  let total = 0;
  for (const l of group.linears) total += adapterParameters(lora, l);
  return total;
}

/** Entries of the ends that are trained in full beside adapters. A tied head is the embedding. */
export function savedParameters(lora: Lora | null, ends: { readonly embedding: Parameters; readonly head: Parameters }): Parameters {
  const saved = lora?.modulesToSave ?? [];
  const embedding = saved.includes("embed_tokens") || (ends.head === 0 && saved.includes("lm_head"));
  return (embedding ? ends.embedding : 0) + (saved.includes("lm_head") ? ends.head : 0);
}

/** Whether the head's weights get a gradient. */
export function trainsHead(method: Method, table: TensorTable): boolean {
  if (!method.lora) return true;
  const saved = method.lora.modulesToSave ?? [];
  return saved.includes("lm_head") || (!table.headStored && saved.includes("embed_tokens"));
}

/** True when the base weights get no gradient. */
export function isAdapter(method: Method): boolean {
  return method.lora !== null;
}

/** Multi-token-prediction layers are trained with the model in pre-training only. */
export function trainsMtp(method: Method): boolean {
  return method.kind === "pretrain" || method.kind === "continue";
}

/** Groups that the run executes. */
export function runningGroups(table: TensorTable, method: Method): readonly LayerGroup[] {
  return trainsMtp(method) ? table.groups : table.groups.filter((g) => !g.mtp);
}

export function runningLayers(table: TensorTable, method: Method): number {
  let layers = 0;
  for (const g of runningGroups(table, method)) layers += g.count;
  return layers;
}

/** Share of a layer's own weights that are trained: all, none, or the layers above the frozen ones. */
export function trainedShare(method: Method, table: TensorTable): number {
  if (isAdapter(method)) return 0;
  if (method.kind !== "freeze") return 1;
  const layers = table.architecture.layers + (table.architecture.decoderLayers ?? 0);
  return Math.max(0, 1 - method.frozenLayers / layers);
}

/** What a method trains and leaves, of the whole model. `frozenLinear` are matrices inside blocks: those that a quantised base shrinks. */
export interface TrainableParameters {
  readonly trained: Parameters;
  readonly adapters: Parameters;
  readonly frozenLinear: Parameters;
  readonly frozenRest: Parameters;
}

export function trainableParameters(table: TensorTable, method: Method): TrainableParameters {
  const share = trainedShare(method, table);
  let linear = 0;
  let norms = table.finalNorm;
  let adapters = table.head ? adapterParameters(method.lora, table.head) : 0;
  for (const g of runningGroups(table, method)) {
    for (const l of g.linears) linear += g.stored * linearParameters(l);
    norms += g.stored * (g.normParameters + g.stateParameters);
    adapters += g.stored * groupAdapterParameters(method.lora, g);
  }
  const head = table.headStored && table.head ? linearParameters(table.head) : 0;
  const ends = table.embedding + table.positions + table.extra;
  const trainedEnds = isAdapter(method) ? 0 : method.kind === "freeze" ? head : head + ends;
  return {
    trained: share * (linear + norms) + trainedEnds,
    adapters: adapters + savedParameters(method.lora, { embedding: table.embedding, head }),
    frozenLinear: (1 - share) * linear,
    frozenRest: (1 - share) * norms + head + ends - trainedEnds,
  };
}
