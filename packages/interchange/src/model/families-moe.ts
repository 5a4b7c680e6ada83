import type { Family } from "./family.ts";
import { ALL_BIAS, NO_BIAS, RMS_GATED } from "./traits.ts";

const DEEPSEEK_V3: Family = { ...RMS_GATED, routerBias: true };

/** Families whose files describe experts. The reading of the experts themselves is the same for all. */
export const MOE_FAMILIES: Readonly<Record<string, Family>> = {
  mixtral: { ...RMS_GATED, window: { size: "sliding_window", every: 1 }, defaults: { num_key_value_heads: 8 } },
  qwen2_moe: {
    ...RMS_GATED,
    biases: { ...NO_BIAS, qkv: true },
    sharedGate: true,
    window: { size: "sliding_window", every: 1 },
    defaults: { use_sliding_window: false, decoder_sparse_step: 1 },
  },
  qwen3_moe: {
    ...RMS_GATED,
    qkNorm: "head",
    window: { size: "sliding_window", every: 1 },
    defaults: { use_sliding_window: false, decoder_sparse_step: 1 },
  },
  phimoe: {
    ...RMS_GATED,
    norm: "layer",
    normWidth: 2,
    biases: { qkv: "attention_bias", o: "attention_bias", mlp: false, head: "lm_head_bias" },
    window: { size: "sliding_window", every: 1 },
  },
  olmoe: { ...RMS_GATED, qkNorm: "full" },
  granitemoe: RMS_GATED,
  granitemoeshared: RMS_GATED,
  deepseek: RMS_GATED,
  deepseek_v2: RMS_GATED,
  deepseek_v3: DEEPSEEK_V3,
  kimi_k2: DEEPSEEK_V3,
  glm4_moe: {
    ...RMS_GATED,
    biases: { ...NO_BIAS, qkv: "attention_bias" },
    qkNorm: "head",
    qkNormIf: "use_qk_norm",
    routerBias: true,
  },
  gpt_oss: {
    ...RMS_GATED,
    activation: "swiglu_clamped",
    ownActivation: true,
    biases: ALL_BIAS,
    routerBias: true,
    window: { size: "sliding_window", every: 2 },
    defaults: { sliding_window: 128, head_dim: 64 },
    adjust: (f, a) => {
      const bias = f.flag("attention_bias", true);
      return {
        biases: { ...a.biases, qkv: bias, o: bias },
        extra: [{ what: "attention sinks, one per head and layer", count: a.heads * a.layers }],
      };
    },
  },
  llama4_text: {
    ...RMS_GATED,
    // `intermediate_size` is the width of an expert and of the shared one; dense layers have their own.
    keys: { ffn: ["intermediate_size_mlp"], expertFfn: ["intermediate_size"] },
    window: { size: "attention_chunk_size", every: 4, pattern: ["no_rope_layer_interval"], chunked: true },
    defaults: { n_shared_experts: 1, attention_chunk_size: 8192, interleave_moe_layer_step: 1, num_experts_per_tok: 1 },
    nested: {
      vocab_size: 202_048,
      hidden_size: 5120,
      intermediate_size: 8192,
      intermediate_size_mlp: 16_384,
      num_hidden_layers: 48,
      num_attention_heads: 40,
      num_key_value_heads: 8,
      head_dim: 128,
      max_position_embeddings: 131_072,
      num_local_experts: 16,
    },
  },
  "grok-1": { ...RMS_GATED, activation: "gelu", normsPerLayer: 4, tied: true },
  dbrx: { ...RMS_GATED, norm: "layer", biases: NO_BIAS },
};
