import { describe, expect, it } from "vitest";
import * as models from "../../fixtures/models.ts";
import { qlora } from "../../fixtures/setups.ts";
import { collectiveSeconds, hierarchicalAllReduceSeconds, nvlsAllReduceSeconds } from "../machine/collectives.ts";
import { stepTraffic, storedBytes } from "../method/bytes.ts";
import { trainableParameters } from "../method/trainable.ts";
import type { Architecture } from "../model/architecture.ts";
import { activeParameters, matmulParameters, totalParameters } from "../model/parameters.ts";
import { tensorTable } from "../model/tensors.ts";
import { billLines, billTotal, breakEvenUse, effectivePriceFactor } from "../money/bill.ts";
import type { Duration } from "../run/duration.ts";
import { activationPassSeconds } from "../time/activation-pass.ts";
import { gemmBytes, gemmFlop } from "../time/matmul.ts";
import { bubbleOverhead, bubbleShare } from "../time/pipeline.ts";
import { GIB, HOUR } from "../units.ts";
import { modelFlop, operatorFlops } from "../work/flops.ts";
import { full } from "../../fixtures/setups.ts";

const MIB = 2 ** 20;
const H100 = { peak: 989e12, bandwidth: 3.35e12 };

describe("collectives move their bus traffic at the bus bandwidth", () => {
  it("an all-reduce of 1 GiB over 8 at 466.33 GB/s: 4,029.4 us", () => {
    expect(1e6 * collectiveSeconds("all-reduce", { n: 8, bytes: GIB, bus: 466.33e9 })).toBeCloseTo(4029.4, 1);
  });

  it.each([
    [4 * MIB, 54.19, 0.16],
    [GIB, 4029.4, 0.03],
  ])("NVLink SHARP on eight H100: %i bytes in %f us as measured", (bytes, us, tolerance) => {
    expect(Math.abs((1e6 * nvlsAllReduceSeconds(bytes)) / us - 1)).toBeLessThan(tolerance);
  });

  it("an all-gather of 2 GiB over 8 at 361.4 GB/s: 5.199 ms", () => {
    expect(1e3 * collectiveSeconds("all-gather", { n: 8, bytes: 2 * GIB, bus: 361.4e9 })).toBeCloseTo(5.199, 3);
  });

  it("16 GiB over four nodes of eight: 87.18 ms, set by the network and not by the sum", () => {
    const bytes = 16 * GIB;
    expect(1e3 * collectiveSeconds("all-reduce", { n: 32, bytes, bus: 381.8e9 })).toBeCloseTo(87.18, 2);
    const nic = 36.948e9;
    const nodes = { bytes, gpusPerNode: 8, nodes: 4 };
    expect(1e3 * hierarchicalAllReduceSeconds({ ...nodes, intra: 682e9, nic })).toBeCloseTo(87.18, 2);
    expect(1e3 * hierarchicalAllReduceSeconds({ ...nodes, nodes: 1, intra: 682e9, nic })).toBeCloseTo(44.1, 1);
    expect((3 * GIB) / 87.18e-3 / 1e9).toBeCloseTo(36.95, 2);
  });

  it("sharded weights of 8.03e9 parameters on eight H100: 116.5 ms, 155.2 with fp32 gradients; replicas 58.55 ms", () => {
    const bytes = 2 * 8.03e9;
    const gathers = 2 * collectiveSeconds("all-gather", { n: 8, bytes, bus: 361.4e9 });
    const scatter = (size: number): number => collectiveSeconds("reduce-scatter", { n: 8, bytes: size, bus: 362.9e9 });
    expect(1e3 * (gathers + scatter(bytes))).toBeCloseTo(116.5, 1);
    expect(1e3 * (gathers + scatter(2 * bytes))).toBeCloseTo(155.2, 1);
    expect(1e3 * collectiveSeconds("all-reduce", { n: 8, bytes, bus: 480e9 })).toBeCloseTo(58.55, 2);
  });
});

describe("a pipeline idles while it fills and drains", () => {
  it.each([
    [8, 64, 1, 0.109375, 0.098592],
    [8, 64, 3, 0.0364583, 0.035176],
    [4, 8, 1, 0.375, 0.272727],
    [16, 32, 2, 0.234375, 0.189873],
  ])("%i stages, %i micro-batches, %i chunks", (pp, microBatches, virtualPp, overhead, share) => {
    expect(bubbleOverhead({ pp, microBatches, virtualPp })).toBeCloseTo(overhead, 7);
    expect(bubbleShare({ pp, microBatches, virtualPp })).toBeCloseTo(share, 6);
  });
});

describe("matmuls are bound by arithmetic or by memory", () => {
  const large = { m: 8192, k: 4096, n: 4096 };

  it("8,192 rows on an H100 at 80 %: 347.42 us of arithmetic, 50.08 us of traffic", () => {
    expect((1e6 * gemmFlop(large)) / (0.8 * H100.peak)).toBeCloseTo(347.42, 2);
    expect((1e6 * gemmBytes(large, 2)) / H100.bandwidth).toBeCloseTo(50.08, 2);
  });

  it("one row: 10.02 us of traffic", () => expect((1e6 * gemmBytes({ ...large, m: 1 }, 2)) / H100.bandwidth).toBeCloseTo(10.02, 2));
});

