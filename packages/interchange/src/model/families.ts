import { ENCODER_FAMILIES } from "./families-encoder.ts";
import { GPT_FAMILIES } from "./families-gpt.ts";
import { MOE_FAMILIES } from "./families-moe.ts";
import type { Family } from "./family.ts";
import { STATE_SPACE_FAMILIES } from "./state-space.ts";
import { NO_BIAS, RMS_GATED } from "./traits.ts";

const MISTRAL: Family = {
  ...RMS_GATED,
  window: { size: "sliding_window", every: 1 },
  defaults: { num_key_value_heads: 8, sliding_window: 4096 },
};
const QWEN3: Family = {
  ...RMS_GATED,
  biases: { ...NO_BIAS, qkv: "attention_bias", o: "attention_bias" },
  qkNorm: "head",
  window: { size: "sliding_window", every: 1 },
};
const GEMMA: Family = { ...RMS_GATED, activation: "gelu_tanh", ownActivation: true, tied: true };
const OLMO2: Family = { ...RMS_GATED, qkNorm: "full" };
const COHERE: Family = { ...RMS_GATED, norm: "layer", normsPerLayer: 1, tied: true, qkNorm: "full", qkNormIf: "use_qk_norm" };
const GLM: Family = { ...RMS_GATED, biases: { ...NO_BIAS, qkv: "attention_bias" } };

const DENSE_FAMILIES: Readonly<Record<string, Family>> = {
  llama: RMS_GATED,
  mistral: MISTRAL,
  qwen: {
    ...RMS_GATED,
    biases: { ...NO_BIAS, qkv: true },
    keys: { kvHeads: [] },
    // The file's width is that of gate and up together.
    adjust: (_, a) => ({ ffn: Math.max(1, Math.floor(a.ffn / 2)) }),
  },
  qwen2: {
    ...RMS_GATED,
    biases: { ...NO_BIAS, qkv: true },
    window: { size: "sliding_window", every: 1 },
    defaults: { use_sliding_window: false },
  },
  qwen3: { ...QWEN3, defaults: { use_sliding_window: false, head_dim: 128 } },
  gemma: { ...GEMMA, defaults: { head_dim: 256 } },
  gemma2: { ...GEMMA, normsPerLayer: 4, window: { size: "sliding_window", every: 2 }, defaults: { head_dim: 256, sliding_window: 4096 } },
  gemma3_text: {
    ...GEMMA,
    normsPerLayer: 4,
    qkNorm: "head",
    window: { size: "sliding_window", every: 6, pattern: ["sliding_window_pattern", "_sliding_window_pattern"] },
    defaults: { head_dim: 256, sliding_window: 4096 },
    nested: {
      vocab_size: 262_208,
      hidden_size: 2304,
      intermediate_size: 9216,
      num_hidden_layers: 26,
      num_attention_heads: 8,
      num_key_value_heads: 4,
      max_position_embeddings: 131_072,
    },
  },
  phi3: { ...RMS_GATED, window: { size: "sliding_window", every: 1 } },
  olmo: { ...RMS_GATED, norm: "layer", normWidth: 0 },
  olmo2: OLMO2,
  olmo3: { ...OLMO2, window: { size: "sliding_window", every: 4 }, defaults: { sliding_window: 4096 } },
  glm: GLM,
  glm4: { ...GLM, normsPerLayer: 4 },
  chatglm: {
    ...GLM,
    biases: { ...NO_BIAS, qkv: "add_qkv_bias" },
    keys: { vocab: ["padded_vocab_size", "vocab_size"] },
    adjust: (f, a) =>
      f.flag("multi_query_attention") ? { kvHeads: f.count(["multi_query_group_num"], { min: 1, max: a.heads }) ?? 1 } : {},
  },
  granite: RMS_GATED,
  cohere: COHERE,
  cohere2: {
    ...COHERE,
    qkNorm: null,
    window: { size: "sliding_window", every: 4, pattern: ["sliding_window_pattern"] },
    defaults: { sliding_window: 4096 },
  },
  stablelm: {
    ...RMS_GATED,
    norm: "layer",
    normWidth: 2,
    biases: { ...NO_BIAS, qkv: "use_qkv_bias" },
    // One LayerNorm without bias for each head: as many weights as over the full width.
    qkNorm: "full",
    qkNormIf: "qk_layernorm",
    adjust: (f) => ({ normsPerLayer: f.flag("use_parallel_residual") ? 1 : 2 }),
  },
  internlm2: { ...RMS_GATED, biases: { ...NO_BIAS, qkv: "bias", o: "bias" } },
  baichuan: {
    ...RMS_GATED,
    keys: { kvHeads: [] },
    // The 13B has ALiBi, and no rope length.
    adjust: (f) => ({ positions: f.has("max_position_embeddings") ? "rope" : "alibi" }),
  },
  smollm3: { ...RMS_GATED, tied: true, window: { size: "sliding_window", every: 1 }, defaults: { use_sliding_window: false } },
  nemotron: { ...RMS_GATED, gated: false, activation: "relu2", norm: "layer", normWidth: 2 },
  apertus: {
    ...RMS_GATED,
    gated: false,
    activation: "xielu",
    qkNorm: "head",
    adjust: (_, a) => ({ extra: [{ what: "xIELU: two learned scalars per layer", count: 2 * a.layers }] }),
  },
};

const FAMILIES: ReadonlyMap<string, Family> = new Map(
  Object.entries({ ...DENSE_FAMILIES, ...GPT_FAMILIES, ...MOE_FAMILIES, ...ENCODER_FAMILIES, ...STATE_SPACE_FAMILIES }),
);

/** Names under which files also come. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["gemma3", "gemma3_text"],
  ["llama4", "llama4_text"],
  ["RefinedWebModel", "falcon"],
  ["codegen", "gptj"],
  ["grok", "grok-1"],
  ["grok_1", "grok-1"],
  ["phi4", "phi3"],
  ["phi4mm", "phi3"],
  ["camembert", "roberta"],
  ["qwen2_vl", "qwen2"],
  ["qwen2_vl_text", "qwen2"],
  ["qwen2_5_vl", "qwen2"],
  ["qwen2_5_vl_text", "qwen2"],
  ["qwen3_vl_text", "qwen3"],
  ["qwen3_vl_moe_text", "qwen3_moe"],
  ["deepseek_moe", "deepseek"],
]);

export function familyNames(): readonly string[] {
  return [...FAMILIES.keys(), ...ALIASES.keys()];
}

/** The family of a `model_type`, with the name that the architecture carries; null when nobody knows it. */
export function familyOf(modelType: string): { readonly name: string; readonly family: Family } | null {
  const name = ALIASES.get(modelType) ?? modelType;
  const family = FAMILIES.get(name);
  return family ? { name, family } : null;
}
