import { expect } from "vitest";
import { type GoldenCase, goldenFile } from "./golden.ts";

const whatif = (name: string, stdin: string, ...flags: readonly string[]): GoldenCase => ({
  name,
  argv: ["whatif", "-", "--as-of", "2026-11-24", ...flags],
  stdin,
  width: 80,
});

const RENTED = `model: Qwen/Qwen2.5-7B
method: lora
data: { samples: 20000, tokensPerSample: 400, epochs: 2 }
training: { sequence: 1024 }
where: { accelerators: a100-80gb, providers: [lambda, runpod], gpus: 1..2 }
`;
const HOME = `model: mistralai/Mistral-7B-v0.1
method: { kind: qlora, rank: 32 }
data: { steps: 500 }
training: { sequence: 512, microBatch: 2 }
where: { owned: [{ accelerator: rtx-4090 }] }
`;
const CLUSTER = `model: meta-llama/Llama-2-7b-hf
method: pretrain
data: { tokens: 200B }
training: { sequence: 4096, globalBatch: 1024 }
where: { owned: [{ accelerator: h100-sxm, gpusPerNode: 8, nodes: 8, usdPerGpuHour: 2 }], gpus: 64 }
`;
const CASES: readonly GoldenCase[] = [
  whatif("LoRA on a rented card", RENTED),
  whatif("QLoRA on a card of one's own, every lever", HOME, "--all"),
  { ...whatif("a pre-training, with names of levers", CLUSTER), width: 132 },
  whatif("in Chinese", HOME, "--lang", "zh-CN"),
  whatif(
    "nothing that fits",
    "model: meta-llama/Llama-3.1-70B\nmethod: full\ndata: { tokens: 1M }\nwhere: { accelerators: t4, gpus: 1 }\n",
  ),
  whatif("over the budget", RENTED, "--budget", "$0.01"),
  whatif(
    "all that a budget buys",
    RENTED.replace(/data: .*/, "data: { uniqueTokens: 8M }"),
    "--budget",
    "$20",
    "--set",
    "goal.maximise=tokens",
  ),
];

goldenFile("whatifs", CASES, ({ out }) => {
  expect(out).not.toMatch(/NaN|undefined|Infinity|\[object/);
});
