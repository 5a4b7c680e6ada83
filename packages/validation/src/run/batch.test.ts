import { expect, it } from "vitest";
import { batchOf, microBatches, withTotalBatch } from "./batch.ts";

it("any two of micro-batch, accumulation and global batch give the third", () => {
  expect(batchOf({ micro_batch: 2, global_batch: 64 }, 8)).toMatchObject({ micro: 2, accum: 4, global: 64, assumed: [] });
  expect(batchOf({ grad_accum: 4, global_batch: 64 }, 8)).toMatchObject({ micro: 2, accum: 4, global: 64 });
  expect(batchOf({ micro_batch: 2, grad_accum: 4 }, 8)).toMatchObject({ micro: 2, accum: 4, global: 64 });
});

it("a micro-batch alone accumulates once, a global batch alone leaves the micro-batch open", () => {
  expect(batchOf({ micro_batch: 2 }, 8)).toMatchObject({ micro: 2, accum: 1, global: 16 });
  expect(batchOf({ global_batch: 64 }, 8)).toMatchObject({ micro: null, accum: null, global: 64 });
  expect(batchOf({}, 8)).toMatchObject({ micro: null, accum: null, global: null });
});

it("three numbers that contradict each other follow the global batch, and say so", () => {
  const read = batchOf({ micro_batch: 1, grad_accum: 4, global_batch: 128 }, 8);
  expect(read).toMatchObject({ micro: 1, accum: 16, global: 128 });
  expect(read.assumed.join()).toContain("is not 128");
});

it("pipelines favour small micro-batches, other layouts large ones, and each divides the batch of a replica", () => {
  const piped = microBatches({ global: 96, dp: 8, pp: 4, tokens: 2048 });
  expect(piped.map((c) => c.value)).toEqual([1, 2, 4]);
  expect(piped[0]?.weight).toBeGreaterThan(piped[2]?.weight ?? 1);
  const plain = microBatches({ global: 96, dp: 8, pp: 1, tokens: 2048 });
  expect(plain[0]?.weight).toBeLessThan(plain[2]?.weight ?? 0);
  expect(microBatches({ global: 64, dp: 1, pp: 1, tokens: 131072 }).map((c) => c.value)).toEqual([1]);
});

it("the batch of a pre-training is all its tokens over its steps, where nothing of it is stated", () => {
  const run = { method: "pretrain", training: { seq_len: 1024 }, measured: { total_tokens: 31_457_280_000, total_steps: 60_000 } };
  expect(withTotalBatch(run, 1024).t.global_batch).toBe(512);
  expect(withTotalBatch({ ...run, training: { seq_len: 1024, micro_batch: 4 } }, 1024)).toEqual({
    t: { seq_len: 1024, micro_batch: 4 },
    assumed: [],
  });
  for (const other of [
    { ...run, method: "lora" },
    { ...run, measured: { total_tokens: 1e9 } },
  ])
    expect(withTotalBatch(other, 1024).t.global_batch).toBeUndefined();
  expect(withTotalBatch(run, null).t.global_batch).toBeUndefined();
  expect(withTotalBatch(run, 1e9).t.global_batch).toBeUndefined();
});
