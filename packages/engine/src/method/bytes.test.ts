import { describe, expect, it } from "vitest";
import { deepspeed, megatron, torchtitan, trl } from "../../fixtures/stacks.ts";
import { computeBytes, followsWeights, isPaged, isQuantised, stateBytes, stepTraffic, storedBytes, trainedBytes } from "./bytes.ts";
import { OPTIMIZERS, PRECISIONS, STORED } from "./method.ts";
import type { Stack } from "./stack.ts";

describe("bytes of a stored parameter", () => {
  it("halve with each step down: fp32, 16 bits, 8 bits, 4 bits and their scales", () => {
    expect(STORED.map(storedBytes)).toEqual([4, 2, 2, 1, 1, 0.5625, 0.515869140625]);
    expect(STORED.filter(isQuantised)).toEqual(["int8", "nf4", "nf4-dq"]);
  });

  it("while computing are four in fp32 and TF32, else two", () => {
    expect(PRECISIONS.filter((p) => computeBytes(p) === 4)).toEqual(["fp32", "tf32"]);
    expect(PRECISIONS.every((p) => computeBytes(p) === 4 || computeBytes(p) === 2)).toBe(true);
  });
});

describe("bytes of a trained parameter with AdamW", () => {
  const total = (stack: Stack, precision: "fp32" | "fp16" | "bf16" | "fp8", adapter = false): number => {
    const t = trainedBytes(stack, precision, adapter);
    return t.weight + t.gradient + t.master + t.stateFactor * stateBytes("adamw", null, 0);
  };

  it("are 16 in fp32, 16 under ZeRO, 18 in Megatron, 8 in pure bf16", () => {
    expect([total(trl, "fp32"), total(deepspeed, "bf16"), total(megatron, "bf16"), total(torchtitan, "bf16"), total(trl, "bf16")]).toEqual([
      16, 16, 18, 16, 8,
    ]);
  });

  it("of an adapter are 16, whatever the base", () => expect([total(trl, "bf16", true), total(trl, "fp16", true)]).toEqual([16, 16]));

  it("in fp16 need fp32 weights where there is no master copy, and a cast", () => {
    expect([total(trl, "fp16"), trainedBytes(trl, "fp16", false).cast]).toEqual([16, 2]);
    expect(total(deepspeed, "fp16")).toBe(16);
  });

  it("in fp8 take one more for the 8-bit copy", () => expect(trainedBytes(megatron, "fp8", false).cast).toBe(1));
});

describe("optimizer state in bytes per parameter", () => {
  const shape = { rows: 4096, columns: 14336 };

  it.each([
    ["adamw", 8, 8],
    ["adamw-bf16", 4, 4],
    ["adamw-8bit", 2.03125, 2.03125],
    ["paged-adamw", 8, 8],
    ["paged-adamw-8bit", 2.03125, 2.03125],
    ["adafactor", (4 * (4096 + 14336)) / (4096 * 14336), 4],
    ["lion", 4, 4],
    ["sgd", 0, 0],
    ["sgd-momentum", 4, 4],
    ["muon", 4, 8],
    ["galore", (4 * (4096 * 128 + 2 * 14336 * 128)) / (4096 * 14336), 8],
  ] as const)("%s: %f on a matrix, %f elsewhere", (optimizer, matrix, rest) => {
    expect(stateBytes(optimizer, shape, 128)).toBeCloseTo(matrix, 12);
    expect(stateBytes(optimizer, null, 128)).toBe(rest);
  });

  it("a projection wider than the matrix is as wide as it", () => {
    expect(stateBytes("galore", { rows: 64, columns: 64 }, 1e9)).toBe(stateBytes("galore", { rows: 64, columns: 64 }, 64));
  });

  it("paged optimizers live on the host; those with fp32 moments shrink with bf16 weights", () => {
    expect(OPTIMIZERS.filter(isPaged)).toEqual(["paged-adamw", "paged-adamw-8bit"]);
    expect(OPTIMIZERS.filter(followsWeights)).toEqual(["adamw", "paged-adamw", "lion", "sgd-momentum", "muon", "galore"]);
  });

  it("a step moves each state at least once, in and out", () => {
    for (const optimizer of OPTIMIZERS) expect(stepTraffic(optimizer)).toBeGreaterThanOrEqual(14);
    expect(stepTraffic("adamw")).toBe(30);
  });
});
