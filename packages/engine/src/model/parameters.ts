import { type Breakdown, breakdown, type Part } from "../quantity.ts";
import type { Parameters } from "../units.ts";
import type { Linear } from "./linear.ts";
import type { LayerGroup, TensorTable } from "./tensors.ts";

/** Stored entries of a matrix with its bias, all copies. */
export function linearParameters(l: Linear): Parameters {
  return l.copies * (l.in * l.out + l.bias);
}

/** Entries that one token passes through. A router's bias only ranks experts, so it is active too. */
export function activeLinearParameters(l: Linear): Parameters {
  return l.active * (l.in * l.out + l.bias);
}

export function layerParameters(group: LayerGroup): Parameters {
  let total = group.normParameters + group.stateParameters;
  for (const l of group.linears) total += linearParameters(l);
  return total;
}

const ATTENTION = new Set(["q", "k", "v", "o", "q_a", "q_b", "kv_a", "kv_b", "cross_q", "cross_k", "cross_v", "cross_o"]);

const STATE_SPACE = new Set(["in_proj", "x_proj", "dt_proj", "out_proj"]);

function partOf(l: Linear): string {
  if (STATE_SPACE.has(l.id)) return "state-space";
  if (l.expert) return "experts";
  if (l.id === "router" || l.id === "shared_switch") return "router";
  return ATTENTION.has(l.id) ? "attention" : "mlp";
}

/**
 * Parameters by part. The sum is the model's published total: one copy of shared layers, a tied head once,
 * multi-token-prediction layers left out (`mtpParameters` has them).
 * Source: the model configs; totals equal the published ones.
 */
export function parameters(t: TensorTable): Breakdown {
  const parts = new Map<string, Parameters>([
    ["embedding", t.embedding],
    ["positions", t.positions],
    ["attention", 0],
    ["mlp", 0],
    ["experts", 0],
    ["router", 0],
    ["state-space", 0],
    ["norms", t.finalNorm],
    ["head", t.headStored && t.head ? linearParameters(t.head) : t.architecture.biases.head ? t.architecture.vocab : 0],
    ["extra", t.extra],
  ]);
  const add = (id: string, n: Parameters): void => void parts.set(id, (parts.get(id) ?? 0) + n);
  for (const g of t.groups) {
    if (g.mtp) continue;
    for (const l of g.linears) add(partOf(l), g.stored * linearParameters(l));
    add("norms", g.stored * g.normParameters);
    add("state-space", g.stored * g.stateParameters);
  }
  const list: Part[] = [];
  for (const [id, value] of parts) {
    if (value > 0) list.push({ id, value, why: { formula: `parameters.${id}`, inputs: {}, source: "tensor shapes of the architecture" } });
  }
  return breakdown(list);
}

export function totalParameters(t: TensorTable): Parameters {
  return parameters(t).total;
}

/** Parameters that one token uses, both vocabulary matrices counted. */
export function activeParameters(t: TensorTable): Parameters {
  let total = totalParameters(t);
  for (const g of t.groups) {
    if (g.mtp) continue;
    for (const l of g.linears) total -= g.stored * (linearParameters(l) - activeLinearParameters(l));
  }
  return total;
}

/** Unique parameters of the multi-token-prediction layers (embedding and head are shared with the model). */
export function mtpParameters(t: TensorTable): Parameters {
  let total = 0;
  for (const g of t.groups) if (g.mtp) total += g.stored * layerParameters(g);
  return total;
}

/** Parameters that take part in a matmul for a token: linears passed and the head once; no lookup, positions, norms, biases. */
export function matmulParameters(t: TensorTable): Parameters {
  let total = t.head ? t.head.in * t.head.out : 0;
  for (const g of t.groups) {
    if (g.mtp) continue;
    for (const l of g.linears) total += g.count * l.active * l.in * l.out;
  }
  return total;
}
