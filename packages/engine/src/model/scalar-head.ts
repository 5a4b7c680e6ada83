import type { Architecture } from "./architecture.ts";
import { linear } from "./linear.ts";
import { type TensorTable, tensorTable } from "./tensors.ts";

/**
 * The model with a head of width 1 in place of its vocabulary: a reward or value model. A tied head leaves, its embedding stays.
 * Source: transformers, AutoModelForSequenceClassification with num_labels=1 (`score`, without bias).
 */
export function withScalarHead(table: TensorTable): TensorTable {
  const { architecture: a } = table;
  return {
    ...table,
    architecture: { ...a, vocab: 1, tied: false, biases: { ...a.biases, head: false }, lmHead: true },
    head: linear("head", a.hidden, 1, "none"),
    headStored: true,
  };
}

/** Known for an architecture: a search asks for the same one thousands of times. */
const known = new WeakMap<Architecture, TensorTable>();

/** A reward or value model of this shape. */
export function scalarTable(architecture: Architecture): TensorTable {
  let found = known.get(architecture);
  if (!found) known.set(architecture, (found = withScalarHead(tensorTable(architecture))));
  return found;
}
