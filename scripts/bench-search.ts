import { stacks } from "@outlay/catalog";
import { finds, plan } from "@outlay/engine";
import { benchOf } from "../packages/engine/src/plan/bench.ts";
import { fitOf, setupOf, timed } from "../packages/engine/src/plan/candidate.ts";
import { clusterOf, counts } from "../packages/engine/src/plan/counts.ts";
import type { PlanRequest } from "../packages/engine/src/plan/request.ts";
import { search } from "../packages/engine/src/plan/search.ts";
import { noPasses, sharesOf } from "../packages/engine/src/plan/shares.ts";
import { layoutOf, microBatchChoices, recomputeChoices, splits } from "../packages/engine/src/plan/space.ts";
import { tensorTable } from "../packages/engine/src/model/tensors.ts";
import { built } from "./built.ts";

/** bench-search: how large the spaces of some jobs are, how much of them is estimated, and the CPU seconds that takes on one core. */

interface Case {
  readonly name: string;
  readonly job: Readonly<Record<string, unknown>>;
  /** All stacks that pre-train, not only the usual ones. */
  readonly allStacks?: boolean;
}

const pretrain = (model: string, tokens: string, training: object, where: object): Case["job"] => ({
  model,
  method: { kind: "pretrain" },
  data: { tokens },
  training,
  where,
});
const ownA100 = { owned: [{ accelerator: "a100-80gb", gpusPerNode: 8, nodes: 512, fabric: "1600G infiniband" }] };
const gpt3 = { sequence: 2048, globalBatch: 4096 };

const CASES: readonly Case[] = [
  {
    name: "GPT-3 175B, 4,096 own A100, one stack",
    job: { ...pretrain("gpt3-175b", "300B", gpt3, { ...ownA100, gpus: 4096 }), stack: "megatron-lm" },
  },
  { name: "GPT-3 175B, 4,096 own A100, all stacks", job: pretrain("gpt3-175b", "300B", gpt3, { ...ownA100, gpus: 4096 }), allStacks: true },
  {
    name: "GPT-3 175B, every count of own A100 to 4,096, all stacks",
    job: pretrain("gpt3-175b", "300B", gpt3, { ...ownA100, gpus: "8..4096", everyCount: true }),
    allStacks: true,
  },
  {
    name: "QLoRA of a 7B, the whole catalog to 64 GPUs",
    job: { model: "mistralai/Mistral-7B-v0.1", method: { kind: "qlora" }, data: { samples: 6000, tokensPerSample: 400 } },
  },
  {
    name: "full fine-tune of an 8B, the whole catalog to 64 GPUs",
    job: { model: "meta-llama/Llama-3.1-8B", method: { kind: "full" }, data: { tokens: "1B" }, where: { gpus: "1..64" } },
  },
  { name: "Llama-3.1-405B, the whole catalog to 32,768 GPUs", job: pretrain("meta-llama/Llama-3.1-405B", "15T", {}, { gpus: "1..32768" }) },
  { name: "the same, all stacks", job: pretrain("meta-llama/Llama-3.1-405B", "15T", {}, { gpus: "1..32768" }), allStacks: true },
  {
    name: "DeepSeek-V3, the whole catalog, all stacks",
    job: pretrain("deepseek-ai/DeepSeek-V3", "15T", { sequence: 4096, globalBatch: 15360 }, { gpus: "1..32768" }),
    allStacks: true,
  },
  {
    name: "Llama-3.1-405B at 131,072 tokens, all stacks",
    job: pretrain("meta-llama/Llama-3.1-405B", "15T", { sequence: 131072, globalBatch: 512 }, { gpus: "1..32768" }),
    allStacks: true,
  },
];

function requestOf(c: Case): PlanRequest {
  const { request } = built(c.job);
  return c.allStacks ? { ...request, stacks: stacks.filter((s) => s.methods.includes(request.method.kind)) } : request;
}

/** CPU seconds of this process: other work on the machine doesn't count. */
function cpuSeconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const number = (n: number): string => Math.round(n).toLocaleString("en-US");
const row = (cells: readonly string[], widths: readonly number[]): string =>
  `${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ")}\n`;
