import type { Family } from "./family.ts";

type Biases = Family["biases"];

export const NO_BIAS: Biases = { qkv: false, o: false, mlp: false, head: false };
export const ALL_BIAS: Biases = { qkv: true, o: true, mlp: true, head: false };

/** The Llama shape, which most families vary. */
export const RMS_GATED: Family = {
  gated: true,
  activation: "silu",
  norm: "rms",
  normsPerLayer: 2,
  normWidth: 1,
  finalNorm: true,
  positions: "rope",
  biases: { qkv: "attention_bias", o: "attention_bias", mlp: "mlp_bias", head: false },
  qkNorm: null,
  tied: false,
};

/** The GPT shape: LayerNorm, plain MLP, biases. */
export const LAYER_PLAIN: Family = {
  gated: false,
  activation: "gelu",
  norm: "layer",
  normsPerLayer: 2,
  normWidth: 2,
  finalNorm: true,
  positions: "learned",
  biases: ALL_BIAS,
  qkNorm: null,
  tied: true,
};
