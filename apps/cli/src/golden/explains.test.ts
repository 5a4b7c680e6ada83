import { expect } from "vitest";
import { type GoldenCase, goldenFile } from "./golden.ts";

const JOB = `model: Qwen/Qwen2.5-7B
method: lora
data: { samples: 20000, tokensPerSample: 400 }
training: { sequence: 1024, globalBatch: 16, padding: packed, microBatch: 4, recompute: full }
stack: hf-trainer
where: { accelerators: a100-80gb, providers: runpod, gpus: 1 }
`;
const explain = (path: string, ...flags: readonly string[]): GoldenCase => ({
  name: [path, ...flags].join(" "),
  argv: ["explain", path, "-", "--as-of", "2026-11-24", ...flags],
  stdin: JOB,
  width: 80,
});

const CASES: readonly GoldenCase[] = [
  explain("plans.0.costUsd"),
  explain("plans.0.bill.0"),
  explain("plans.0.mfu", "--all"),
  explain("plans.0.memoryBytes.parts.2"),
  explain("plans.0.runSeconds.p90"),
  explain("plans.0.gpuHours.p50", "--lang", "zh-CN"),
  explain("plans.0.energy.kgCo2e", "--json"),
  explain("plans.0.similar.0.distance"),
  explain("plans.0.learning.learningRate"),
  explain("model.trainableParameters"),
  explain("plans.0.data.moveSeconds"),
];

goldenFile("explains", CASES, ({ code, out }) => {
  expect(code).toBe(0);
  expect(out).not.toMatch(/NaN|undefined|Infinity|\[object|explain\.[a-z]/);
});
