import type { ModelFields } from "../record/record.ts";

/** Shapes that software makes out of one number, and of benchmark models that only its configuration spells out. */
type Dimensions = Pick<
  ModelFields,
  "layers" | "hidden" | "heads" | "kv_heads" | "head_dim" | "ffn" | "gated_ffn" | "vocab" | "tied_embeddings"
>;

export interface NamedShape {
  readonly dimensions: Dimensions;
  readonly source: string;
}

/**
 * MaxText's `global_parameter_scale` s = 2^n: heads and widths grow by 2^ceil(n/3), embedding by 2^round(n/3), layers by 2^floor(n/3).
 * Source: google/maxtext MaxText/pyconfig.py get_individual_scales, configs/base.yml (emb 2048, 16 heads, mlp 7168, 16 layers).
 */
export function maxtextShape(scale: number): NamedShape | null {
  const n = Math.log2(scale);
  if (!Number.isInteger(n) || n < 0 || n > 12) return null;
  const whole = Math.floor(n / 3);
  const rest = n % 3;
  const heads = 16 * 2 ** (whole + (rest > 0 ? 1 : 0));
  return {
    dimensions: {
      layers: 16 * 2 ** whole,
      hidden: 2048 * 2 ** (whole + (rest > 1 ? 1 : 0)),
      heads,
      kv_heads: heads,
      head_dim: 128,
      ffn: 7168 * 2 ** (whole + (rest > 0 ? 1 : 0)),
      gated_ffn: true,
      vocab: 32000,
      tied_embeddings: false,
    },
    source: `MaxText global_parameter_scale ${scale}`,
  };
}

const SHAPES: readonly { readonly name: RegExp; readonly shape: NamedShape }[] = [
  {
    name: /^GPT-5B$/,
    shape: {
      dimensions: {
        layers: 24,
        hidden: 4096,
        heads: 32,
        kv_heads: 32,
        head_dim: 128,
        ffn: 16384,
        gated_ffn: false,
        vocab: 51200,
        tied_embeddings: true,
      },
      source: "PaxML GPT5B and NeMo gpt3/5b configurations",
    },
  },
  {
    name: /^Moonlight-16B/,
    shape: {
      dimensions: { layers: 27, hidden: 2048, heads: 16, kv_heads: 16, ffn: 11264, gated_ffn: true, vocab: 163840, tied_embeddings: false },
      source: "moonshotai/Moonlight-16B-A3B config.json",
    },
  },
];

/** Mixture and latent attention of named shapes. */
export const NAMED_PARTS: readonly { readonly name: RegExp; readonly parts: Pick<ModelFields, "moe" | "mla"> }[] = [
  {
    name: /^Moonlight-16B/,
    parts: {
      moe: { experts: 64, top_k: 6, shared: 2, expert_ffn: 1408, dense_layers: 1 },
      mla: { kv_lora_rank: 512, qk_head_dim: 128, qk_pos_emb_head_dim: 64, v_head_dim: 128 },
    },
  },
];

/** Encoders that stand beside named models. Source: Bai et al. 2023, 2308.12966 table 1 (encoder 1.9 B, adapter 0.08 B). */
export const TOWERS: readonly { readonly name: RegExp; readonly parameters: number }[] = [{ name: /^Qwen-VL/, parameters: 1.98e9 }];

/** The shape that a model's bare name stands for; null when it stands for none. */
export function namedShape(name: string): NamedShape | null {
  const maxtext = /^MaxText (\d+)B$/.exec(name);
  if (maxtext) return maxtextShape(Number(maxtext[1]));
  return SHAPES.find((s) => s.name.test(name))?.shape ?? null;
}