describe("memory traffic beside the matmuls", () => {
  const rate = 0.85 * H100.bandwidth;

  it("AdamW on Llama 3 8B in fp32, without a 16-bit copy to write: 78.96 ms, over eight 9.870 ms", () => {
    const bytes = stepTraffic("adamw") - 2;
    const n = totalParameters(tensorTable(models.llama3With8B));
    expect((1e3 * bytes * n) / rate).toBeCloseTo(78.96, 2);
    expect((1e3 * bytes * n) / 8 / rate).toBeCloseTo(9.87, 3);
  });

  it("the gated activation of 8,192 tokens and 14,336 channels: 0.2475 ms forward, 0.4124 ms backward, beside 3.891 ms of matmuls", () => {
    const pass = activationPassSeconds({ tokens: 8192, width: 14336, gated: true, element: 2 }, rate);
    expect(1e3 * pass.forward).toBeCloseTo(0.2475, 4);
    expect(1e3 * pass.backward).toBeCloseTo(0.4124, 4);
    expect((1e3 * 3 * gemmFlop({ m: 8192, k: 4096, n: 14336 })) / (0.75 * H100.peak)).toBeCloseTo(3.891, 3);
  });

  it("an activation without a gate reads two tensors instead of three", () => {
    const gated = activationPassSeconds({ tokens: 8192, width: 14336, gated: true, element: 2 }, rate);
    const plain = activationPassSeconds({ tokens: 8192, width: 14336, gated: false, element: 2 }, rate);
    expect(plain.forward / gated.forward).toBeCloseTo(2 / 3, 12);
    expect(plain.backward / gated.backward).toBeCloseTo(3 / 5, 12);
  });

  it("de-quantising Llama 3 8B once takes 6.166 ms: 39.7 % of forward at 512 tokens, 2.48 % at 8,192", () => {
    const table = tensorTable(models.llama3With8B);
    const { frozenLinear } = trainableParameters(table, qlora());
    const seconds = (frozenLinear * (storedBytes("nf4-dq") + storedBytes("bf16"))) / rate;
    expect(1e3 * seconds).toBeCloseTo(6.166, 3);
    const share = (tokens: number): number => (100 * seconds * 0.5 * H100.peak) / (2 * matmulParameters(table) * tokens);
    expect(share(512)).toBeCloseTo(39.7, 1);
    expect(share(2048)).toBeCloseTo(9.92, 2);
    expect(share(8192)).toBeCloseTo(2.48, 2);
  });
});

describe("published runs used a third to two fifths of the peak", () => {
  const share = (n: number, tokens: number, hours: number, peak: number): number => (100 * 6 * n * tokens) / (hours * HOUR * peak);

  it.each([
    ["7B", models.llama2With7B, 184_320, 39.06],
    ["13B", models.llama2With13B, 368_640, 37.72],
    ["70B", models.llama2With70B, 1_720_320, 42.84],
  ] as const)("Llama 2 %s, hours of the model card", (_, a: Architecture, hours, percent) => {
    expect(share(totalParameters(tensorTable(a)), 2e12, hours, 312e12)).toBeCloseTo(percent, 2);
  });

  it("Llama 3.1 405B: 342.16 TFLOP/s a GPU, 34.60 %", () => {
    const n = totalParameters(tensorTable(models.llama31With405B));
    expect((6 * n * 15.6e12) / 1e25).toBeCloseTo(3.798788, 6);
    expect((6 * n * 15.6e12) / (30.84e6 * HOUR) / 1e12).toBeCloseTo(342.16, 2);
    expect(share(n, 15.6e12, 30.84e6, H100.peak)).toBeCloseTo(34.6, 2);
  });

  it("DeepSeek-V3: 347.7 TFLOP/s a GPU, 35.16 %", () => {
    const n = activeParameters(tensorTable(models.deepseekV3));
    expect((6 * n * 14.8e12) / (2.664e6 * HOUR) / 1e12).toBeCloseTo(347.7, 1);
    expect(share(n, 14.8e12, 2.664e6, H100.peak)).toBeCloseTo(35.16, 2);
  });
});

describe("money follows time", () => {
  const training = (seconds: number): Duration => ({
    training: seconds,
    slowdown: 0,
    input: 0,
    evaluation: 0,
    checkpoints: 0,
    restarts: 0,
    lost: 0,
    waiting: 0,
    boot: 0,
    download: 0,
    compile: 0,
    checkpointCount: 0,
    checkpointsKept: 0,
  });

  it("a commitment at 41 % off pays from a use of 0.59, at 64 % off from 0.36; half used it costs 1.18 of on-demand", () => {
    expect([breakEvenUse(0.41), breakEvenUse(0.64)].map((u) => u.toFixed(10))).toEqual([(0.59).toFixed(10), (0.36).toFixed(10)]);
    expect(effectivePriceFactor(0.41, 0.5)).toBeCloseTo(1.18, 12);
  });

  it("a million tokens of LoRA on Llama 3 8B: 136.17 s and 0.094564 USD at 2.50 USD an hour", () => {
    const seconds = (1e6 * 53_869_543_424) / (0.4 * H100.peak);
    expect(seconds).toBeCloseTo(136.17, 2);
    const bill = billLines({
      provider: "cloud",
      instanceType: "h100",
      purchase: "owned",
      nodes: 1,
      price: { usdPerHour: 2.5, source: "list", asOf: null },
      duration: training(seconds),
      stored: 0,
      result: 0,
      dataPrices: [],
      moved: null,
      energy: null,
    });
    expect(billTotal(bill)).toBeCloseTo(0.094564, 6);
  });

  it("3e8 tokens of full fine-tuning on eight H100 at 40 %: 4,879.0 s, 10.842 GPU-hours", () => {
    const flop = modelFlop(operatorFlops(tensorTable(models.llama3With8B), full, { sequence: 8192, recompute: "none", counting: "half" }));
    const seconds = (3e8 * flop) / (8 * 0.4 * H100.peak);
    expect(seconds).toBeCloseTo(4879, 1);
    expect((8 * seconds) / HOUR).toBeCloseTo(10.842, 3);
  });
});
