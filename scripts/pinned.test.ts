import { plan } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import { withFlags } from "../apps/cli/src/laid-flags.ts";
import { benchOf } from "../packages/engine/src/plan/bench.ts";
import { type Candidate, evaluate, setupOf } from "../packages/engine/src/plan/candidate.ts";
import { clusterOf, counts } from "../packages/engine/src/plan/counts.ts";
import { type Offering, offerings } from "../packages/engine/src/plan/offering.ts";
import { variantsOf } from "../packages/engine/src/plan/open.ts";
import { pinsOf } from "../packages/engine/src/plan/pins.ts";
import type { PlanRequest } from "../packages/engine/src/plan/request.ts";
import { layoutOf, microBatchChoices, recomputeChoices, splits } from "../packages/engine/src/plan/space.ts";
import { trainedTable } from "../packages/engine/src/plan/trainers.ts";
import { defaultGlobalBatch } from "../packages/engine/src/run/batch.ts";
import { built } from "./built.ts";

type Job = Readonly<Record<string, unknown>>;

const JOBS: Readonly<Record<string, Job>> = {
  "QLoRA of a 7B on whatever is sold": {
    model: "mistralai/Mistral-7B-v0.1",
    method: { kind: "qlora" },
    data: { samples: 6000, tokensPerSample: 400 },
  },
  "a full fine-tune that evaluates and saves, on demand and spot": {
    model: "meta-llama/Llama-3.1-8B",
    method: "full",
    data: { tokens: "300M" },
    run: { evaluation: { every: 100 }, checkpoints: { every: 200 } },
    where: { purchase: ["on-demand", "spot"], gpus: "8..64" },
  },
  "a pre-training on many nodes": {
    model: "meta-llama/Llama-3.1-70B",
    method: "pretrain",
    data: { tokens: "1T" },
    where: { gpus: "64..512" },
  },
  "experts with five stacks": {
    model: "mistralai/Mixtral-8x7B-v0.1",
    method: "lora",
    data: { tokens: "50M" },
    stack: ["hf-trainer", "axolotl", "torchtune", "llama-factory", "unsloth"],
    where: { gpus: "1..16" },
  },
  "preferences, beside hardware of one's own": {
    model: "Qwen/Qwen2.5-7B",
    method: "lora",
    objective: "dpo",
    data: { samples: 10000, tokensPerSample: 500 },
    where: { accelerators: ["a100-80gb", "l40s"], owned: [{ accelerator: "rtx-4090", gpusPerNode: 4, usdPerGpuHour: 0.2 }], gpus: "1..8" },
  },
  "anything of one's own choice": {
    model: "meta-llama/Llama-3.1-8B",
    method: "any",
    data: { samples: 6000, tokensPerSample: 400 },
    training: { precision: "any", padding: "any" },
    layout: { offload: "any" },
    stack: "any",
    where: { accelerators: ["h100-sxm", "l4"], gpus: "1..8" },
  },
  "answers written anew": {
    model: "Qwen/Qwen2.5-7B",
    method: "lora",
    objective: { kind: "grpo", samplesPerPrompt: 8, responseTokens: 400, maxResponseTokens: 1024 },
    data: { samples: 2000, tokensPerSample: 300 },
    run: { evaluation: { every: 10 } },
    where: { gpus: "1..8" },
  },
  "a goal of its own": {
    model: "meta-llama/Llama-3.2-1B",
    method: "pretrain",
    goal: { tokens: "compute-optimal", minimise: "time" },
    training: { sequence: 2048 },
    where: { gpus: "8..32" },
  },
};

/** Numbers that look random and are always the same. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const at = <T>(all: readonly T[], roll: (below: number) => number): T | undefined => all[roll(all.length)];

/** A configuration of the space, anyhow; null where it isn't there or doesn't fit. */
function anyOf(request: PlanRequest, roll: (below: number) => number): Candidate | null {
  const [machine, stack] = [at(request.machines, roll), at(request.stacks, roll)];
  const gpus = machine && at(counts(request, machine), roll);
  if (!machine || !stack || gpus === undefined) return null;
  const globalBatch = request.work.globalBatch ?? defaultGlobalBatch(request.work, request.method, request.assumptions, request.objective);
  const bench = benchOf(request, machine, clusterOf(machine, gpus), { stack, table: trainedTable(request), globalBatch });
  if (typeof bench === "string") return null;
  const split = at([...splits(request, stack, bench.cluster)], roll);
  const again = split && at(recomputeChoices(request, stack, split), roll);
  const microBatch = split && at(microBatchChoices(request, bench.globalBatch, split), roll);
  if (!split || !again || microBatch === undefined) return null;
  const layout = layoutOf(split, { microBatch, globalBatch: bench.globalBatch, again, offload: request.layout.offload ?? "none" });
  const candidate = evaluate(bench, setupOf(bench, request, layout), request.goal.pFits);
  return candidate.step === null ? null : candidate;
}

/** So many offers of different configurations. */
function someOf(request: PlanRequest, count: number): readonly Offering[] {
  const roll = dice(7);
  const found: Offering[] = [];
  for (let tries = 0; found.length < count && tries < 20_000; tries++) {
    const one = at(variantsOf(request), roll) ?? request;
    const candidate = anyOf(one, roll);
    const offer = candidate && at(offerings(one, [candidate]), roll);
    if (offer) found.push(offer);
  }
  return found;
}

const close = (a: number, b: number): boolean => Math.abs(a / b - 1) < 1e-9;

describe.each(Object.entries(JOBS))("any ten configurations of %s", (_, job) => {
  it("pinned by the fields of the job: its only answer, with the numbers of the space, no better than the open job's", {
    timeout: 120_000,
  }, () => {
    const { request, alternatives } = built(job);
    const open = plan(request, alternatives);
    const cheapest = Math.min(...open.plans.map((p) => p.costUsd?.p50 ?? Number.POSITIVE_INFINITY));
    const fastest = Math.min(...open.plans.map((p) => p.runSeconds.p50));
    const ten = someOf(request, 10);
    expect(new Set(ten.map((o) => JSON.stringify(pinsOf(o.request, o)))).size).toBe(10);
    for (const o of ten) {
      const set = pinsOf(o.request, o).map((p) => `${p.path}=${p.value}`);
      const pinned = withFlags(structuredClone(job), { set });
      expect(pinned.issues.filter((i) => i.severity === "error")).toEqual([]);
      const again = built(pinned.value);
      const { plans, search } = plan(again.request, again.alternatives);
      const [only] = plans;
      expect([plans.length, search.space], set.join(" ")).toEqual([1, 1]);
      expect(only?.layout).toEqual(o.candidate.setup.layout);
      expect(close(only?.runSeconds.p50 ?? 0, o.seconds), set.join(" ")).toBe(true);
      expect(only?.costUsd === null ? o.cost === null : close(only?.costUsd?.p50 ?? 0, o.cost ?? 0), set.join(" ")).toBe(true);
      expect(close(only?.memoryBytes.p50 ?? 0, o.candidate.memory)).toBe(true);
      expect(o.cost ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(cheapest * (1 - 1e-9));
      expect(o.seconds).toBeGreaterThanOrEqual(fastest * (1 - 1e-9));
    }
  });
});
