import { describe, expect, it } from "vitest";
import * as models from "../../fixtures/models.ts";
import { allTrained } from "../../fixtures/saves.ts";
import { full, lora, qlora, setupOf } from "../../fixtures/setups.ts";
import { bare, megatron } from "../../fixtures/stacks.ts";
import { localParameters } from "../layout/local.ts";
import { zeroBytesPerParameter } from "../layout/sharding.ts";
import { activationBytes, classicLayerBytes, inFlight, layerActivations } from "../memory/activations.ts";
import { staticBytes } from "../memory/static.ts";
import { logitsBytes } from "../memory/transients.ts";
import { stateBytes, storedBytes, trainedBytes } from "../method/bytes.ts";
import { trainableParameters } from "../method/trainable.ts";
import type { Architecture } from "../model/architecture.ts";
import { totalParameters } from "../model/parameters.ts";
import { tensorTable } from "../model/tensors.ts";
import { checkpointBytes } from "../run/checkpoint.ts";
import { GB, GIB } from "../units.ts";

describe("sharding divides what replicas would repeat", () => {
  it.each([
    [0, 120],
    [1, 31.40625],
    [2, 16.640625],
    [3, 1.875],
  ] as const)("ZeRO stage %i: 7.5e9 parameters over 64 take %f GB", (stage, gb) => {
    expect((7.5e9 * zeroBytesPerParameter(stage, 64)) / GB).toBe(gb);
  });

  it("what a setup holds follows the same table", () => {
    for (const [stage, sharding] of [
      [0, "none"],
      [1, "zero-1"],
      [2, "zero-2"],
      [3, "zero-3"],
    ] as const) {
      const setup = setupOf({ layout: { dp: 64, sharding } });
      const s = staticBytes(setup, localParameters(setup.table, full, setup.layout, "first"));
      const held = s.weights + s.master + s.gradients + s.optimizer;
      expect(held / totalParameters(setup.table)).toBeCloseTo(zeroBytesPerParameter(stage, 64), 9);
    }
  });
});

describe("activations of a classic block as Korthikanti et al. count them", () => {
  const one = { sequence: 2048, batch: 1, tp: 8, sequenceParallel: false, recompute: "none" } as const;

  it("a layer of 175B without parallelism: 2.671875 GiB", () => {
    expect(classicLayerBytes({ ...one, hidden: 12288, heads: 96, tp: 1 }) / GIB).toBe(2.671875);
  });

  const table: readonly (readonly [string, number, number, number, number, number, number, readonly [number, number, number]])[] = [
    ["22B", 4, 6144, 64, 48, 1, 1, [59.25, 9.5625, 45.5625]],
    ["175B", 1, 12288, 96, 96, 8, 3, [66.84375, 12.3515625, 45.5625]],
    ["530B", 1, 20480, 128, 105, 35, 3, [114.0234375, 23.076171875, 31.640625]],
    ["1T", 1, 25600, 160, 128, 64, 1, [131.25, 26.5625, 32.958984375]],
  ];

  it.each(table)(
    "%s: activations without and with sequence parallelism and selective recompute; states",
    (_, batch, hidden, heads, layers, pp, virtualPp, [none, both, states]) => {
      const held = inFlight({ pp, virtualPp, gradAccum: 512 }, "first") * (layers / pp);
      const m = { ...one, batch, hidden, heads };
      expect((held * classicLayerBytes(m)) / GIB).toBeCloseTo(none, 10);
      expect((held * classicLayerBytes({ ...m, sequenceParallel: true, recompute: "selective" })) / GIB).toBeCloseTo(both, 10);
      const { weight, gradient, master } = trainedBytes(megatron, "bf16", false);
      const each = weight + gradient + master + stateBytes("adamw", null, 0);
      expect((each * 12 * hidden ** 2 * layers) / (8 * pp) / GIB).toBe(states);
    },
  );

  it.each([
    ["sequence parallelism", true, "none", 66.77],
    ["selective recompute", false, "selective", 49.37],
    ["both", true, "selective", 16.14],
    ["full recompute", false, "full", 7.59],
  ] as const)("22B with %s, in percent of neither", (_, sequenceParallel, recompute, percent) => {
    const m = { ...one, batch: 4, hidden: 6144, heads: 64 };
    expect(Math.abs((100 * classicLayerBytes({ ...m, sequenceParallel, recompute })) / classicLayerBytes(m) - percent)).toBeLessThanOrEqual(
      0.01,
    );
  });
});

