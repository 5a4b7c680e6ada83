import type { Limit } from "./fields.ts";

export interface Key {
  /** Accepted names in the order of trust; families may put their own before them. */
  readonly names: readonly string[];
  readonly limit: Limit;
}

const upTo = (max: number): Limit => ({ min: 1, max });
const from0 = (max: number): Limit => ({ min: 0, max });

export type Dimension =
  | "layers"
  | "hidden"
  | "heads"
  | "kvHeads"
  | "headDim"
  | "ffn"
  | "vocab"
  | "maxPositions"
  | "experts"
  | "topK"
  | "expertFfn"
  | "shared"
  | "sharedFfn"
  | "denseLayers"
  | "everyN"
  | "qLoraRank"
  | "kvLoraRank"
  | "nopeHeadDim"
  | "ropeHeadDim"
  | "vHeadDim"
  | "mtpLayers"
  | "typeVocab"
  | "embeddingSize";

/** Every dimension, the names that files give it, and what is believable. */
export const KEYS: Readonly<Record<Dimension, Key>> = {
  layers: { names: ["num_hidden_layers", "n_layer", "n_layers", "num_layers"], limit: upTo(10_000) },
  hidden: { names: ["hidden_size", "n_embd", "n_embed", "d_model", "dim"], limit: upTo(1_000_000) },
  heads: { names: ["num_attention_heads", "n_head", "n_heads", "num_heads"], limit: upTo(100_000) },
  kvHeads: { names: ["num_key_value_heads", "num_kv_heads", "n_head_kv", "attn_config.kv_n_heads"], limit: upTo(100_000) },
  headDim: { names: ["head_dim", "d_kv", "kv_channels"], limit: upTo(100_000) },
  ffn: {
    names: ["intermediate_size", "n_inner", "ffn_dim", "d_ff", "ffn_hidden_size", "hidden_dim", "ffn_config.ffn_hidden_size"],
    limit: upTo(10_000_000),
  },
  vocab: { names: ["vocab_size", "padded_vocab_size"], limit: upTo(100_000_000) },
  maxPositions: {
    names: ["max_position_embeddings", "n_positions", "max_seq_len", "seq_length", "max_sequence_length", "model_max_length", "n_ctx"],
    limit: upTo(1e12),
  },
  experts: {
    names: ["num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts", "ffn_config.moe_num_experts"],
    limit: from0(100_000),
  },
  topK: { names: ["num_experts_per_tok", "experts_per_token", "moe_top_k", "moe_topk", "ffn_config.moe_top_k"], limit: upTo(100_000) },
  expertFfn: {
    names: ["moe_intermediate_size", "expert_intermediate_size", "intermediate_size", "ffn_config.ffn_hidden_size"],
    limit: upTo(10_000_000),
  },
  shared: { names: ["n_shared_experts", "num_shared_experts"], limit: from0(1_000) },
  sharedFfn: { names: ["shared_expert_intermediate_size", "shared_intermediate_size"], limit: from0(10_000_000) },
  denseLayers: { names: ["first_k_dense_replace"], limit: from0(10_000) },
  everyN: { names: ["decoder_sparse_step", "moe_layer_freq", "interleave_moe_layer_step"], limit: upTo(10_000) },
  qLoraRank: { names: ["q_lora_rank"], limit: upTo(1_000_000) },
  kvLoraRank: { names: ["kv_lora_rank"], limit: upTo(1_000_000) },
  nopeHeadDim: { names: ["qk_nope_head_dim"], limit: upTo(100_000) },
  ropeHeadDim: { names: ["qk_rope_head_dim"], limit: upTo(100_000) },
  vHeadDim: { names: ["v_head_dim"], limit: upTo(100_000) },
  mtpLayers: { names: ["num_nextn_predict_layers"], limit: from0(100) },
  typeVocab: { names: ["type_vocab_size"], limit: from0(1_000_000) },
  embeddingSize: { names: ["embedding_size", "word_embed_proj_dim"], limit: upTo(1_000_000) },
};

export const WINDOW: Limit = { min: 1, max: 1e12 };
/** No model comes near: beyond it a number in the file is wrong. */
export const MOST_PARAMETERS = 1e15;
