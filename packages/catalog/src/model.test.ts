import { activeParameters, mtpParameters, tensorTable, totalParameters } from "@outlay/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CatalogModel, findModel, models } from "./model.ts";

const model = (name: string): CatalogModel => {
  const found = findModel(name);
  if (found.kind !== "found") throw new Error(`${name}: ${found.suggestions.join(", ")}`);
  return found.model;
};

describe("every shape has the parameters that the catalog states", () => {
  it("there are 220", () => expect(models).toHaveLength(220));

  it.each(models.map((m) => [m.id, m] as const))("%s", (_, m) => {
    const table = tensorTable(m.architecture);
    expect(totalParameters(table)).toBe(m.parameters);
    if (m.activeParameters !== null) expect(activeParameters(table)).toBe(m.activeParameters);
  });
});

describe("published totals", () => {
  it.each([
    ["gpt2", 124_439_808],
    ["gpt2-xl", 1_557_611_200],
    ["llama-2-7b", 6_738_415_616],
    ["llama-2-13b", 13_015_864_320],
    ["llama-2-70b", 68_976_648_192],
    ["llama-3-8b", 8_030_261_248],
    ["llama-3-70b", 70_553_706_496],
    ["llama-3.2-1b", 1_235_814_400],
    ["llama-3.2-3b", 3_212_749_824],
    ["llama-3.1-405b", 405_853_388_800],
    ["mistral-7b", 7_241_732_096],
    ["qwen2.5-7b", 7_615_616_512],
    ["qwen2.5-0.5b", 494_032_768],
    ["qwen2.5-32b", 32_763_876_352],
    ["qwen2.5-72b", 72_706_203_648],
    ["qwen3-8b", 8_190_735_360],
    ["gemma-2-9b", 9_241_705_984],
    ["gemma-2-2b", 2_614_341_888],
    ["mixtral-8x7b", 46_702_792_704],
    ["mixtral-8x22b", 140_630_071_296],
    ["qwen3-30b-a3b", 30_532_122_624],
    ["deepseek-v3", 671_026_419_200],
    ["deepseek-v2", 235_741_434_880],
    ["deepseek-v2-lite", 15_706_484_224],
    ["albert-base-v2", 11_683_584],
    ["bert-base-uncased", 109_482_240],
    ["t5-base", 222_903_552],
  ])("%s has %i", (name, total) => expect(model(name).parameters).toBe(total));

  it.each([
    ["mixtral-8x7b", 12_879_925_248],
    ["mixtral-8x22b", 39_161_468_928],
    ["qwen3-30b-a3b", 3_353_032_704],
    ["deepseek-v3", 37_552_297_472],
    ["deepseek-v2", 21_375_800_320],
    ["deepseek-v2-lite", 2_661_150_208],
  ])("%s passes %i per token", (name, active) => expect(model(name).activeParameters).toBe(active));

  it("the prediction module of DeepSeek-V3 stays out of the total and has 11,610,068,224", () => {
    expect(mtpParameters(tensorTable(model("deepseek-v3").architecture))).toBe(11_610_068_224);
  });
});

describe("a model is found by Hub id or short name", () => {
  it.each([
    ["meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B"],
    ["META-LLAMA/llama-3.1-8b-instruct", "meta-llama/Llama-3.1-8B"],
    ["llama-3.1-8b", "meta-llama/Llama-3.1-8B"],
    ["Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B"],
    ["llama3.1 8b", "meta-llama/Llama-3.1-8B"],
    ["mistralai/Mistral-7B-Instruct-v0.1", "mistralai/Mistral-7B-v0.1"],
    ["unsloth/llama-3-8b-bnb-4bit", "meta-llama/Meta-Llama-3-8B"],
    ["NousResearch/Llama-2-7b-chat-hf", "meta-llama/Llama-2-7b-hf"],
    ["gpt-2", "openai-community/gpt2"],
    ["Qwen/Qwen2.5-Coder-7B-Instruct", "Qwen/Qwen2.5-7B"],
    ["google/gemma-3-4b-it", "google/gemma-3-4b-pt"],
    ["  mixtral-8x7b ", "mistralai/Mixtral-8x7B-v0.1"],
    ["deepseek-ai/DeepSeek-R1-Distill-Qwen-14B", "Qwen/Qwen2.5-14B"],
    ["phi_4", "microsoft/phi-4"],
  ])("%s is %s", (name, id) => expect(model(name).id).toBe(id));

  it("no name points to two models", () => {
    const names = models.flatMap((m) => [m.id, ...m.aliases].map((n) => n.toLowerCase()));
    expect(new Set(names).size).toBe(names.length);
    for (const m of models) for (const name of [m.id, ...m.aliases]) expect(model(name).id).toBe(m.id);
  });

  it("an unknown name brings near ones, one for each model", () => {
    expect(findModel("lama-3.1-8b")).toMatchObject({ kind: "none", suggestions: expect.arrayContaining(["llama-3.1-8b"]) });
    expect(findModel("mistral")).toMatchObject({ kind: "none", suggestions: expect.arrayContaining(["mistral-7b", "mistral-nemo"]) });
    expect(findModel("zzzzzzzzzzzz")).toEqual({ kind: "none", suggestions: [] });
  });

  it("any string is answered, and suggestions are names of the catalog", () => {
    const names = new Set(models.flatMap((m) => [m.id, ...m.aliases]));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom("__proto__", "toString", "a/".repeat(5000))), (text) => {
        const found = findModel(text);
        if (found.kind === "none") for (const s of found.suggestions) expect(names.has(s)).toBe(true);
      }),
      { seed: 1 },
    );
  });
});

describe("what config files hide is in the shapes", () => {
  it("Llama 4 attends in chunks, OPT's positions are as wide as the model", () => {
    expect(model("llama-4-scout").architecture.window).toEqual({ size: 8192, every: 4, chunked: true });
    expect(model("opt-350m").architecture).toMatchObject({ embeddingSize: 512, positionWidth: 1024 });
  });
});
