import { tensorTable, totalParameters } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";

type Row = readonly [
  name: string,
  sizes: readonly [number, number, number, number, number, number | null, number],
  more: Record<string, unknown>,
  total: number,
];

/** layers, hidden, MLP, heads, KV heads, head width, vocabulary: the shapes of published models and their totals. */
const VECTORS: readonly Row[] = [
  ["GPT-2 XL", [48, 1600, 6400, 25, 25, null, 50_257], { model_type: "gpt2", n_positions: 1024 }, 1_557_611_200],
  ["Llama-2-7B", [32, 4096, 11_008, 32, 32, null, 32_000], { model_type: "llama" }, 6_738_415_616],
  ["Llama-2-13B", [40, 5120, 13_824, 40, 40, null, 32_000], { model_type: "llama" }, 13_015_864_320],
  ["Llama-3-8B", [32, 4096, 14_336, 32, 8, null, 128_256], { model_type: "llama" }, 8_030_261_248],
  ["Llama-3-70B", [80, 8192, 28_672, 64, 8, null, 128_256], { model_type: "llama" }, 70_553_706_496],
  ["Llama-3.2-3B", [28, 3072, 8192, 24, 8, 128, 128_256], { model_type: "llama", tie_word_embeddings: true }, 3_212_749_824],
  ["Llama-3.1-405B", [126, 16_384, 53_248, 128, 8, null, 128_256], { model_type: "llama" }, 405_853_388_800],
  ["Qwen2.5-32B", [64, 5120, 27_648, 40, 8, null, 152_064], { model_type: "qwen2" }, 32_763_876_352],
  ["Qwen2.5-72B", [80, 8192, 29_568, 64, 8, null, 152_064], { model_type: "qwen2" }, 72_706_203_648],
  ["Gemma-2-2B", [26, 2304, 9216, 8, 4, 256, 256_000], { model_type: "gemma2" }, 2_614_341_888],
  [
    "Mixtral-8x22B",
    [56, 6144, 16_384, 48, 8, null, 32_768],
    { model_type: "mixtral", num_local_experts: 8, num_experts_per_tok: 2 },
    140_630_071_296,
  ],
  [
    "Qwen3-235B-A22B",
    [94, 4096, 12_288, 64, 4, 128, 151_936],
    { model_type: "qwen3_moe", num_experts: 128, num_experts_per_tok: 8, moe_intermediate_size: 1536 },
    235_093_634_560,
  ],
  [
    "DeepSeek-V2",
    [60, 5120, 12_288, 128, 128, null, 102_400],
    {
      model_type: "deepseek_v2",
      q_lora_rank: 1536,
      kv_lora_rank: 512,
      qk_nope_head_dim: 128,
      qk_rope_head_dim: 64,
      v_head_dim: 128,
      n_routed_experts: 160,
      num_experts_per_tok: 6,
      n_shared_experts: 2,
      moe_intermediate_size: 1536,
      first_k_dense_replace: 1,
      moe_layer_freq: 1,
    },
    235_741_434_880,
  ],
  [
    "Phi-3.5-MoE",
    [32, 4096, 6400, 32, 8, null, 32_064],
    { model_type: "phimoe", attention_bias: true, lm_head_bias: true, num_local_experts: 16, num_experts_per_tok: 2 },
    41_873_153_344,
  ],
  ["GPT-J-6B", [28, 4096, 16_384, 16, 16, null, 50_400], { model_type: "gptj" }, 6_050_882_784],
  ["GLM-4-9B", [40, 4096, 13_696, 32, 2, 128, 151_552], { model_type: "glm", attention_bias: true }, 9_399_951_360],
  ["StableLM-2-1.6B", [24, 2048, 5632, 32, 32, null, 100_352], { model_type: "stablelm", use_qkv_bias: true }, 1_644_515_328],
  ["Command R+", [64, 12_288, 33_792, 96, 8, null, 256_000], { model_type: "cohere", use_qk_norm: true }, 103_810_674_688],
  ["Apertus-8B", [32, 4096, 21_504, 32, 8, null, 131_072], { model_type: "apertus" }, 8_053_338_176],
  ["Nemotron-4-15B", [32, 6144, 24_576, 48, 8, null, 256_000], { model_type: "nemotron" }, 15_628_775_424],
  ["Grok-1", [64, 6144, 32_768, 48, 8, 128, 131_072], { model_type: "grok-1", num_experts: 8, num_experts_per_tok: 2 }, 315_684_820_992],
  ["Baichuan2-7B", [32, 4096, 11_008, 32, 32, null, 125_696], { model_type: "baichuan", max_position_embeddings: 4096 }, 7_505_973_248],
  ["OLMo-1B", [16, 2048, 8192, 16, 16, null, 50_304], { model_type: "olmo", tie_word_embeddings: true }, 1_176_764_416],
  ["InternLM2-1.8B", [24, 2048, 8192, 16, 8, null, 92_544], { model_type: "internlm2", bias: false }, 1_889_110_016],
  [
    "DeepSeek-MoE-16B",
    [28, 2048, 10_944, 16, 16, null, 102_400],
    {
      model_type: "deepseek",
      n_routed_experts: 64,
      num_experts_per_tok: 6,
      n_shared_experts: 2,
      moe_intermediate_size: 1408,
      first_k_dense_replace: 1,
      moe_layer_freq: 1,
    },
    16_375_728_128,
  ],
];

describe("published totals follow from the sizes and the family alone", () => {
  it.each(VECTORS)("%s", (_, [layers, hidden, ffn, heads, kv, headDim, vocab], more, want) => {
    const { architecture, issues } = readConfig(
      {
        num_hidden_layers: layers,
        hidden_size: hidden,
        intermediate_size: ffn,
        num_attention_heads: heads,
        num_key_value_heads: kv,
        vocab_size: vocab,
        ...(headDim === null ? {} : { head_dim: headDim }),
        ...more,
      },
      "c.json",
    );
    expect(issues).toEqual([]);
    expect(architecture && totalParameters(tensorTable(architecture))).toBe(want);
  });
});
