import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { calibration } from "@outlay/catalog";
import { type Branch, type Case, predict, readRecords, resolve } from "@outlay/validation";
import type { Machine } from "../packages/engine/src/money/offer.ts";
import type { PlanRequest } from "../packages/engine/src/plan/request.ts";
import { search } from "../packages/engine/src/plan/search.ts";
import { built } from "./built.ts";
import { ROOT } from "./files.ts";
import { read } from "./measured-runs.ts";

/** experts: writes docs/experts.md, published runs whose layout was tuned beside the search's own layout for the same cards, stack and batch. */

const TUNED = new Set(["megatron-lm", "megatron-bridge", "nemo", "mlperf", "torchtitan", "full", "dgxc"]);
/** Figures of a step alone: hours hold more than steps. */
const RATES = new Set<string>(["tokens_per_s", "tokens_per_s_per_gpu", "samples_per_s", "tflops_per_gpu", "mfu"]);
const FILES = ["throughput", "mlperf", "full_runs"] as const;
const NEAR = 0.15;

const base = built({
  model: "gpt2",
  method: { kind: "pretrain" },
  data: { tokens: "1B" },
  where: { owned: [{ accelerator: "h100", gpusPerNode: 8, nodes: 1 }] },
}).request;

function requestOf({ setup, stack, accelerator }: Branch): PlanRequest {
  const { cluster, batch, method, table } = setup;
  const machine: Machine = {
    id: "own",
    provider: "owned",
    instanceType: "own",
    accelerator,
    node: cluster.node,
    maxNodes: cluster.nodes,
    owned: true,
    hostMemory: null,
    prices: [],
  };
  return {
    ...base,
    model: { ...base.model, architecture: table.architecture },
    method,
    work: {
      amount: { kind: "steps", steps: 1 },
      sequence: batch.sequence,
      globalBatch: batch.globalBatch,
      padding: "packed",
      source: "the record",
    },
    training: {
      ...base.training,
      precision: setup.precision,
      optimizer: setup.optimizer,
      attention: setup.attention,
      compile: setup.compile,
    },
    stacks: [stack],
    machines: [machine],
    gpus: { min: cluster.gpus, max: cluster.gpus },
    layout: { offload: setup.layout.offload },
    goal: { ...base.goal, pFits: 0.5 },
    calibration,
  };
}

const likeliest = (c: Case): Branch | undefined => c.branches.toSorted((a, b) => b.weight - a.weight)[0];

const shown = (l: Branch["setup"]["layout"]): string =>
  `dp${l.dp} tp${l.tp} pp${l.pp}${l.virtualPp > 1 ? `x${l.virtualPp}` : ""} cp${l.cp} ep${l.ep} ${l.sharding} ${l.recompute}${l.recomputeLayers ?? ""} mb${l.microBatch}`;

interface Compared {
  readonly id: string;
  readonly expert: string;
  readonly own: string;
  /** Measured over the predicted time of the search's choice, and the expert's layout predicted over it. */
  readonly measured: number;
  readonly predicted: number;
}

function compared(c: Case): Compared | null {
  const branch = likeliest(c);
  const row = predict(c).find((p) => p.predicted !== null && (p.quantity === "step_time_s" || RATES.has(p.quantity)));
  if (!branch || !row || row.predicted === null || branch.repeat !== 1) return null;
  const ratio = RATES.has(row.quantity) ? row.predicted / row.measured : row.measured / row.predicted;
  const [found] = search(requestOf(branch)).candidates;
  if (!found) return null;
  const { setup } = branch;
  const pinned = search({ ...requestOf(branch), layout: { ...setup.layout } }).candidates[0];
  const expert = pinned?.step ?? Number.NaN;
  return {
    id: c.id,
    expert: shown(setup.layout),
    own: shown(found.setup.layout),
    measured: (ratio * expert) / found.step,
    predicted: expert / found.step,
  };
}

const cases = FILES.flatMap((name) => readRecords(read(`evidence/${name}.jsonl`), name).records)
  .map((r) => resolve(r, calibration))
  .filter((c) => TUNED.has(c.source) && !c.skipped && (likeliest(c)?.setup.cluster.gpus ?? 0) >= 8);
const rows = cases.flatMap((c) => compared(c) ?? []).filter((r) => Number.isFinite(r.measured));
const near = rows.filter((r) => Math.abs(r.measured - 1) <= NEAR);
const alike = rows.filter((r) => r.predicted <= 1 + NEAR);
const share = (part: readonly Compared[]): string =>
  `${part.length} of ${rows.length} (${((100 * part.length) / rows.length).toFixed(1)} %)`;
const line = (r: Compared): string => `| \`${r.id}\` | ${r.expert} | ${r.own} | ${r.measured.toFixed(2)} | ${r.predicted.toFixed(2)} |\n`;
const gaps = rows.filter((r) => !alike.includes(r)).toSorted((x, y) => y.predicted - x.predicted);
const HEAD = "| run | experts' layout | the search's | measured | experts' predicted |\n| --- | --- | --- | ---: | ---: |\n";

writeFileSync(
  join(ROOT, "docs/experts.md"),
  `# Layouts that experts chose, and the search's

Written by \`npm run experts\` from runs of Megatron-LM, Megatron-Bridge, NeMo, MLPerf, torchtitan, NVIDIA's recipes and complete pre-trainings, on eight cards and more: the same cards, stack, batch, sequence and precision, the layout left open. Where a record leaves parts of its layout open, the likeliest is taken. ${cases.length - rows.length} of ${cases.length} runs have no step time to compare, or nothing that the model lets fit.

- **${share(near)}** of the measured times are within 15 % of what is predicted for the search's choice; the figure to reach is 80 %.
- **${share(alike)}** of the experts' layouts are predicted within 15 % of the search's choice. The difference between the two shares is the error of the time model, not of the search.

## Where the search's choice is predicted more than 15 % faster

Times over the predicted time of the search's choice.

${HEAD}${gaps.map(line).join("")}
What they have in common: the search cuts tensors less and pipelines more (tp 4 where experts take 8, many virtual stages) because the model counts no time for activations that pass between stages, and it keeps more activations because a card may be filled to the probability asked for here (one half). On TPUs it takes less recomputation than MaxText's recipes. Which of these are improvements and which are costs that the model lacks isn't known: nobody measured them.
`,
);
