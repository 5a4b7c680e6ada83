import { type Explanation, explanationOf, numbers, reckoned, ruleOf } from "@outlay/schema";
import { describe, expect, it } from "vitest";
import { explainedPlan } from "./explained.ts";
import { ioOf } from "./golden/captured.ts";
import { asked } from "./plan-command.ts";

const AT = { language: "en", json: true, offline: true, today: "2026-11-24", seed: 1 } as const;

const JOBS: Readonly<Record<string, string>> = {
  "QLoRA, rented or at home": `model: mistralai/Mistral-7B-v0.1
method: { kind: qlora, rank: 32 }
data: { samples: 6000, tokensPerSample: 210, epochs: 3, at: aws/us-east-1 }
training: { sequence: 512 }
where: { accelerators: [a10g, l4], providers: [aws, gcp], purchase: [on-demand, spot], owned: [{ accelerator: rtx-4090, usdPerGpuHour: 0.2 }] }
goal: { budget: 100 USD, deadline: 24h }
api: { usdPerMillionTokens: 5, tokensPerMonth: 2M }
project: { people: 1000, experiments: true }
sweep: { kind: asha, trials: 16, workers: 4, space: { learningRate: [1e-4, 2e-4] } }
run: { evaluation: { every: 50 }, earlyStop: { patience: 3 } }
energy: { usdPerKwh: 0.2, embodiedKgPerGpu: 150 }
`,
  "a pre-training on 4,096 H100": `model: meta-llama/Llama-3.1-70B
method: pretrain
data: { tokens: 2T, readRate: 20GB }
training: { sequence: 8192, globalBatch: 2048, learningRate: 1e-4, schedule: cosine, warmup: 2000 }
layout: { tp: 8, pp: 4 }
where: { accelerators: h100-sxm, providers: [aws, nebius], gpus: 4096 }
run: { checkpoints: { async: true, storage: parallel } }
sweep: { kind: halving, trials: 8, proxy: { parameters: 100M }, space: { learningRate: [1e-4, 1e-3] } }
`,
  "experts, fine-tuned on spot instances": `model: Qwen/Qwen3-30B-A3B
method: full
data: { tokens: 500M, preprocessing: { when: ahead } }
training: { sequence: 4096 }
where: { accelerators: [h100-sxm, h200], providers: [aws, azure, verda], purchase: spot, gpus: 8..64 }
goal: { deadline: 10 days }
`,
  "a state-space model on hardware without a price": `model: state-spaces/mamba-2.8b
method: continue
data: { tokens: 50M, transfer: text-to-code }
training: { globalBatch: 64 }
where: { owned: [{ accelerator: a100, nodes: 2, gpusPerNode: 8 }], gpus: 16 }
goal: { minimise: time }
`,
  "a pre-training within a cap on carbon, over data seen twice": `model: meta-llama/Llama-3.2-1B
method: pretrain
data: { tokens: 20B, uniqueTokens: 8B }
training: { sequence: 2048, globalBatch: 256, sparse: { kind: block-sparse, density: 25% }, gradients: [{ batch: 64, squared: 0.5 }, { batch: 1024, squared: 0.1 }] }
where: { accelerators: h100-sxm, providers: aws, gpus: 16 }
goal: { servingTokens: 100B, carbon: 5t, minimise: carbon }
`,
  "nothing that fits": `model: meta-llama/Llama-3.1-70B
method: full
data: { tokens: 1M }
where: { accelerators: t4, gpus: 1 }
`,
};

const HEADLINES = ["stepSeconds", "memoryBytes", "costUsd", "runSeconds", "gpuHours", "mfu", "energy", "bill.0", "costUsd.p10"].map(
  (p) => `plans.0.${p}`,
);

async function rootOfJob(job: string) {
  const { io } = ioOf({ stdin: job });
  const found = await asked("-", {}, AT, io);
  if (!found) throw new Error("the job isn't taken");
  const root = await explainedPlan(found, "en", io);
  if (root === null) throw new Error("nobody interrupts");
  return root;
}

const nodes = (e: Explanation): readonly Explanation[] => [e, ...e.inputs.flatMap(nodes)];
const speaks = (e: Explanation): boolean => [e.formula, e.source].some((s) => s !== null && s !== "" && !s.startsWith("explain."));

describe.each(Object.entries(JOBS))("every number of %s", (_, job) => {
  it("has an explanation with a formula or a source, and arithmetic that gives the number", { timeout: 60_000 }, async () => {
    const root = await rootOfJob(job);
    const silent: string[] = [];
    const wrong: unknown[] = [];
    let checked = 0;
    for (const [path, value] of numbers(root)) {
      if (path.includes(".facts.")) continue;
      const keys = path.split(".");
      if (!ruleOf(root, keys)) {
        silent.push(path);
        continue;
      }
      const e = explanationOf(root, keys, "en");
      const says = [e?.formula, e?.source].some((s) => s !== null && s !== undefined && s !== "" && !s.startsWith("explain."));
      if (!says) silent.push(`${path} says nothing`);
      const found = reckoned(root, keys);
      if (found === null) continue;
      checked += 1;
      const near = found === value || Math.abs(found - value) <= 1e-6 * Math.max(Math.abs(found), Math.abs(value));
      if (!near) wrong.push([path, value, found, e?.formula]);
    }
    expect({ silent: silent.slice(0, 40), wrong: wrong.slice(0, 40) }).toEqual({ silent: [], wrong: [] });
    expect(checked).toBeGreaterThan(0);
  });

  it("goes down to leaves that say where they are from", { timeout: 60_000 }, async () => {
    const root = await rootOfJob(job);
    for (const path of HEADLINES) {
      const e = explanationOf(root, path.split("."), "en");
      if (!e || e.value === null) continue;
      const all = nodes(e);
      // What comes again stands with its value alone: one of its places must speak.
      const said = new Set(all.filter(speaks).map((n) => n.path));
      expect([path, all.filter((n) => !said.has(n.path)).map((n) => n.path)]).toEqual([path, []]);
      expect(new Set(all.map((n) => n.path)).size).toBeGreaterThan(3);
    }
  });
});