const WIDTHS = [58, 12, 11, 12, 8, 12, 7];

function searches(): void {
  process.stdout.write(row(["job", "space", "estimated", "ruled out", "CPU s", "a second", "MB"], WIDTHS));
  for (const c of CASES) {
    const request = requestOf(c);
    let found = search(request);
    const seconds = cpuSeconds(() => void (found = search(request)));
    const memory = process.memoryUsage().rss / 1e6;
    const { space, evaluated, pruned } = found;
    process.stdout.write(
      row([c.name, number(space), number(evaluated), number(pruned), seconds.toFixed(2), number(space / seconds), number(memory)], WIDTHS),
    );
  }
}

/** Every configuration of a request, estimated whole: its memory and, whether or not it fits, its step. Nothing is ruled out. */
function estimateAll(request: PlanRequest): number {
  const table = tensorTable(request.model.architecture);
  let count = 0;
  for (const machine of request.machines) {
    for (const stack of request.stacks) {
      const known = noPasses();
      for (const gpus of counts(request, machine)) {
        const bench = benchOf(request, machine, clusterOf(machine, gpus), { stack, table, globalBatch: request.work.globalBatch ?? 1024 });
        if (typeof bench === "string") continue;
        const { globalBatch } = bench;
        for (const split of splits(request, stack, bench.cluster)) {
          const shares = sharesOf(split, `${machine.id} ${gpus}`, known);
          for (const again of recomputeChoices(request, stack, split)) {
            for (const microBatch of microBatchChoices(request, globalBatch, split)) {
              const posed = setupOf(bench, request, layoutOf(split, { microBatch, globalBatch, again, offload: "none" }));
              const fit = fitOf(bench, posed, 0, shares);
              if (!("reason" in fit)) timed(bench, posed, fit, shares);
              count += 1;
            }
          }
        }
      }
    }
  }
  return count;
}

function throughput(): void {
  const request = requestOf({ name: "", job: pretrain("gpt3-175b", "300B", gpt3, { ...ownA100, gpus: "8..4096" }), allStacks: true });
  estimateAll(request);
  let count = 0;
  const seconds = cpuSeconds(() => void (count = estimateAll(request)));
  process.stdout.write(
    `\nnothing ruled out: ${number(count)} whole configurations in ${seconds.toFixed(2)} CPU s, ${number(count / seconds)} a second\n`,
  );
}

function samplesOf({ work }: PlanRequest): Extract<PlanRequest["work"]["amount"], { kind: "samples" }> {
  if (work.amount.kind !== "samples") throw new Error("the job is counted in samples");
  return work.amount;
}

/** A change of one input after a first answer, as a slider makes it. */
function changes(): void {
  const { request, alternatives } = built(CASES[3]?.job ?? {});
  const kept = { ...alternatives, finds: finds() };
  plan(request, kept);
  const steps: readonly (readonly [string, PlanRequest])[] = [
    ["epochs", { ...request, work: { ...request.work, amount: { ...samplesOf(request), epochs: 2 } } }],
    ["budget", { ...request, goal: { ...request.goal, budget: 20 } }],
    ["deadline", { ...request, goal: { ...request.goal, deadline: 7200 } }],
    ["global batch", { ...request, work: { ...request.work, globalBatch: 32 } }],
    ["rank", { ...request, method: { ...request.method, lora: request.method.lora && { ...request.method.lora, rank: 64 } } }],
  ];
  for (const [name, changed] of steps) {
    const median = (all: typeof alternatives): string => {
      const times = Array.from({ length: 9 }, () => cpuSeconds(() => void plan(changed, all))).toSorted((a, b) => a - b);
      return ((times[4] ?? 0) * 1000).toFixed(0);
    };
    // Another batch or rank moves layouts: the first time they are searched as ever.
    const again = name === "global batch" || name === "rank" ? "" : `, ${median(kept)} ms where searches are kept`;
    process.stdout.write(`another ${name}: ${median(alternatives)} ms${again}\n`);
  }
}

searches();
throughput();
changes();
