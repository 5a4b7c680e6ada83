import { mtpParameters, tensorTable, totalParameters } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import { file, json, shape, total, without } from "../../fixtures/configs.ts";
import { readConfig } from "./config.ts";

describe("attention", () => {
  it("Falcon with the old layers has one KV head and one norm; with the new ones its own heads and two norms", () => {
    expect(shape(file("falcon-7b", { num_kv_heads: 71 }))).toMatchObject({ kvHeads: 1, normsPerLayer: 1, ffn: 18_176 });
    expect(shape(file("falcon-40b"))).toMatchObject({ kvHeads: 8, normsPerLayer: 2, ffn: 32_768 });
    expect(shape(file("falcon-7b", { multi_query: false, parallel_attn: false, alibi: true, bias: true }))).toMatchObject({
      kvHeads: 71,
      normsPerLayer: 2,
      positions: "alibi",
      biases: { qkv: true, o: true, mlp: true },
    });
  });

  it("Qwen 2.5 has no window while use_sliding_window is false, and biases on q, k, v whatever attention_bias says", () => {
    expect(shape(file("qwen2.5-7b", { sliding_window: 4096 })).window).toBeNull();
    expect(shape(file("qwen2.5-7b", { attention_bias: false })).biases).toEqual({ qkv: true, o: false, mlp: false, head: false });
    expect(shape(file("qwen2.5-7b", { use_sliding_window: true, sliding_window: 4096, max_window_layers: 0 })).window).toEqual({
      size: 4096,
      every: 1,
    });
    expect(shape(file("qwen2.5-7b", { use_sliding_window: true, sliding_window: 4096, max_window_layers: 28 })).window).toBeNull();
    const half = readConfig(file("qwen2.5-7b", { use_sliding_window: true, sliding_window: 4096, max_window_layers: 21 }), "c.json");
    expect(half.architecture?.window).toEqual({ size: 4096, every: 2 });
    expect(half.issues).toMatchObject([{ code: "model.window-approximated", values: { full: 21, layers: 28, used: 14 } }]);
  });

  it("a window as long as the context is none", () => {
    expect(shape(file("phi-3-mini-4k")).window).toEqual({ size: 2047, every: 1 });
    expect(shape(file("phi-3-mini-4k", { max_position_embeddings: 131_072, sliding_window: 262_144 })).window).toBeNull();
  });

  it("alternation is read from layer_types, else known by family", () => {
    expect(shape(file("gemma-2-9b")).window).toEqual({ size: 4096, every: 2 });
    expect(shape(file("gemma-3-1b")).window).toEqual({ size: 512, every: 6 });
    expect(shape(file("gemma-3-1b", { sliding_window_pattern: 3 })).window).toEqual({ size: 512, every: 3 });
    expect(shape(file("olmo-3-7b")).window).toEqual({ size: 4096, every: 4 });
    expect(shape(without("olmo-3-7b", "layer_types")).window).toEqual({ size: 4096, every: 4 });
    expect(shape(without("gpt-oss-20b", "layer_types")).window).toEqual({ size: 128, every: 2 });
    expect(shape(file("llama-4-scout")).window).toEqual({ size: 8192, every: 4, chunked: true });
    expect(shape(file("smollm3-3b", { use_sliding_window: true, sliding_window: 512 })).window).toBeNull();
    const cohere2 = { ...without("command-r-35b"), model_type: "cohere2", max_position_embeddings: 131_072 };
    expect(shape(cohere2).window).toEqual({ size: 4096, every: 4 });
  });

  it("an irregular pattern is replaced by the nearest regular one, and layers of another kind are said", () => {
    const types = (...t: string[]): Record<string, unknown> => file("olmo-3-7b", { num_hidden_layers: t.length, layer_types: t });
    const s = "sliding_attention",
      f = "full_attention";
    const odd = readConfig(types(f, s, s, f), "c.json");
    expect(odd.architecture?.window).toEqual({ size: 4096, every: 2 });
    expect(odd.issues).toEqual([]);
    expect(readConfig(types(f, f, f, s, s), "c.json").issues).toMatchObject([{ code: "model.window-approximated" }]);
    expect(readConfig(types(s, "mamba", s, f), "c.json").issues[0]).toMatchObject({
      code: "model.unknown-layer-type",
      severity: "warning",
      values: { count: 1 },
    });
    expect(shape(types(s, s)).window).toEqual({ size: 4096, every: 1 });
  });

  it("Llama 4 with a list of RoPE layers: those without see everything", () => {
    const scout = json("llama-4-scout.json");
    const text = scout["text_config"];
    if (typeof text !== "object" || text === null) throw new Error("no text_config");
    expect(
      shape({ ...scout, text_config: { ...text, no_rope_layers: Array.from({ length: 48 }, (_, i) => Number((i + 1) % 6 !== 0)) } }).window
        ?.every,
    ).toBe(6);
    expect(shape({ ...scout, text_config: { ...text, no_rope_layers: Array.from({ length: 48 }, () => 0) } }).window).toBeNull();
  });

  it("Phi 1 and 2 have one norm a layer and biases everywhere, the head too", () => {
    expect(shape(file("phi-2"))).toMatchObject({ normsPerLayer: 1, biases: { qkv: true, o: true, mlp: true, head: true } });
  });

  it("biases go by each family's own key", () => {
    expect(shape(file("glm-4.5-air")).biases).toEqual({ qkv: true, o: false, mlp: false, head: false });
    expect(shape(file("llama-1-7b", { attention_bias: true })).biases).toEqual({ qkv: true, o: true, mlp: false, head: false });
    expect(shape(file("starcoder2-3b", { use_bias: false })).biases).toEqual({ qkv: false, o: false, mlp: false, head: false });
    const stablelm = { ...json("llama-1-7b.json"), model_type: "stablelm", use_qkv_bias: true, use_parallel_residual: true };
    expect(shape(stablelm)).toMatchObject({ biases: { qkv: true, o: false }, normsPerLayer: 1, norm: "layer" });
  });

  it("norms of OLMo 1 have no weights, Cohere has one norm a layer, without bias", () => {
    expect(shape({ ...json("llama-1-7b.json"), model_type: "olmo" })).toMatchObject({ normWidth: 0, norm: "layer" });
    expect(shape(file("command-r-35b"))).toMatchObject({ normsPerLayer: 1, normWidth: 1, norm: "layer" });
    expect(shape(file("command-r-35b", { use_qk_norm: true })).qkNorm).toBe("full");
  });

  it("Gemma 1 says gelu and means its tanh form", () => expect(shape(file("gemma-2b")).activation).toBe("gelu_tanh"));

  it("Baichuan without a rope length has ALiBi", () => {
    const baichuan = {
      ...without("llama-1-7b", "max_position_embeddings", "max_sequence_length"),
      model_type: "baichuan",
      model_max_length: 4096,
    };
    expect(shape(baichuan)).toMatchObject({ positions: "alibi", maxPositions: 4096 });
    expect(shape({ ...baichuan, max_position_embeddings: 4096 }).positions).toBe("rope");
  });
});

