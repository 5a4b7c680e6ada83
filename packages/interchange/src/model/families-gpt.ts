import type { Architecture } from "@outlay/engine";
import type { Family } from "./family.ts";
import type { Fields } from "./fields.ts";
import { KEYS } from "./keys.ts";
import { LAYER_PLAIN, NO_BIAS } from "./traits.ts";

const ROPE_PLAIN: Family = { ...LAYER_PLAIN, positions: "rope", tied: false };

function optShape(f: Fields, a: Architecture): Partial<Architecture> {
  const width = f.count(["word_embed_proj_dim"], KEYS.embeddingSize.limit) ?? a.hidden;
  const before = f.flag("do_layer_norm_before", true);
  const bias = f.flag("enable_bias", true);
  return {
    // Two rows before the first position are never used.
    learnedPositions: a.learnedPositions + 2,
    finalNorm: before && !f.flag("_remove_final_layer_norm"),
    normWidth: f.flag("layer_norm_elementwise_affine", true) ? 2 : 0,
    biases: { qkv: bias, o: bias, mlp: bias, head: false },
    ...(width === a.hidden
      ? {}
      : {
          embeddingSize: width,
          positionWidth: a.hidden,
          extra: [{ what: "projections between the embedding width and the hidden width, in and out", count: 2 * width * a.hidden }],
        }),
  };
}

function falconShape(f: Fields, a: Architecture): Partial<Architecture> {
  const grouped = f.flag("new_decoder_architecture");
  const parallel = f.flag("parallel_attn", true);
  const bias = f.flag("bias");
  const norms = f.count(["num_ln_in_parallel_attn"], { min: 1, max: 2 });
  return {
    kvHeads: grouped ? a.kvHeads : f.flag("multi_query", true) ? 1 : a.heads,
    normsPerLayer: parallel ? (norms ?? (grouped ? 2 : 1)) : 2,
    biases: { qkv: bias, o: bias, mlp: bias, head: false },
    positions: f.flag("alibi") ? "alibi" : "rope",
  };
}

function mptShape(f: Fields, a: Architecture): Partial<Architecture> {
  const bias = !f.flag("no_bias", true);
  const found = f.raw(["expansion_ratio"])?.value;
  const ratio = typeof found === "number" && found > 0 && found <= 1000 ? found : 4;
  const alibi = f.flag("attn_config.alibi", true);
  const learned = !alibi && !f.flag("attn_config.rope") && f.flag("learned_pos_emb", true);
  return {
    ffn: Math.max(1, Math.floor(ratio * a.hidden)),
    normWidth: bias ? 2 : 1,
    biases: { qkv: bias, o: bias, mlp: bias, head: false },
    positions: alibi ? "alibi" : learned ? "learned" : "rope",
    learnedPositions: learned ? (a.maxPositions ?? 0) : 0,
    qkNorm: f.flag("attn_config.qk_ln") ? "full" : null,
  };
}

/** From GPT-2 to the last decoders with a plain MLP. */
export const GPT_FAMILIES: Readonly<Record<string, Family>> = {
  gpt2: { ...LAYER_PLAIN, activation: "gelu_tanh", ffnRatio: 4 },
  gpt_bigcode: {
    ...LAYER_PLAIN,
    activation: "gelu_tanh",
    ffnRatio: 4,
    adjust: (f, a) => ({ kvHeads: f.flag("multi_query", true) ? 1 : a.heads }),
  },
  gpt_neo: {
    ...LAYER_PLAIN,
    activation: "gelu_tanh",
    biases: { ...NO_BIAS, o: true, mlp: true },
    ffnRatio: 4,
    window: { size: "window_size", every: 2 },
    defaults: { window_size: 256 },
  },
  gpt_neox: {
    ...ROPE_PLAIN,
    biases: { qkv: "attention_bias", o: "attention_bias", mlp: true, head: false },
    defaults: { attention_bias: true },
  },
  gptj: { ...ROPE_PLAIN, activation: "gelu_tanh", normsPerLayer: 1, biases: { ...NO_BIAS, mlp: true, head: true }, ffnRatio: 4 },
  opt: { ...LAYER_PLAIN, activation: "relu", adjust: optShape },
  bloom: {
    ...LAYER_PLAIN,
    activation: "gelu_tanh",
    positions: "alibi",
    ffnRatio: 4,
    defaults: { max_position_embeddings: 2048 },
    keys: { maxPositions: ["seq_length", "max_position_embeddings"], ffn: [] },
    adjust: (_, a) => ({ extra: [{ what: "LayerNorm after the embedding", count: 2 * a.hidden }] }),
  },
  mpt: { ...LAYER_PLAIN, ownActivation: true, positions: "rope", ffnRatio: 4, keys: { ffn: [] }, adjust: mptShape },
  falcon: { ...ROPE_PLAIN, biases: NO_BIAS, tied: true, ffnRatio: 4, defaults: { max_position_embeddings: 2048 }, adjust: falconShape },
  RefinedWeb: {
    ...ROPE_PLAIN,
    biases: NO_BIAS,
    tied: true,
    ffnRatio: 4,
    defaults: { max_position_embeddings: 2048, new_decoder_architecture: true },
    adjust: falconShape,
  },
  phi: {
    ...ROPE_PLAIN,
    activation: "gelu_tanh",
    normsPerLayer: 1,
    biases: { qkv: true, o: true, mlp: true, head: true },
    adjust: (f, a) => ({
      extra: f.flag("qk_layernorm") ? [{ what: "LayerNorm of queries and keys", count: 4 * a.headDim * a.layers }] : [],
    }),
  },
  starcoder2: {
    ...ROPE_PLAIN,
    activation: "gelu_tanh",
    tied: true,
    biases: { qkv: "use_bias", o: "use_bias", mlp: "use_bias", head: false },
    window: { size: "sliding_window", every: 1 },
    defaults: { use_bias: true },
  },
};
