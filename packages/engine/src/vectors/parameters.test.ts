import { describe, expect, it } from "vitest";
import * as models from "../../fixtures/models.ts";
import { lora } from "../../fixtures/setups.ts";
import { trainableParameters } from "../method/trainable.ts";
import type { Lora } from "../method/method.ts";
import type { Architecture } from "../model/architecture.ts";
import { activeParameters, layerParameters, linearParameters, mtpParameters, parameters, totalParameters } from "../model/parameters.ts";
import { tensorTable } from "../model/tensors.ts";
import { sum } from "../quantity.ts";

describe("a model has as many parameters as its card says", () => {
  const totals: readonly (readonly [string, Architecture, number])[] = [
    ["GPT-2", models.gpt2, 124_439_808],
    ["GPT-2 XL", models.gpt2Xl, 1_557_611_200],
    ["LLaMA-1 65B", models.llama1With65B, 65_285_660_672],
    ["Llama 2 7B", models.llama2With7B, 6_738_415_616],
    ["Llama 2 13B", models.llama2With13B, 13_015_864_320],
    ["Llama 2 70B", models.llama2With70B, 68_976_648_192],
    ["Llama 3 8B", models.llama3With8B, 8_030_261_248],
    ["Llama 3 70B", models.llama3With70B, 70_553_706_496],
    ["Llama 3.2 1B", models.llama32With1B, 1_235_814_400],
    ["Llama 3.2 3B", models.llama32With3B, 3_212_749_824],
    ["Llama 3.1 405B", models.llama31With405B, 405_853_388_800],
    ["Mistral 7B", models.mistral7B, 7_241_732_096],
    ["Qwen2.5 7B", models.qwen25With7B, 7_615_616_512],
    ["Qwen2.5 0.5B", models.qwen25With05B, 494_032_768],
    ["Qwen2.5 32B", models.qwen25With32B, 32_763_876_352],
    ["Qwen2.5 72B", models.qwen25With72B, 72_706_203_648],
    ["Qwen3 8B", models.qwen3With8B, 8_190_735_360],
    ["Gemma 2 9B", models.gemma2With9B, 9_241_705_984],
    ["Gemma 2 2B", models.gemma2With2B, 2_614_341_888],
    ["Mixtral 8x7B", models.mixtral8x7B, 46_702_792_704],
    ["Mixtral 8x22B", models.mixtral8x22B, 140_630_071_296],
    ["Qwen3 30B-A3B", models.qwen3With30BA3B, 30_532_122_624],
    ["DeepSeek-V3", models.deepseekV3, 671_026_419_200],
    ["DeepSeek-V2", models.deepseekV2, 235_741_434_880],
    ["DeepSeek-V2-Lite", models.deepseekV2Lite, 15_706_484_224],
    ["ALBERT base", models.albertBase, 11_683_584],
    ["ALBERT base with twelve sets of weights", models.albertUnshared, 89_650_176],
    ["BERT base", models.bertBase, 109_482_240],
    ["T5 base", models.t5Base, 222_903_552],
    ["Mamba 130M", models.mamba(24, 768), 129_135_360],
    ["Mamba 370M", models.mamba(48, 1024), 371_516_416],
    ["Mamba 790M", models.mamba(48, 1536), 793_204_224],
    ["Mamba 1.4B", models.mamba(48, 2048), 1_372_178_432],
    ["Mamba 2.8B", models.mamba(64, 2560), 2_768_345_600],
    ["Falcon Mamba 7B", models.falconMamba, 7_272_665_088],
    ["Codestral Mamba 7B", models.codestralMamba, 7_285_403_648],
  ];

  it.each(totals)("%s", (_, architecture, total) => {
    const found = parameters(tensorTable(architecture));
    expect(found.total).toBe(total);
    expect(sum(found.parts)).toBe(total);
  });

  it("a layer of GPT-2 holds 7,087,872", () => {
    const [layer] = tensorTable(models.gpt2).groups;
    expect(layer && layerParameters(layer)).toBe(7_087_872);
  });
});

