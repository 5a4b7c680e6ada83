import { expect } from "vitest";
import { type GoldenCase, goldenFile } from "./golden.ts";

const DAY = ["--as-of", "2026-11-24"];
const RUN = `model: Qwen/Qwen2.5-7B
method: lora
data: { samples: 20000, tokensPerSample: 400 }
training: { sequence: 1024 }
where: { accelerators: a100-80gb, providers: [lambda, runpod], gpus: 1..2 }
`;
const PRETRAIN = `model: Qwen/Qwen2.5-7B
method: pretrain
data: { tokens: 200B }
training: { sequence: 4096 }
where: { owned: [{ accelerator: h100, gpusPerNode: 8, nodes: 8, usdPerGpuHour: 2 }], gpus: 64 }
`;
const sweep = (name: string, text: string, ...flags: readonly string[]): GoldenCase => ({
  name,
  argv: ["sweep", "-", ...DAY, ...flags],
  stdin: `${RUN}${text}\n`,
  width: 100,
});

const CASES: readonly GoldenCase[] = [
  sweep("a grid", "sweep: { space: { learningRate: [1e-4, 2e-4, 4e-4], rank: [16, 64] }, workers: 3 }"),
  sweep("a random search to land among the best", "sweep: random"),
  sweep("a Bayesian search, in Chinese", "sweep: { kind: bayesian, trials: 20 }", "--lang", "zh-CN"),
  sweep("successive halving", "sweep: { kind: halving, trials: 27, workers: 9 }"),
  sweep("Hyperband", "sweep: { kind: hyperband, shortest: 1.2346% }", "--workers", "4"),
  sweep("ASHA", "sweep: { kind: asha, trials: 64, workers: 8, reduction: 4 }"),
  sweep("a population", "sweep: { kind: population, trials: 16, workers: 16 }"),
  {
    ...sweep("settings of a small model", ""),
    stdin: `${PRETRAIN}sweep: { kind: mu-transfer, trials: 12, proxy: { parameters: 40M } }\n`,
  },
  {
    ...sweep("learning rates of a pre-training, some too high", ""),
    stdin: `${PRETRAIN}sweep: { kind: halving, trials: 16, length: 5%, workers: 4, space: { learningRate: [3e-4, 1e-3, 3e-3, 1e-2], globalBatch: 4 } }\n`,
  },
  sweep("flags laid over the job", "sweep: random", "--trials", "8", "--workers", "4", "--length", "10%"),
];

goldenFile("sweeps", CASES, ({ code, out }) => {
  expect(code).toBe(0);
  expect(out).not.toMatch(/NaN|undefined|Infinity|\[object/);
});
