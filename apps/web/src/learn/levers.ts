import type { TextKey } from "@outlay/schema";
import { type Tree, type Value, valueAt, withValue } from "../job/tree.ts";

/** A lever on the cost: what it is, and a change of the reader's own job that pulls it. */
export interface Lever {
  readonly id: string;
  readonly title: TextKey;
  readonly what: TextKey;
  readonly change: (job: Tree) => Readonly<Record<string, Value | undefined>>;
}

const ADAPTERS: ReadonlySet<unknown> = new Set(["lora", "dora", "qlora"]);
const NO_ADAPTER = {
  "method.rank": undefined,
  "method.targets": undefined,
  "method.dropout": undefined,
  "method.base": undefined,
  "method.modulesToSave": undefined,
};

/** Without what was pinned for another card or layout. */
const other = (job: Tree, path: string, values: readonly [Value, Value]): Value =>
  valueAt(job, path) === values[0] ? values[1] : values[0];

export const LEVERS: readonly Lever[] = [
  {
    id: "hardware",
    title: "learn.lever-hardware",
    what: "learn.lever-hardware-what",
    change: () => ({ "where.owned": undefined, "where.accelerators": ["l4"] }),
  },
  {
    id: "spot",
    title: "learn.lever-spot",
    what: "learn.lever-spot-what",
    change: () => ({ "where.owned": undefined, "where.purchase": ["spot"] }),
  },
  { id: "size", title: "learn.lever-size", what: "learn.lever-size-what", change: () => ({ model: "meta-llama/Llama-3.2-1B" }) },
  {
    id: "attention",
    title: "learn.lever-attention",
    what: "learn.lever-attention-what",
    change: (job) => ({ "training.attention": other(job, "training.attention", ["eager", "sdpa"]) }),
  },
  {
    id: "sequence",
    title: "learn.lever-sequence",
    what: "learn.lever-sequence-what",
    change: (job) => ({ "training.sequence": other(job, "training.sequence", [8192, 1024]) }),
  },
  {
    id: "recompute",
    title: "learn.lever-recompute",
    what: "learn.lever-recompute-what",
    change: (job) => ({ "training.recompute": other(job, "training.recompute", ["full", "none"]) }),
  },
  {
    id: "batch",
    title: "learn.lever-batch",
    what: "learn.lever-batch-what",
    change: (job) => ({ "training.globalBatch": other(job, "training.globalBatch", [128, 16]) }),
  },
  {
    id: "precision",
    title: "learn.lever-precision",
    what: "learn.lever-precision-what",
    change: (job) => ({ "training.precision": other(job, "training.precision", ["fp32", "bf16"]) }),
  },
  {
    id: "adapters",
    title: "learn.lever-adapters",
    what: "learn.lever-adapters-what",
    change: (job) => (ADAPTERS.has(valueAt(job, "method.kind")) ? { ...NO_ADAPTER, "method.kind": "full" } : { "method.kind": "lora" }),
  },
  {
    id: "quantised",
    title: "learn.lever-quantised",
    what: "learn.lever-quantised-what",
    change: (job) => ({ ...NO_ADAPTER, "method.kind": valueAt(job, "method.kind") === "qlora" ? "lora" : "qlora" }),
  },
  {
    id: "optimizer",
    title: "learn.lever-optimizer",
    what: "learn.lever-optimizer-what",
    change: (job) => ({ "training.optimizer": other(job, "training.optimizer", ["adamw-8bit", "adamw"]) }),
  },
  {
    id: "checkpoints",
    title: "learn.lever-checkpoints",
    what: "learn.lever-checkpoints-what",
    change: () => ({ "run.checkpoints.every": 10, "run.checkpoints.save": "full" }),
  },
  {
    id: "start",
    title: "learn.lever-start",
    what: "learn.lever-start-what",
    change: () => ({
      ...NO_ADAPTER,
      "method.kind": "pretrain",
      data: undefined,
      stack: undefined,
      goal: undefined,
      "goal.tokens": "compute-optimal",
    }),
  },
  {
    id: "parallel",
    title: "learn.lever-parallel",
    what: "learn.lever-parallel-what",
    change: (job) => ({ "where.gpus": other(job, "where.gpus", [8, 1]) }),
  },
  {
    id: "data",
    title: "learn.lever-data",
    what: "learn.lever-data-what",
    change: (job) => ({ "data.epochs": other(job, "data.epochs", [3, 1]) }),
  },
];

export function pulled(job: Tree, lever: Lever): Tree {
  let tree = job;
  for (const [path, value] of Object.entries(lever.change(job))) tree = withValue(tree, path, value);
  return tree;
}

/** The change in words: paths of the job with their new values. */
export function changeText(job: Tree, lever: Lever): string {
  return Object.entries(lever.change(job))
    .filter(([, value]) => value !== undefined)
    .map(([path, value]) => `${path}: ${Array.isArray(value) ? value.join(", ") : String(value)}`)
    .join(" · ");
}
