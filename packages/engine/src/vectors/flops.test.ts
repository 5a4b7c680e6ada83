import { describe, expect, it } from "vitest";
import * as models from "../../fixtures/models.ts";
import { full, lora } from "../../fixtures/setups.ts";
import type { Method } from "../method/method.ts";
import type { Architecture } from "../model/architecture.ts";
import { activeParameters, matmulParameters, totalParameters } from "../model/parameters.ts";
import { tensorTable } from "../model/tensors.ts";
import { attentionFlop, type Counting, meanKeys } from "../work/attention.ts";
import { type Convention, conventions, megatronPaperFlop } from "../work/conventions.ts";
import { stridedKeys } from "../work/sparse.ts";
import { hardwareFlop, modelFlop, type OperatorFlop, operatorFlops } from "../work/flops.ts";

const A100 = 312e12;
const causal = { causal: true, window: null, chunked: false };

function operators(a: Architecture, sequence: number, counting: Counting = "half", method: Method = full): readonly OperatorFlop[] {
  return operatorFlops(tensorTable(a), method, { sequence, recompute: "none", counting });
}

const forward = (all: readonly OperatorFlop[], id: OperatorFlop["id"]): number => all.find((o) => o.id === id)?.forward ?? 0;

function convention(a: Architecture, sequence: number, id: Convention["id"]): number {
  return conventions(tensorTable(a), sequence).find((c) => c.id === id)?.flopPerToken ?? Number.NaN;
}

/** The same layers with as many parameters as a publication counts. */
function withTotal(a: Architecture, n: number): Architecture {
  return { ...a, extra: [{ what: "remainder", count: n - totalParameters(tensorTable({ ...a, extra: [] })) }] };
}

describe("a multiply-add is two FLOPs", () => {
  it("Llama 2 7B has 6,607,077,376 parameters in matmuls, 13,214,154,752 FLOPs a token forward", () => {
    expect(matmulParameters(tensorTable(models.llama2With7B))).toBe(6_607_077_376);
    const all = operators(models.llama2With7B, 4096);
    expect(forward(all, "linear") + forward(all, "head")).toBe(13_214_154_752);
  });

  it.each([
    ["exact", 1_074_003_968],
    ["half", 1_073_741_824],
    ["full", 2_147_483_648],
  ] as const)("Llama 2 7B at 4,096 tokens, attention forward, triangle counted %s", (counting, flop) => {
    expect(forward(operators(models.llama2With7B, 4096, counting), "attention")).toBe(flop);
  });

  it.each([
    ["Llama 2 7B", models.llama2With7B, 4096, 42_863_689_728, 46_084_915_200],
    ["Llama 3 8B", models.llama3With8B, 8192, 51_470_401_536, 57_912_852_480],
    ["Llama 3 70B", models.llama3With70B, 8192, 449_222_541_312, 481_434_796_032],
  ] as const)("a trained token of %s, half and full square", (_, a, sequence, half, square) => {
    expect(modelFlop(operators(a, sequence, "half"))).toBe(half);
    expect(modelFlop(operators(a, sequence, "full"))).toBe(square);
    expect(convention(a, sequence, "outlay")).toBe(half);
  });

  it.each([
    [models.llama3With8B, 7_504_658_432],
    [models.llama3With70B, 69_501_714_432],
  ] as const)("the head counts once, the lookup not", (a, n) => {
    expect(matmulParameters(tensorTable(a))).toBe(n);
  });

  it("DeepSeek-V3: latent attention 167,772,160 a token and layer, 250,456,015,872 a trained token", () => {
    const table = tensorTable(models.deepseekV3);
    const [layer] = table.groups;
    const attention = layer?.attention ? attentionFlop(layer.attention, 4096, "half") : 0;
    expect(attention).toBe(167_772_160);
    expect(6 * (activeParameters(table) - table.embedding) + 3 * 61 * attention).toBe(250_456_015_872);
    expect(convention(models.deepseekV3, 4096, "outlay") / 250_456_015_872).toBeCloseTo(1, 3);
  });
});