describe("mixtures and latent attention", () => {
  it("q_lora_rank null means no low rank for queries", () => {
    expect(shape(file("deepseek-v2-lite")).mla).toEqual({
      qLoraRank: null,
      kvLoraRank: 512,
      nopeHeadDim: 128,
      ropeHeadDim: 64,
      vHeadDim: 128,
    });
    expect(shape(file("deepseek-v3")).mla?.qLoraRank).toBe(1536);
  });

  it("num_key_value_heads means nothing under latent attention", () => {
    expect(total(file("deepseek-v3", { num_key_value_heads: 7 }))).toBe(671_026_419_200);
  });

  it("DeepSeek's first layers are dense, its router has biases from V3 on, its prediction layer stays out of the total", () => {
    const v3 = shape(file("deepseek-v3"));
    expect(v3.moe).toMatchObject({ denseLayers: 3, everyN: 1, shared: 1, expertFfn: 2048, routerBias: true });
    expect(v3.mtpLayers).toBe(1);
    expect(mtpParameters(tensorTable(v3))).toBe(11_610_068_224);
    // The published total less the model and the copies of embedding and head.
    expect(mtpParameters(tensorTable(shape(file("glm-4.5-air"))))).toBe(110_468_824_832 - 106_852_251_264 - 2 * 151_552 * 4096);
    expect(shape(file("kimi-k2")).mtpLayers).toBeUndefined();
    expect(shape(file("deepseek-v2-lite")).moe?.routerBias).toBe(false);
  });

  it("intermediate_size is the experts' width in Mixtral, OLMoE and gpt-oss, and a dense width in Qwen3-MoE", () => {
    expect(shape(file("mixtral-8x7b")).moe?.expertFfn).toBe(14_336);
    expect(shape(file("olmoe-1b-7b")).moe?.expertFfn).toBe(1024);
    expect(shape(file("qwen3-30b-a3b"))).toMatchObject({ ffn: 6144, moe: { expertFfn: 768 } });
    expect(shape(file("qwen1.5-moe-a2.7b")).moe).toMatchObject({ shared: 1, sharedFfn: 5632, sharedGate: true });
  });

  it("half of Maverick's layers are dense, of their own width", () => {
    const scout = json("llama-4-scout.json");
    const text = scout["text_config"];
    if (typeof text !== "object" || text === null) throw new Error("no text_config");
    const maverick = {
      ...scout,
      text_config: { ...text, num_local_experts: 128, interleave_moe_layer_step: 2, max_position_embeddings: 1_048_576 },
    };
    expect(total(maverick)).toBe(400_711_848_960);
  });

  it("dense layers listed one by one count the same wherever they stand", () => {
    const some = readConfig(file("qwen3-30b-a3b", { mlp_only_layers: [4, 7] }), "c.json");
    const first = readConfig(file("qwen3-30b-a3b", { mlp_only_layers: [0, 1] }), "c.json");
    expect(some.architecture).toEqual(first.architecture);
    expect(some.issues).toMatchObject([{ code: "model.dense-layers-moved" }]);
    expect(first.issues).toEqual([]);
    const listed = shape({
      ...without("deepseek-v3", "first_k_dense_replace"),
      moe_layer_freq: [0, 0, 0, ...Array.from({ length: 58 }, () => 1)],
    });
    expect(totalParameters(tensorTable(listed))).toBe(671_026_419_200);
  });

  it("gpt-oss has sinks, and biases on attention, router and experts", () => {
    expect(shape(file("gpt-oss-20b"))).toMatchObject({
      biases: { qkv: true, o: true, mlp: true },
      activation: "swiglu_clamped",
      moe: { routerBias: true },
      extra: [{ count: 64 * 24 }],
    });
  });
});

