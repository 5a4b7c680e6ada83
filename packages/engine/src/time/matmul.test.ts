import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { a100With40GB, clusterOf, gb200, h100, nodes, t4 } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { lora, qlora, setupOf } from "../../fixtures/setups.ts";
import type { Accelerator } from "../machine/accelerator.ts";
import type { Precision } from "../method/method.ts";
import { layerSeconds, passesOf } from "./layer.ts";
import { gemmBytes, gemmFlop, gemmSeconds, precisionPeak, ratesOf } from "./matmul.ts";
import { bubbleOverhead, bubbleShare, zeroBubbleSeconds } from "./pipeline.ts";
import type { Setup } from "../layout/setup.ts";

const on = (accelerator: Accelerator, precision: Precision): Setup =>
  setupOf({ precision, cluster: clusterOf(accelerator, nodes.single, 1) });

describe("a matmul", () => {
  const dim = fc.integer({ min: 1, max: 20000 });

  it("costs the same FLOPs and bytes transposed", () => {
    fc.assert(
      fc.property(dim, dim, dim, (m, k, n) => {
        expect(gemmFlop({ m, k, n })).toBe(gemmFlop({ m: n, k, n: m }));
        expect(gemmBytes({ m, k, n }, 2)).toBe(gemmBytes({ m: n, k, n: m }, 2));
      }),
      RUNS,
    );
  });

  it("is longer when it is larger, and when its sides are odd", () => {
    const rates = ratesOf(setupOf());
    const of = (k: number): number => gemmSeconds({ m: 1024, k, n: 1024 }, rates.matmul, rates);
    expect(of(1024)).toBeGreaterThan(of(512));
    expect(of(1023)).toBeGreaterThan(of(1024));
    expect(gemmSeconds({ m: 1024, k: 1024, n: 1000 }, rates.matmul, rates)).toBeGreaterThan(of(1024));
  });
});

describe("a card's rate", () => {
  it("is its precision's, or the nearest that it has", () => {
    expect((["fp32", "tf32", "fp16", "bf16", "fp8"] as const).map((p) => precisionPeak(on(h100, p)))).toEqual([
      67e12, 494.5e12, 989e12, 989e12, 989e12,
    ]);
    expect((["fp32", "tf32", "fp16", "bf16"] as const).map((p) => precisionPeak(on(t4, p)))).toEqual([8.1e12, 8.1e12, 65e12, 65e12]);
    const only: Accelerator = { ...t4, peak: { ...t4.peak, fp16: null } };
    expect((["tf32", "fp16", "bf16", "fp8"] as const).map((p) => precisionPeak(on(only, p)))).toEqual([8.1e12, 8.1e12, 8.1e12, 8.1e12]);
    const half: Accelerator = { ...t4, peak: { ...t4.peak, fp32: null } };
    expect((["fp32", "tf32"] as const).map((p) => precisionPeak(on(half, p)))).toEqual([65e12, 65e12]);
    expect(precisionPeak(on({ ...only, peak: { ...only.peak, fp32: null } }, "bf16"))).toBe(0);
  });

  it("nearly doubles in fp8 where the card has it, for matmuls of the blocks only", () => {
    const [hopper, ampere, sixteen] = [ratesOf(on(h100, "fp8")), ratesOf(on(a100With40GB, "fp8")), ratesOf(on(h100, "bf16"))];
    expect(hopper.matmul / sixteen.matmul).toBeCloseTo(1.9, 9);
    expect(hopper.matmul16).toBe(sixteen.matmul16);
    expect(ampere.matmul).toBe(ampere.matmul16);
    expect(ratesOf(on(gb200, "fp8")).matmul).toBeGreaterThan(ratesOf(on(gb200, "bf16")).matmul);
  });

  it("in fp4 is fp4's where the card has it, else fp8's, else that of 16 bits", () => {
    const gain = (card: Accelerator): number => ratesOf(on(card, "fp4")).matmul / ratesOf(on(card, "bf16")).matmul;
    expect([gain(gb200), gain(h100), gain(a100With40GB)].map((g) => Number(g.toFixed(9)))).toEqual([2.6, 1.9, 1]);
  });

  it("of attention is the kernel's; un-fused it is the matmuls', in fp32 a kernel loses", () => {
    const of = (attention: Setup["attention"], precision: Precision): number => ratesOf(setupOf({ attention, precision })).attention;
    expect(of("eager", "bf16")).toBe(ratesOf(setupOf()).matmul);
    expect(of("sdpa", "fp32") / of("sdpa", "bf16")).toBeCloseTo((0.7 * 67) / 989, 9);
    expect(of("eager", "fp32")).toBeCloseTo(0.75 * 67e12, -3);
  });
});

