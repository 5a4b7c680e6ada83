import { type LocalParameters, stageShare } from "../layout/local.ts";
import type { Setup } from "../layout/setup.ts";
import { isShardedWeights } from "../layout/sharding.ts";
import { computeBytes, isQuantised, storedBytes } from "../method/bytes.ts";
import { gathersLogProbs } from "../method/objective.ts";
import { adapterRank, runningGroups, runningLayers } from "../method/trainable.ts";
import type { Bytes } from "../units.ts";

/**
 * Units gathered by ZeRO-3/FSDP: the layer at work and the prefetched one, the gradients of the one being reduced, and the root unit
 * (embedding, head, final norm), which stays gathered. A quantised base is gathered in its storage.
 */
export function gatheredBytes(setup: Setup, p: LocalParameters): Bytes {
  if (!isShardedWeights(setup.layout)) return 0;
  const { stack, method, layout, table } = setup;
  const layers = runningLayers(table, method);
  const unit = (p.linear + p.experts) / Math.max(1, layers * stageShare(layers, layout.pp));
  const stored =
    isQuantised(method.base) && method.lora ? storedBytes(method.base) : Math.min(stack.gathered.weight, computeBytes(setup.precision));
  const gradient = method.lora ? 0 : stack.gathered.gradient;
  const root = (p.embedding + p.head) * stack.gathered.weight;
  // Between the micro-batches of a pipeline parameters stay gathered and gradients unsharded.
  if (layout.pp > 1) return (p.linear + p.experts) * (stored + gradient) + root;
  return 2 * unit * stored + unit * gradient + root;
}

/** The model before it is cut, as stored, where the stack loads it whole on every GPU. */
export function wholeBytes(setup: Setup, p: LocalParameters): Bytes {
  const { stack, layout, method } = setup;
  if (!stack.loadsWhole || !isShardedWeights(layout)) return 0;
  const stored = Math.max(storedBytes(method.base), method.lora ? 0 : stack.trained.weight);
  return stored * (p.linear + p.experts) + Math.max(stored, 2) * (p.rest + p.embedding + p.head);
}

/** The linear that is de-quantised into 16 bits, and the copy that autograd holds. */
export function dequantBytes(setup: Setup): Bytes {
  if (!setup.method.lora || !isQuantised(setup.method.base)) return 0;
  let largest = 0;
  for (const g of runningGroups(setup.table, setup.method)) {
    for (const l of g.linears) largest = Math.max(largest, (l.in * l.out) / setup.layout.tp);
  }
  const { head, headStored } = setup.table;
  if (setup.stack.quantised.head && head && (headStored || setup.stack.unties))
    largest = Math.max(largest, (head.in * head.out) / setup.layout.tp);
  return 2 * 2 * largest;
}

/**
 * Where log-probabilities of the tokens written are gathered (preferences, policy gradients): logits in 16 bits, their log-softmax kept for backward, and
 * the gradients of both; no fp32 copy of the whole, and none of the kernels that fuse cross-entropy apply.
 * Source: TRL, trainer/utils.py selective_log_softmax, a row at a time in 16 bits.
 */
const LOG_PROB_BYTES = 8;

function entryBytes({ layout, stack, objective }: Setup): Bytes {
  if (layout.tp > 1) return stack.splitLogitsBytes;
  return objective && gathersLogProbs(objective) ? LOG_PROB_BYTES : stack.logitsBytes;
}

/**
 * Around the loss, per token and vocabulary entry: logits in 16 bits, their fp32 copy, log-softmax and gradient, as far as the stack keeps
 * them at once. An adapter on the head adds its output's copy.
 */
export function logitsBytes(setup: Setup): Bytes {
  const { table, layout, batch, method } = setup;
  if (!table.head) return 0;
  const tokens = (layout.microBatch * batch.longest) / layout.cp;
  const adapted = adapterRank(method.lora, "head") > 0 ? 2 : 0;
  const entry = entryBytes(setup);
  return (tokens * table.architecture.vocab * (setup.constants.logits * entry + adapted)) / layout.tp;
}
