import { expect } from "vitest";
import { type GoldenCase, goldenFile } from "./golden.ts";

const DAY = ["--as-of", "2026-11-24"];
const RUN = `model: Qwen/Qwen2.5-7B
method: lora
data: { samples: 20000, tokensPerSample: 400 }
training: { sequence: 1024 }
where: { accelerators: a100-80gb, providers: [lambda, runpod], gpus: 1..2 }
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
  sweep("Hyperband", "sweep: { kind: hyperband, shortest: 1/81 }".replace("1/81", "1.2345%"), "--workers", "4"),
  sweep("ASHA", "sweep: { kind: asha, trials: 64, workers: 8, reduction: 4 }"),
  sweep("a population", "sweep: { kind: population, trials: 16, workers: 16 }"),
  sweep("settings of a small model", "sweep: { kind: mu-transfer, trials: 12, proxy: { parameters: 40M } }"),
  sweep("flags laid over the job", "sweep: random", "--trials", "8", "--workers", "4", "--length", "10%"),
];

goldenFile("sweeps", CASES, ({ code, out }) => {
  expect(code).toBe(0);
  expect(out).not.toMatch(/NaN|undefined|Infinity|\[object/);
});