describe("a layer", () => {
  const seconds = (setup: Setup): ReturnType<typeof layerSeconds> => {
    const [g] = setup.table.groups;
    if (!g) throw new Error("a model has layers");
    return layerSeconds(setup, g, { tokens: 2048, rates: ratesOf(setup), passes: passesOf(setup) });
  };

  it("runs once forward and twice backward; frozen once less; recomputed once or in part more", () => {
    expect(passesOf(setupOf())).toEqual({ forward: 1, backwardMatmul: 2, backward: 1 });
    expect(passesOf(setupOf({ method: lora() }))).toEqual({ forward: 1, backwardMatmul: 1, backward: 1 });
    expect(passesOf(setupOf({ layout: { recompute: "full" } })).forward).toBe(2);
    expect(passesOf(setupOf({ layout: { recompute: "selective" } })).forward).toBe(1.5);
  });

  it("with narrow heads attends slower, with odd un-fused heads much slower", () => {
    const heads = (headDim: number, attention: Setup["attention"]): number =>
      seconds(setupOf({ model: { ...models.tiny, headDim, heads: 1024 / headDim, kvHeads: 1024 / headDim }, attention })).attention;
    expect(heads(64, "flash-2") / heads(128, "flash-2")).toBeCloseTo(1.5, 9);
    expect(heads(4, "eager")).toBeGreaterThan(heads(8, "eager"));
  });

  it("un-fused recomputes attention under selective recomputation", () => {
    const of = (attention: Setup["attention"], recompute: "none" | "selective"): number =>
      seconds(
        setupOf({
          attention,
          layout: { recompute },
          stack: { ...setupOf().stack, activations: { ...setupOf().stack.activations, selectiveForward: 0 } },
        }),
      ).attention;
    expect(of("eager", "selective")).toBeGreaterThan(of("eager", "none"));
    expect(of("flash-2", "selective")).toBe(of("flash-2", "none"));
  });

  it("with adapters takes time for them, on a quantised base to de-quantise it", () => {
    expect(seconds(setupOf()).adapters).toBe(0);
    expect(seconds(setupOf({ method: lora() })).adapters).toBeGreaterThan(0);
    expect(seconds(setupOf({ method: lora(8, { targets: ["q_proj"] }) })).adapters).toBeLessThan(
      seconds(setupOf({ method: lora(8) })).adapters,
    );
    expect(seconds(setupOf({ method: lora() })).dequant).toBe(0);
    expect(seconds(setupOf({ method: qlora() })).dequant).toBeGreaterThan(0);
  });

  it("of experts routes and permutes tokens, less of it under sequence parallelism", () => {
    const moe = seconds(setupOf({ model: models.tinyMoe, layout: { tp: 2, sequenceParallel: false } }));
    const cut = seconds(setupOf({ model: models.tinyMoe, layout: { tp: 2, sequenceParallel: true } }));
    expect(moe.routing).toBeGreaterThan(0);
    expect(moe.experts).toBeGreaterThan(0);
    expect(cut.elementwise).toBeLessThan(moe.elementwise);
  });

  it("in fp8 casts on the way", () => {
    expect(seconds(setupOf({ precision: "fp8" })).elementwise).toBeGreaterThan(seconds(setupOf()).elementwise);
    expect(seconds(setupOf({ precision: "fp8", model: models.tinyMoe })).elementwise).toBeGreaterThan(
      seconds(setupOf({ model: models.tinyMoe })).elementwise,
    );
  });
});

describe("a pipeline's bubble", () => {
  it("is none without stages, and one of the total less than over the rest", () => {
    expect(bubbleOverhead({ pp: 1, microBatches: 4, virtualPp: 1 })).toBe(0);
    expect(bubbleShare({ pp: 1, microBatches: 4, virtualPp: 1 })).toBe(0);
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 64 }),
        fc.integer({ min: 1, max: 512 }),
        fc.integer({ min: 1, max: 8 }),
        (pp, microBatches, virtualPp) => {
          const l = { pp, microBatches, virtualPp };
          expect(bubbleShare(l)).toBeCloseTo(bubbleOverhead(l) / (1 + bubbleOverhead(l)), 12);
        },
      ),
      RUNS,
    );
  });

  it("shrinks with zero-bubble schedules", () => {
    const t = { pp: 8, forward: 1, backward: 1, weight: 1 };
    expect((["1f1b", "zb-h1", "zb-h2"] as const).map((schedule) => zeroBubbleSeconds(schedule, t))).toEqual([21, 7, 0]);
  });
});
