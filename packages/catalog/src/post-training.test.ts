import { readFileSync } from "node:fs";
import {
  type Cluster,
  type Layout,
  type Objective,
  resolveConstants,
  type Rollout,
  type Setup,
  tensorTable,
  wholeStepSeconds,
} from "@outlay/engine";
import { expect, it } from "vitest";
import { full, layout as plain } from "../../engine/fixtures/setups.ts";
import { accelerators } from "./accelerator.ts";
import { machines } from "./machine.ts";
import { findModel } from "./model.ts";
import { calibration, findStack } from "./stack.ts";

/** Rows of DeepSpeed-Chat's table of PPO: model, card, cards, hours of 264,292 prompts of 256 tokens with answers of 256. */
interface Row {
  readonly id: string;
  readonly model: string;
  readonly card: string;
  readonly gpus: number;
  readonly hours: number;
}

const CARDS: Readonly<Record<string, string>> = {
  "V100-SXM2-32GB": "v100-sxm2-32gb",
  "RTX-A6000-48GB": "rtx-a6000",
  "A100-40GB": "a100-sxm-40gb",
  "A100-80GB": "a100-sxm-80gb",
};
const PROMPTS = 264_292;
const BATCH = 1024;

const rows: readonly Row[] = readFileSync(new URL("../data/evidence/finetune.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.includes('"deepspeed-chat/step3-ppo/'))
  .map((line) => JSON.parse(line))
  .map((r) => ({ id: r.id, model: r.model.hf_id, card: CARDS[r.hardware.gpu] ?? "", gpus: r.hardware.gpus, hours: r.measured.wall_hours }));

function clusterOf(card: string, gpus: number): Cluster {
  const accelerator = accelerators.find((a) => a.id === card);
  if (!accelerator) throw new Error(`no card ${card}`);
  const node = machines({ unpriced: true }).find(
    (m) => m.accelerator.id === card && m.node.gpus === 8 && m.node.intra?.kind === "nvlink",
  )?.node;
  const single = { gpus: 1, intra: null, inter: null, linkDomain: 1, assumed: true, source: "alone" };
  if (gpus > 1 && !node) throw new Error(`no box of ${card}`);
  return { accelerator, node: gpus > 1 && node ? node : single, nodes: Math.ceil(gpus / 8), gpus };
}

function setupOf({ model: name, card, gpus }: Row): Setup {
  const model = findModel(name);
  const small = findModel("facebook/opt-350m");
  const found = findStack("deepspeed");
  if (model.kind !== "found" || small.kind !== "found" || found.kind !== "found") throw new Error(`not in the catalog: ${name}`);
  const cluster = clusterOf(card, gpus);
  const { stack } = found;
  const rollout: Rollout = {
    promptTokens: 256,
    responseTokens: 256,
    maxResponseTokens: 256,
    samplesPerPrompt: 1,
    updateEpochs: 1,
    minibatches: 1,
    rewardModel: { name: small.model.id, architecture: small.model.architecture },
    rewardSeconds: 0,
    valueModel: { name: small.model.id, architecture: small.model.architecture },
    generation: { engine: "hf", memoryShare: 0.3, sleeps: false, gpus: 0, tp: null, batch: null, mostAtOnce: 64, stepSeconds: 0 },
  };
  const objective: Objective = { kind: "ppo", reference: "online", epochs: 1, beta: null, rollout };
  const layout: Layout = {
    ...plain,
    dp: gpus,
    sharding: gpus > 1 ? "zero-3" : "none",
    shardGroup: gpus,
    recompute: "full",
    microBatch: 8,
    gradAccum: BATCH / gpus / 8,
  };
  return {
    table: tensorTable(model.model.architecture),
    method: full,
    stack,
    precision: "fp16",
    optimizer: "adamw",
    attention: "sdpa",
    compile: false,
    cluster,
    layout,
    batch: { sequence: 512, longest: 512, varying: false, globalBatch: BATCH },
    constants: resolveConstants(calibration, cluster.accelerator, stack, false).constants,
    objective,
  };
}

/** Where the states of training alone leave no room for answers, the runs used LoRA or offloading that the table doesn't say. */
const CROWDED = 0.9;

it("published hours of PPO, of 1.3 to 66 billion parameters on 1 to 64 cards, come out within a factor of 2.5, in the middle within 1.5", () => {
  expect(rows.length).toBe(17);
  const ratios: number[] = [];
  for (const row of rows) {
    const setup = setupOf(row);
    const states = (16 * setup.table.architecture.layers * 12 * setup.table.architecture.hidden ** 2) / row.gpus;
    if (states > CROWDED * setup.cluster.accelerator.memory) continue;
    const hours = (Math.ceil(PROMPTS / BATCH) * wholeStepSeconds(setup)) / 3600;
    ratios.push(hours / row.hours);
  }
  expect(ratios.length).toBeGreaterThan(8);
  for (const ratio of ratios) expect(Math.abs(Math.log(ratio))).toBeLessThan(Math.log(2.5));
  const middle = [...ratios].sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0;
  expect(Math.abs(Math.log(middle))).toBeLessThan(Math.log(1.5));
});