describe("a quantised base shrinks matrices inside blocks and nothing else", () => {
  const nothing = { targets: [] };
  const held = (a: Architecture, unquantised: number): number => {
    const setup = setupOf({ model: a, method: qlora(16, nothing), stack: { ...bare, unquantised } });
    return staticBytes(setup, localParameters(setup.table, setup.method, setup.layout, "first")).weights;
  };

  it("Llama 3 8B: 6,979,321,856 parameters become 3,600,416,768 bytes", () => {
    const { frozenLinear, frozenRest } = trainableParameters(tensorTable(models.llama3With8B), lora(16, nothing));
    expect([frozenLinear, frozenRest]).toEqual([6_979_321_856, 1_050_939_392]);
    expect(frozenLinear * storedBytes("nf4-dq")).toBe(3_600_416_768);
    expect(held(models.llama3With8B, 2)).toBe(5_702_295_552);
  });

  it.each([
    ["Llama 3 8B", models.llama3With8B, 2, 5.3107],
    ["Llama 3 8B up-cast", models.llama3With8B, 4, 7.2682],
    ["Mistral 7B", models.mistral7B, 2, 3.8419],
    ["Mistral 7B up-cast", models.mistral7B, 4, 4.3307],
    ["Llama 2 7B", models.llama2With7B, 2, 3.6001],
    ["Llama 3 70B", models.llama3With70B, 2, 36.8032],
  ] as const)("%s with the rest at %i bytes: %f GiB", (_, a, rest, gib) => {
    expect(held(a, rest) / GIB).toBeCloseTo(gib, 4);
  });

  it("LLaMA-1 65B: 34.459 GB", () => expect(held(models.llama1With65B, 2) / GB).toBeCloseTo(34.459, 3));

  it("Llama 2 7B has 6,476,005,376 parameters to quantise, Mistral 7B 262,410,240 that stay", () => {
    expect(trainableParameters(tensorTable(models.llama2With7B), qlora()).frozenLinear).toBe(6_476_005_376);
    expect(trainableParameters(tensorTable(models.mistral7B), qlora()).frozenRest).toBe(262_410_240);
  });

  it("NF4 with double quantisation takes 4.126953125 bits, without 4.5", () => {
    expect([8 * storedBytes("nf4-dq"), 8 * storedBytes("nf4")]).toEqual([4.126953125, 4.5]);
  });
});

describe("Llama 3 8B at 32,768 tokens", () => {
  const setup = setupOf({ model: models.llama3With8B, layout: { recompute: "full" }, batch: { sequence: 32768, longest: 32768 } });
  const hidden = activationBytes(setup, "first").kept / 32;

  it("one hidden state takes 0.25 GiB, 28 of them 7 GiB, one for each layer 8 GiB", () => {
    expect([hidden / GIB, (28 * hidden) / GIB, (32 * hidden) / GIB]).toEqual([0.25, 7, 8]);
  });

  it("logits take 15.65625 GiB in fp32, 23.484375 GiB with their 16-bit copy", () => {
    expect(logitsBytes({ ...setup, stack: { ...bare, logitsBytes: 4 } }) / GIB).toBe(15.65625);
    expect(logitsBytes({ ...setup, stack: { ...bare, logitsBytes: 6 } }) / GIB).toBe(23.484375);
  });
});

describe("a modern block saves for backward, bytes per token and layer", () => {
  it.each([
    ["Llama 3 8B", models.llama3With8B, 139_392, 213_120],
    ["Llama 2 7B", models.llama2With7B, 131_712, 186_496],
    ["Llama 3 70B", models.llama3With70B, 274_688, 426_240],
    ["Qwen2.5 7B", models.qwen25With7B, 158_832, 237_680],
  ] as const)("%s: fused and eager", (_, a, fused, eager) => {
    const [layer] = tensorTable(a).groups;
    const bytes = (form: "fused" | "eager"): number => {
      const saved = layer ? layerActivations(layer, a, allTrained(form)) : { hidden: 0, cut: 0 };
      return saved.hidden + saved.cut;
    };
    expect([bytes("fused"), bytes("eager")]).toEqual([fused, eager]);
  });
});

describe("what lies on disk or in 8 bits", () => {
  it("8-bit Adam on Llama 3 8B: 16.311 GB", () => {
    expect(stateBytes("adamw-8bit", null, 0)).toBe(2.03125);
    expect((8_030_261_248 * stateBytes("adamw-8bit", null, 0)) / GB).toBeCloseTo(16.311, 3);
  });

  it.each([
    [70_553_706_496, 987.75],
    [8_030_261_248, 112.42],
  ])("a checkpoint of %i parameters to resume from: %f GB", (n, gb) => {
    expect(checkpointBytes({ trained: n, adapters: 0, all: n }, "full") / GB).toBeCloseTo(gb, 2);
  });

  it("the same in fp32 without a second copy: 96.36 GB", () =>
    expect(checkpointBytes({ trained: 0, adapters: 8_030_261_248, all: 0 }, "full") / GB).toBeCloseTo(96.36, 2));
});
