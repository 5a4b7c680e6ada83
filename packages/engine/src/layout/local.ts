import type { Linear } from "../model/linear.ts";
import type { TensorTable } from "../model/tensors.ts";
import { linearParameters } from "../model/parameters.ts";
import { adapterParameters, runningGroups, runningLayers, savedParameters } from "../method/trainable.ts";
import type { Method } from "../method/method.ts";
import type { Parameters } from "../units.ts";
import type { Layout } from "./layout.ts";

/** Into how many pieces a linear is cut on a rank by tensor and expert parallelism. */
export function pieces(l: Linear, tp: number, ep: number): number {
  const cut = l.split === "none" ? 1 : Math.min(tp, l.maxSplit);
  return l.expert ? cut * ep : cut;
}

/** Parameters on the rank that holds the most. Linears are what a quantised base shrinks; `rest` is norms and what a state space holds beside them. */
export interface LocalParameters {
  readonly linear: Parameters;
  readonly experts: Parameters;
  readonly rest: Parameters;
  readonly embedding: Parameters;
  readonly head: Parameters;
  readonly adapters: Parameters;
  readonly expertAdapters: Parameters;
  readonly headAdapter: Parameters;
  /** Copies of embedding and head that are trained in full beside adapters. */
  readonly saved: Parameters;
}

/** Layers of the fullest stage over all layers: ceil(L/pp)/L. */
export function stageShare(layers: number, pp: number): number {
  return pp <= 1 ? 1 : Math.ceil(layers / pp) / layers;
}

/**
 * Parameters per rank before data-parallel sharding. The first stage holds the embedding, the last the head;
 * with one stage both, a tied pair once. Pipelines of tied models hold a copy on both ends.
 * Source: Megatron-LM theoretical_memory_usage.py (most loaded rank).
 */
export function localParameters(table: TensorTable, method: Method, l: Layout, stage: "first" | "last"): LocalParameters {
  const groups = runningGroups(table, method);
  const share = stageShare(runningLayers(table, method), l.pp);
  let linear = 0;
  let experts = 0;
  let rest = table.finalNorm;
  let adapters = 0;
  let expertAdapters = 0;
  for (const g of groups) {
    const stored = g.stored * share;
    rest += stored * (g.normParameters + g.stateParameters);
    for (const m of g.linears) {
      const cut = pieces(m, l.tp, l.ep);
      const adapter = adapterParameters(method.lora, m);
      if (m.expert) {
        experts += (stored * linearParameters(m)) / cut;
        expertAdapters += (stored * adapter) / cut;
      } else {
        linear += (stored * linearParameters(m)) / cut;
        adapters += (stored * adapter) / cut;
      }
    }
  }
  const first = l.pp === 1 || stage === "first";
  const last = l.pp === 1 || stage === "last";
  const embedding = first ? table.embedding / l.tp : 0;
  const head = last && table.headStored && table.head ? linearParameters(table.head) / l.tp : 0;
  const tiedCopy = !table.headStored && table.head !== null && last && !first;
  return {
    linear,
    experts,
    rest,
    embedding: first || tiedCopy ? (table.embedding + table.positions + table.extra) / l.tp : 0,
    head,
    adapters,
    expertAdapters,
    headAdapter: last && table.head ? adapterParameters(method.lora, table.head) / l.tp : 0,
    saved: savedParameters(method.lora, { embedding, head }),
  };
}

/** What a rank trains beside the base: adapters and the ends saved whole. */
export function besideParameters(p: LocalParameters): Parameters {
  return p.adapters + p.expertAdapters + p.headAdapter + p.saved;
}

/** All base parameters of a rank. */
export function baseParameters(p: LocalParameters): Parameters {
  return p.linear + p.experts + p.rest + p.embedding + p.head;
}
