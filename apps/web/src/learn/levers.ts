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
    title: "lever.hardware",
    what: "lever.hardware-what",
    change: () => ({ "where.owned": undefined, "where.accelerators": ["l4"] }),
  },
  { id: "spot", title: "lever.spot", what: "lever.spot-what", change: () => ({ "where.owned": undefined, "where.purchase": ["spot"] }) },
  { id: "size", title: "lever.size", what: "lever.size-what", change: () => ({ model: "meta-llama/Llama-3.2-1B" }) },
  {
    id: "attention",
    title: "lever.attention",
    what: "lever.attention-what",
    change: (job) => ({ "training.attention": other(job, "training.attention", ["eager", "sdpa"]) }),
  },
  {
    id: "sequence",
    title: "lever.sequence",
    what: "lever.sequence-what",
    change: (job) => ({ "training.sequence": other(job, "training.sequence", [8192, 1024]) }),
  },
  {
    id: "recompute",
    title: "lever.recompute",
    what: "lever.recompute-what",
    change: (job) => ({ "training.recompute": other(job, "training.recompute", ["full", "none"]) }),
  },
  {
    id: "batch",
    title: "lever.batch",
    what: "lever.batch-what",
    change: (job) => ({ "training.globalBatch": other(job, "training.globalBatch", [128, 16]) }),
  },
  {
    id: "precision",
    title: "lever.precision",
    what: "lever.precision-what",
    change: (job) => ({ "training.precision": other(job, "training.precision", ["fp32", "bf16"]) }),
  },
  {
    id: "adapters",
    title: "lever.adapters",
    what: "lever.adapters-what",
    change: (job) => (ADAPTERS.has(valueAt(job, "method.kind")) ? { ...NO_ADAPTER, "method.kind": "full" } : { "method.kind": "lora" }),
  },
  {
    id: "quantised",
    title: "lever.quantised",
    what: "lever.quantised-what",
    change: (job) => ({ ...NO_ADAPTER, "method.kind": valueAt(job, "method.kind") === "qlora" ? "lora" : "qlora" }),
  },
  {
    id: "optimizer",
    title: "lever.optimizer",
    what: "lever.optimizer-what",
    change: (job) => ({ "training.optimizer": other(job, "training.optimizer", ["adamw-8bit", "adamw"]) }),
  },
  {
    id: "checkpoints",
    title: "lever.checkpoints",
    what: "lever.checkpoints-what",
    change: () => ({ "run.checkpoints.every": 10, "run.checkpoints.save": "full" }),
  },
  {
    id: "start",
    title: "lever.start",
    what: "lever.start-what",
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
    title: "lever.parallel",
    what: "lever.parallel-what",
    change: (job) => ({ "where.gpus": other(job, "where.gpus", [8, 1]) }),
  },
  { id: "data", title: "lever.data", what: "lever.data-what", change: (job) => ({ "data.epochs": other(job, "data.epochs", [3, 1]) }) },
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