describe("published conventions count differently", () => {
  it("PaLM's of Llama 2 7B: 46,872,944,640", () => expect(convention(models.llama2With7B, 4096, "palm")).toBe(46_872_944_640));

  it("PaLM's of GPT-2, positions left out: 855,166,464", () => expect(convention(models.gpt2, 1024, "palm")).toBe(855_166_464));

  it.each([
    ["175B", 64, 96, 12288, 13.75, 64, 51.39, 52.77, 0.01],
    ["22B", 4, 48, 6144, 1.1, 8, 41.65, 43.81, 0.01],
    ["530B", 280, 105, 20480, 37.83, 280, 56.05, 56.96, 0.01],
    ["1T", 512, 128, 25600, 71.49, 512, 56.27, 57.01, 0.01],
  ] as const)(
    "Megatron's %s: model and hardware share of the peak, within 0.2 points of the published",
    (_, batch, layers, hidden, seconds, gpus, mfu, hfu, tolerance) => {
      const m = { batch, layers, hidden, sequence: 2048, vocab: 51200 };
      const share = (flop: number): number => (100 * flop) / (seconds * gpus * A100);
      expect(Math.abs(share(megatronPaperFlop(m)) - mfu)).toBeLessThan(tolerance);
      expect(Math.abs(share(megatronPaperFlop(m, "selective")) - hfu)).toBeLessThan(tolerance);
    },
  );

  it("one iteration of the 175B model is 1.410915e17 FLOPs", () => {
    expect(megatronPaperFlop({ batch: 64, layers: 96, hidden: 12288, sequence: 2048, vocab: 51200 }) / 1e17).toBeCloseTo(1.410915, 6);
  });

  it("llm-foundry's table: 43,174,379,520 a token of the 7b, 46.44 %; 41.24 % of the 70b", () => {
    const dims = { heads: 32, kvHeads: 32, headDim: 128, vocab: 50368 };
    const seven = withTotal(models.gpt({ ...dims, layers: 32, hidden: 4096, ffn: 16384 }, { learnedPositions: 0 }), 6_658_859_008);
    const seventy = withTotal(
      models.gpt({ ...dims, layers: 80, hidden: 8192, ffn: 32768, heads: 64, kvHeads: 64 }, { learnedPositions: 0 }),
      64_862_437_376,
    );
    expect(convention(seven, 2048, "llm-foundry")).toBe(43_174_379_520);
    expect((100 * 10_643 * convention(seven, 2048, "llm-foundry")) / 989.5e12).toBeCloseTo(46.44, 2);
    expect((100 * 1007 * convention(seventy, 2048, "llm-foundry")) / 989.5e12).toBeCloseTo(41.24, 2);
  });

  it("TinyLlama at 24,000 tokens a second on an A100: 50.8, 55.03 or 59.29 % by what is counted", () => {
    const tiny = models.llama({ layers: 22, hidden: 2048, ffn: 5632, heads: 32, kvHeads: 4, headDim: 64, vocab: 32000 });
    const share = (flop: number): number => (100 * 24_000 * flop) / A100;
    const n = convention(tiny, 2048, "6n");
    expect(share(n)).toBeCloseTo(50.8, 1);
    expect(share(n + 3 * forward(operators(tiny, 2048), "attention"))).toBeCloseTo(55.03, 2);
    expect(share(convention(tiny, 2048, "palm"))).toBeCloseTo(59.29, 2);
  });
});

describe("sparse attention sees fewer keys", () => {
  it.each([
    [8192, 3072.25],
    [32768, 3840.0625],
    [4096, 2048.5],
  ])("a window of 4,096 over %i tokens: %f keys", (s, keys) => {
    expect(meanKeys(s, { ...causal, window: 4096 }, "exact")).toBe(keys);
  });

  it.each([
    [4096, 128, 0.062485],
    [16384, 256, 0.031248],
    [65536, 512, 0.015625],
  ])("two strides over %i tokens: %i keys", (s, keys, ratio) => {
    expect(stridedKeys(s)).toBe(keys);
    expect(stridedKeys(s) / meanKeys(s, causal, "exact")).toBeCloseTo(ratio, 6);
  });
});

describe("frozen weights need no gradient of their own", () => {
  const at = { sequence: 8192, recompute: "full", counting: "half" } as const;
  const plain = operators(models.llama3With8B, 8192, "half", lora(16));

  it("LoRA of rank 16 on Llama 3 8B: 36,712,742,912 a token, 0.71328 of full fine-tuning", () => {
    expect(modelFlop(plain)).toBe(36_712_742_912);
    expect(modelFlop(plain) / modelFlop(operators(models.llama3With8B, 8192))).toBeCloseTo(0.71328, 5);
  });

  it("with everything but the adapters recomputed, the head too: 53,869,543,424, 0.78496 of full fine-tuning", () => {
    const again = (method: Method): number => {
      const all = operatorFlops(tensorTable(models.llama3With8B), method, at);
      const adapters = all.find((o) => o.id === "adapters")?.recompute ?? 0;
      return hardwareFlop(all) + forward(all, "head") - adapters;
    };
    expect(again(lora(16))).toBe(53_869_543_424);
    expect(again(lora(16)) / again(full)).toBeCloseTo(0.78496, 5);
  });
});
