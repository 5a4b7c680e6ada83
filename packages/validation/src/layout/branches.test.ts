import { describe, expect, it } from "vitest";
import { resolve } from "../case/resolve.ts";
import type { EvidenceRecord } from "../record/record.ts";
import type { Branch } from "./branches.ts";

const gpt3 = { name: "GPT-3", layers: 96, hidden: 12288, heads: 96, ffn: 49152, vocab: 51200 };

function ways(gpu: string, gpus: number, training: EvidenceRecord["training"]): readonly Branch[] {
  const { branches, skipped } = resolve({
    id: `mlperf/v4.0/gpt3/x/${gpu}-${gpus}`,
    model: gpt3,
    method: "pretrain",
    hardware: { gpu, gpus },
    training: { seq_len: 2048, ...training },
    measured: { wall_hours: 1, total_steps: 288 },
  });
  expect(skipped).toBeUndefined();
  return branches;
}

describe("a layout that nobody states", () => {
  it("has no more replicas than a micro-batch has sequences", () => {
    for (const { setup } of ways("TPU-v5e", 4096, { global_batch: 1536, grad_accum: 1 })) {
      expect(setup.layout.dp).toBeLessThanOrEqual(1536);
      expect(setup.batch.globalBatch).toBeLessThanOrEqual(2048);
    }
    for (const { setup } of ways("H100-SXM-80GB", 11616, { global_batch: 2904, grad_accum: 6 }))
      expect(setup.layout.dp).toBeLessThanOrEqual(484);
  });

  it("has no pipeline in JAX code", () => {
    for (const { setup } of ways("TPU-v5e", 512, { global_batch: 1536, grad_accum: 1 })) expect(setup.layout.pp).toBe(1);
  });

  it("weighs to one over its ways", () => {
    const all = ways("H100-SXM-80GB", 512, { global_batch: 2048 });
    expect(all.reduce((sum, b) => sum + b.weight, 0)).toBeCloseTo(1, 12);
    expect(all.length).toBeLessThanOrEqual(12);
  });
});