describe("around the shape", () => {
  it("says that stored weights are quantised, and that a multimodal file is read in part", () => {
    expect(readConfig(file("deepseek-v3"), "c.json").issues).toMatchObject([
      { code: "model.quantized", severity: "note", values: { method: "fp8" } },
    ]);
    expect(readConfig(file("gemma-3-4b"), "c.json").issues).toMatchObject([{ code: "model.text-part-only", severity: "note" }]);
  });

  it("rope scaling under any of its names doesn't change the length", () => {
    for (const scaling of [
      { rope_scaling: { type: "linear", factor: 4 } },
      { rope_scaling: { rope_type: "yarn" } },
      { rope_parameters: { rope_theta: 1 } },
    ]) {
      expect(shape(file("llama-3.1-8b", scaling)).maxPositions).toBe(131_072);
    }
  });

  it("unknown keys are ignored without a word", () => {
    expect(readConfig(file("llama-1-7b", { foo: { bar: [1] }, __proto__x: 1, zz: null }), "c.json").issues).toEqual([]);
  });

  it("an unknown model type is read by its fields, and said", () => {
    const read = readConfig(file("llama-3.1-8b", { model_type: "lama" }), "c.json");
    expect(read.architecture && totalParameters(tensorTable(read.architecture))).toBe(8_030_261_248);
    expect(read.issues).toMatchObject([
      { code: "model.unknown-family", severity: "warning", path: "c.json#model_type", values: { family: '"lama"', nearest: "llama" } },
    ]);
    expect(total(file("deepseek-v3", { model_type: "deepseek_v9" }))).toBe(671_026_419_200);
    expect(total(file("pythia-6.9b", { model_type: "constructor", attention_bias: true }))).toBe(6_857_302_016);
  });
});
