import { plan, type WhatifResult } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import { captured, ioOf } from "./golden/captured.ts";
import { asked } from "./plan-command.ts";

const DAY = ["--as-of", "2026-11-24", "--offline"];

const JOBS: Readonly<Record<string, string>> = {
  "QLoRA on a card at home": `model: mistralai/Mistral-7B-v0.1
method: { kind: qlora, rank: 32, targets: [all-linear, lm_head], dropout: 0.05 }
data: { steps: 500 }
training: { sequence: 512, microBatch: 2, gradAccum: 1, padding: max, optimizer: paged-adamw-8bit, recompute: full }
where: { owned: [{ accelerator: rtx-4090, usdPerGpuHour: 0.1 }] }
`,
  "LoRA on what may be rented": `model: Qwen/Qwen2.5-7B
method: lora
data: { samples: 20000, tokensPerSample: 400, epochs: 2 }
training: { sequence: 1024 }
where: { accelerators: a100-80gb, gpus: 1..2 }
`,
  "a pre-training on 16,384 H100": `model: meta-llama/Llama-3.1-405B
method: pretrain
data: { tokens: 15.6T }
training: { sequence: 8192, globalBatch: 2048 }
layout: { tp: 8, pp: 16, virtualPp: 8, sharding: zero-1 }
where: { accelerators: h100-sxm, gpus: 16384 }
`,
  "an estimate with all of it pinned": `model: meta-llama/Llama-3.1-8B
method: full
data: { tokens: 300M }
training: { sequence: 4096, globalBatch: 64, precision: bf16, optimizer: adamw, attention: flash-2, compile: false, packing: true }
layout: { tp: 1, pp: 1, cp: 1, sharding: fsdp, recompute: full, microBatch: 2, gradAccum: 4 }
stack: hf-trainer
where: { accelerators: h100-sxm, providers: aws, instanceTypes: p5.48xlarge, nodes: 1, purchase: on-demand }
run: { evaluation: { every: 100 }, checkpoints: { every: 200, storage: object }, failures: { restart: 10min } }
`,
  "machines of one's own beside rented ones": `model: meta-llama/Llama-3.2-1B
method: { kind: qlora, rank: 8 }
data: { tokens: 20M }
training: { sequence: 1024 }
where: { accelerators: [l4, a10g], owned: [{ accelerator: rtx-3090, usdPerGpuHour: 3 }, { accelerator: a100, usdPerGpuHour: 0.1 }], gpus: 1 }
`,
  "as many tokens as are optimal": `model: meta-llama/Llama-3.2-1B
method: pretrain
goal: { tokens: compute-optimal }
training: { sequence: 2048 }
where: { accelerators: h100-sxm, providers: [lambda, nebius], gpus: 8..16 }
`,
  "all that a budget buys": `model: Qwen/Qwen2.5-7B
method: lora
data: { uniqueTokens: 8M }
goal: { maximise: tokens, budget: 30 USD, deadline: 20h }
where: { accelerators: [a100-80gb, l4], providers: runpod, gpus: 1 }
`,
  preferences: `model: Qwen/Qwen2.5-7B
method: lora
objective: dpo
data: { samples: 10000, tokensPerSample: 500 }
where: { accelerators: [a100-80gb, l40s], gpus: 1..4 }
`,
  "spot instances": `model: meta-llama/Llama-3.2-3B
method: { kind: freeze, frozenLayers: 14 }
data: { tokens: 200M, at: aws/us-east-1, cache: true, preprocessing: { when: while-training } }
where: { accelerators: [a10g, l4], purchase: spot, gpus: 1..8 }
`,
};

const AT = { language: "en", json: true, offline: true, today: "2026-11-24", seed: 1 } as const;

/** Cost, time and memory of a job with fields set on the command line, and what was said of it. */
async function replanned(
  job: string,
  set: readonly string[],
): Promise<{ readonly found: readonly (number | null)[] | null; readonly err: string }> {
  const { io, written } = ioOf({ stdin: job });
  const read = await asked("-", { set }, AT, io);
  const first = read && plan(read.request, { ...read.alternatives, machines: read.request.machines }).plans[0];
  const found = first ? [first.costUsd?.p50 ?? null, first.runSeconds.p50, first.memoryBytes.p50] : null;
  return { found, err: written().err };
}

async function whatif(job: string): Promise<WhatifResult> {
  const { code, out, err } = await captured(["whatif", "-", "--json", ...DAY], { stdin: job });
  expect([code, err]).toEqual([0, err]);
  return JSON.parse(out);
}

describe.each(Object.entries(JOBS))("whatif of %s", (_, job) => {
  it("planned with the pins, PATH=TO and what followed gives the very numbers of each lever", { timeout: 120_000 }, async () => {
    const { plan: chosen, levers } = await whatif(job);
    const pins = (chosen?.pins ?? []).map((p) => `${p.path}=${p.value}`);
    const open = levers.filter((l) => l.refusals.length === 0);
    expect(open.length).toBeGreaterThanOrEqual(20);
    const wrong: unknown[] = [];
    for (const l of open) {
      const set = [...pins, `${l.path}=${l.to}`, ...l.followed.map((f) => `${f.path}=${f.to}`)];
      const { found, err } = await replanned(job, set);
      const told = [l.costUsd, l.runSeconds, l.memoryBytes];
      const same = found?.every((x, i) => x === told[i] || Math.abs((x ?? 0) / (told[i] ?? 0) - 1) < 1e-9) ?? false;
      if (!same) wrong.push({ lever: l.id, set: [l.path, l.to], followed: l.followed, told, found, err: err.slice(0, 300) });
    }
    expect(wrong).toEqual([]);
  });
});
