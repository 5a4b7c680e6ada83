import type { Family } from "./family.ts";
import type { Fields } from "./fields.ts";
import { LAYER_PLAIN, RMS_GATED } from "./traits.ts";

const PLAIN_ACTIVATION = /^(gelu|relu)/;

/**
 * A family guessed from the fields of a config whose `model_type` nobody knows: RMSNorm and a gated MLP unless the file
 * speaks of LayerNorm and of a plain activation. A file that says nothing of tying was saved with tied embeddings,
 * since the format leaves out what equals its default.
 */
export function guessedFamily(f: Fields): Family {
  const layerNorm = !f.has("rms_norm_eps") && ["layer_norm_eps", "layer_norm_epsilon", "layernorm_epsilon"].some((key) => f.has(key));
  const named = f.raw(["hidden_act", "hidden_activation", "activation_function"])?.value;
  const plain = layerNorm && typeof named === "string" && PLAIN_ACTIVATION.test(named);
  const base = plain ? LAYER_PLAIN : layerNorm ? { ...RMS_GATED, norm: "layer" as const, normWidth: 2 as const } : RMS_GATED;
  const rope = ["rope_theta", "rope_scaling", "rope_parameters", "rotary_dim", "rotary_pct"].some((key) => f.raw([key]) !== null);
  return {
    ...base,
    positions: plain && !rope ? "learned" : "rope",
    biases: { ...base.biases, qkv: plain ? true : f.has("attention_bias") ? "attention_bias" : "qkv_bias" },
    tied: true,
    qkNorm: "head",
    qkNormIf: f.has("use_qk_norm") ? "use_qk_norm" : "qk_norm",
    routerBias: f.raw(["topk_method"])?.value === "noaux_tc",
    window: { size: "sliding_window", every: 1 },
    ffnRatio: 4,
  };
}
