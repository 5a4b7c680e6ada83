import type { Architecture } from "@outlay/engine";
import type { Family } from "./family.ts";
import type { Fields } from "./fields.ts";
import { KEYS } from "./keys.ts";
import { LAYER_PLAIN, RMS_GATED } from "./traits.ts";

const ENCODER: Family = { ...LAYER_PLAIN, finalNorm: false, lmHead: false };

const POOLER = (h: number): Architecture["extra"][number] => ({ what: "pooler", count: h * h + h });

/** Beside the layers: token types, the norm of the sum of embeddings, and the pooler. */
function embeddings(f: Fields, width: number): Architecture["extra"][number][] {
  const types = f.count(KEYS.typeVocab.names, KEYS.typeVocab.limit) ?? 0;
  return [
    ...(types > 0 ? [{ what: "token-type embedding", count: types * width }] : []),
    { what: "embedding LayerNorm", count: 2 * width },
  ];
}

function albertShape(f: Fields, a: Architecture): Partial<Architecture> {
  const width = f.count(KEYS.embeddingSize.names, KEYS.embeddingSize.limit) ?? a.hidden;
  const groups = f.count(["num_hidden_groups"], { min: 1, max: a.layers }) ?? 1;
  return {
    sharedLayers: a.layers / groups,
    embeddingSize: width,
    extra: [
      ...embeddings(f, width),
      { what: "projection from embedding width to hidden width", count: width * a.hidden + a.hidden },
      POOLER(a.hidden),
    ],
  };
}

/** Two rows of the table come before the first position: padding starts at 1. */
function robertaShape(f: Fields, a: Architecture): Partial<Architecture> {
  return {
    maxPositions: a.maxPositions === null ? null : Math.max(1, a.maxPositions - 2),
    extra: [...embeddings(f, a.hidden), POOLER(a.hidden)],
  };
}

function t5Shape(f: Fields, a: Architecture): Partial<Architecture> {
  const buckets = f.count(["relative_attention_num_buckets"], { min: 1, max: 1_000_000 }) ?? 32;
  const kind = f.text(["feed_forward_proj"]) ?? "relu";
  return {
    gated: kind.startsWith("gated-"),
    activation: kind.endsWith("gelu") ? "gelu_tanh" : kind.endsWith("silu") ? "silu" : "relu",
    decoderLayers: f.count(["num_decoder_layers"], KEYS.layers.limit) ?? a.layers,
    extra: [
      { what: "relative position bias, encoder and decoder", count: 2 * buckets * a.heads },
      { what: "final norm of the encoder", count: a.hidden },
    ],
  };
}

const T5: Family = {
  ...RMS_GATED,
  activation: "relu",
  ownActivation: true,
  gated: false,
  positions: "relative",
  biases: { qkv: false, o: false, mlp: false, head: false },
  tied: true,
  keys: { kvHeads: [] },
  defaults: { d_kv: 64 },
  adjust: t5Shape,
};

const ROBERTA: Family = { ...ENCODER, defaults: { type_vocab_size: 2 }, adjust: robertaShape };

/** Encoders, and the pairs of encoder and decoder. */
export const ENCODER_FAMILIES: Readonly<Record<string, Family>> = {
  bert: { ...ENCODER, defaults: { type_vocab_size: 2 }, adjust: (f, a) => ({ extra: [...embeddings(f, a.hidden), POOLER(a.hidden)] }) },
  roberta: ROBERTA,
  "xlm-roberta": ROBERTA,
  distilbert: { ...ENCODER, adjust: (f, a) => ({ extra: embeddings(f, a.hidden) }) },
  albert: {
    ...ENCODER,
    activation: "gelu_tanh",
    defaults: { type_vocab_size: 2, embedding_size: 128, num_hidden_groups: 1 },
    adjust: albertShape,
  },
  t5: T5,
  mt5: { ...T5, tied: false, defaults: { d_kv: 64, feed_forward_proj: "gated-gelu" } },
};