describe("a token passes only the experts that it is sent to", () => {
  const active: readonly (readonly [string, Architecture, number])[] = [
    ["Mixtral 8x7B", models.mixtral8x7B, 12_879_925_248],
    ["Mixtral 8x22B", models.mixtral8x22B, 39_161_468_928],
    ["Qwen3 30B-A3B", models.qwen3With30BA3B, 3_353_032_704],
    ["DeepSeek-V3", models.deepseekV3, 37_552_297_472],
    ["DeepSeek-V2", models.deepseekV2, 21_375_800_320],
    ["DeepSeek-V2-Lite", models.deepseekV2Lite, 2_661_150_208],
    ["a dense model, whole", models.llama3With8B, 8_030_261_248],
  ];

  it.each(active)("%s", (_, architecture, count) => {
    expect(activeParameters(tensorTable(architecture))).toBe(count);
  });
});

describe("DeepSeek-V3 in its parts", () => {
  const table = tensorTable(models.deepseekV3);
  const dense = table.groups.find((g) => g.id === "dense");
  const moe = table.groups.find((g) => g.id === "moe");

  it("three dense layers of 583,483,392 come before 58 of 11,507,286,272", () => {
    expect([dense?.count, moe?.count]).toEqual([3, 58]);
    expect(dense && layerParameters(dense)).toBe(583_483_392);
    expect(moe && layerParameters(moe)).toBe(11_507_286_272);
  });

  it("latent attention takes 187,107,328 a layer, its two norms included", () => {
    const ids = new Set(["q_a", "q_b", "kv_a", "kv_b", "o"]);
    const matrices = (dense?.linears ?? []).filter((l) => ids.has(l.id)).reduce((n, l) => n + linearParameters(l), 0);
    expect(matrices + (dense?.normParameters ?? 0) - 2 * 7168).toBe(187_107_328);
  });

  it("routing biases add 14,848 active parameters", () => {
    const { moe: experts } = models.deepseekV3;
    const plain = tensorTable({ ...models.deepseekV3, moe: experts && { ...experts, routerBias: false } });
    expect(activeParameters(plain)).toBe(37_552_282_624);
  });

  it("the layer that predicts one token more has 11,610,068,224 of its own, outside the total", () => {
    expect(mtpParameters(table)).toBe(11_610_068_224);
    expect(totalParameters(tensorTable({ ...models.deepseekV3, mtpLayers: 0 }))).toBe(totalParameters(table));
  });
});

describe("adapters add r(in + out) to every matrix they sit on", () => {
  const cases: readonly (readonly [string, Architecture, number, Lora["targets"], number])[] = [
    ["Llama 3 8B, rank 16", models.llama3With8B, 16, "all-linear", 41_943_040],
    ["Mistral 7B, rank 16", models.mistral7B, 16, "all-linear", 41_943_040],
    ["Llama 3 8B, rank 8", models.llama3With8B, 8, "all-linear", 20_971_520],
    ["Mistral 7B, rank 8, head too", models.mistral7B, 8, ["all-linear", "lm_head"], 21_260_288],
    ["Llama 2 7B, rank 64", models.llama2With7B, 64, "all-linear", 159_907_840],
    ["Llama 3 70B, rank 16", models.llama3With70B, 16, "all-linear", 207_093_760],
    ["Qwen2.5 7B, rank 16", models.qwen25With7B, 16, "all-linear", 40_370_176],
    ["GPT-3, queries and values, rank 4", models.gpt3, 4, ["q_proj", "v_proj"], 18_874_368],
  ];

  it.each(cases)("%s", (_, architecture, rank, targets, count) => {
    expect(trainableParameters(tensorTable(architecture), lora(rank, { targets })).adapters).toBe(count);
  });
});
