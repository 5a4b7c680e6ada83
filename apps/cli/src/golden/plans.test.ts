import { expect } from "vitest";
import { type GoldenCase, goldenFile } from "./golden.ts";

const DAY = ["--as-of", "2026-11-24"];
const OWNED = `model: mistralai/Mistral-7B-v0.1
method: { kind: qlora, rank: 32 }
data: { samples: 6000, tokensPerSample: 210, epochs: 3 }
training: { sequence: 512, globalBatch: 8 }
where: { owned: [{ accelerator: rtx-4090 }] }
`;
const FINE_TUNE = `model: meta-llama/Llama-3.1-8B
method: lora
data: { tokens: 100M }
training: { sequence: 4096, globalBatch: 64 }
where: { accelerators: [h100, a100-80gb], providers: [lambda, aws], gpus: 1..8 }
goal: { budget: 100 USD, deadline: 24h }
`;
const PRETRAIN = `model: meta-llama/Llama-2-70b-hf
method: pretrain
data: { tokens: 1T }
training: { sequence: 4096, globalBatch: 1024 }
layout: { tp: 8, pp: 8 }
where: { owned: [{ accelerator: a100-80gb, gpusPerNode: 8, nodes: 64, usdPerGpuHour: 1.50 }], gpus: 512 }
`;
const TOO_LARGE = `model: meta-llama/Llama-3.1-70B
method: full
data: { tokens: 10M }
training: { sequence: 2048 }
where: { accelerators: a100-80gb, gpus: 1 }
`;
const OPTIMAL = `model: meta-llama/Llama-3.2-1B
method: pretrain
data: { uniqueTokens: 4B, quality: 1.2 }
goal: { tokens: compute-optimal }
training: { sequence: 4096, globalBatch: 512, learningRate: 5e-3, schedule: cosine, warmup: 1% }
run: { evaluation: { every: 500 }, earlyStop: { patience: 3 } }
where: { accelerators: h100, providers: [lambda], gpus: 8 }
sweep: { kind: asha, trials: 64, workers: 8, length: 10%, space: { learningRate: [1e-4, 3e-4, 1e-3, 3e-3], globalBatch: 4 } }
`;
const SPEND = `model: meta-llama/Llama-3.1-8B
method: pretrain
goal: { maximise: tokens, budget: $5000, confidence: 0.9 }
where: { accelerators: [h100], providers: [lambda, aws], gpus: 8..16 }
`;
const PREFERENCES = `model: meta-llama/Llama-3.1-8B
method: full
objective: dpo
data: { samples: 60k, tokensPerSample: 500 }
training: { sequence: 1024, globalBatch: 64 }
where: { accelerators: [h100, a100-80gb], providers: [lambda, aws], gpus: 8 }
`;
const ROUNDS = `model: Qwen/Qwen2.5-7B-Instruct
method: { kind: lora, rank: 32 }
objective: { kind: grpo, samplesPerPrompt: 8, responseTokens: 400, maxResponseTokens: 1024, beta: 0.04 }
data: { samples: 7500, tokensPerSample: 150 }
training: { globalBatch: 64 }
where: { accelerators: h100, providers: lambda, gpus: 8 }
`;
const FOUR_MODELS = `model: meta-llama/Llama-3.1-8B
method: full
objective:
  kind: ppo
  responseTokens: 300
  rewardModel: same
  valueModel: meta-llama/Llama-3.2-1B
  updateEpochs: 1
  generation: { gpus: 8 }
data: { samples: 20k, tokensPerSample: 250 }
training: { globalBatch: 512 }
stack: openrlhf
where: { accelerators: h100, providers: aws, gpus: 16 }
`;

const CASES: readonly GoldenCase[] = [
  { name: "a card of one's own, without a price", argv: ["plan", "-", ...DAY], stdin: OWNED, width: 80 },
  { name: "a fine-tune with prices", argv: ["plan", "-", ...DAY], stdin: FINE_TUNE, width: 120 },
  { name: "a fine-tune with prices, in Chinese", argv: ["plan", "-", ...DAY, "--lang", "zh-CN"], stdin: FINE_TUNE, width: 80 },
  { name: "a pre-training with tensor and pipeline parallelism", argv: ["plan", "-", ...DAY], stdin: PRETRAIN, width: 80 },
  { name: "as many tokens as are optimal, with a search", argv: ["plan", "-", ...DAY], stdin: OPTIMAL, width: 100 },
  { name: "as many tokens as a budget buys", argv: ["plan", "-", ...DAY], stdin: SPEND, width: 100 },
  { name: "preferences, with a reference", argv: ["plan", "-", ...DAY], stdin: PREFERENCES, width: 100 },
  { name: "rounds of answers, with adapters", argv: ["plan", "-", ...DAY], stdin: ROUNDS, width: 100 },
  { name: "rounds of answers, with adapters, in Chinese", argv: ["plan", "-", ...DAY, "--lang", "zh-CN"], stdin: ROUNDS, width: 80 },
  { name: "rounds with four models, written on GPUs of their own", argv: ["plan", "-", ...DAY], stdin: FOUR_MODELS, width: 100 },
  { name: "nothing fits", argv: ["plan", "-", ...DAY], stdin: TOO_LARGE, width: 80 },
];

goldenFile("plans", CASES, ({ out }) => expect(out).not.toMatch(/NaN|undefined|Infinity|\[object/));
