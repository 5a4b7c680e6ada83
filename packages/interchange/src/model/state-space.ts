import type { Architecture, StateSpace, StateSpaceKind } from "@outlay/engine";
import type { Family } from "./family.ts";
import type { Fields, Limit } from "./fields.ts";
import { KEYS } from "./keys.ts";
import { NO_BIAS, RMS_GATED } from "./traits.ts";

const SIZE: Limit = { min: 1, max: 1_000_000 };

/** The first name is Hugging Face's, the others those of `mamba_ssm`, at the root or inside `ssm_cfg`. */
const names = (first: string, ...own: readonly string[]): readonly string[] => [first, ...own, ...own.map((key) => `ssm_cfg.${key}`)];

/** Rank of the step sizes: a number, or "auto" for a sixteenth of the hidden width. */
function stepRankOf(f: Fields, hidden: number): number {
  const keys = names("time_step_rank", "dt_rank");
  const said = f.raw(keys)?.value;
  const auto = said === undefined || said === null || said === "auto";
  return (auto ? null : f.count(keys, SIZE)) ?? Math.ceil(hidden / 16);
}

/** Heads and groups of Mamba-2. The class of Hugging Face has defaults for all, `mamba_ssm` derives the heads. */
function mamba2Heads(f: Fields, inner: number): { readonly heads: number; readonly groups: number } {
  const width = f.count(names("head_dim", "headdim"), SIZE) ?? 64;
  const said = f.count(["num_heads"], SIZE);
  const heads = said ?? Math.max(1, Math.floor(inner / width));
  const groups = f.count(names("n_groups", "ngroups"), SIZE) ?? 1;
  if (heads * width !== inner) f.say("error", "model.state-space-heads", { heads, width, inner }, "num_heads");
  else if (heads % groups !== 0) f.say("error", "model.state-space-groups", { heads, groups }, "n_groups");
  return { heads, groups };
}

/** Reads the state space of every layer. */
export function stateSpaceOf(f: Fields, kind: StateSpaceKind, hidden: number): StateSpace {
  const inner = (f.count(names("expand", "expand"), { min: 1, max: 64 }) ?? 2) * hidden;
  const bias = (first: string, own: string, otherwise: boolean): boolean =>
    f.has(`ssm_cfg.${own}`) ? f.flag(`ssm_cfg.${own}`) : f.flag(first, otherwise);
  const shared = {
    inner,
    state: f.count(names("state_size", "d_state"), SIZE) ?? (kind === "mamba" ? 16 : 128),
    conv: f.count(names("conv_kernel", "d_conv"), { min: 1, max: 1024 }) ?? 4,
    convBias: bias("use_conv_bias", "conv_bias", true),
    bias: bias("use_bias", "bias", false),
  };
  if (kind === "mamba") return { kind, ...shared, stepRank: stepRankOf(f, hidden) };
  return { kind, ...shared, ...mamba2Heads(f, inner), chunk: f.count(names("chunk_size", "chunk_size"), SIZE) ?? 256 };
}

/** What the file says of tying, rows added to the vocabulary, and the kind of norm. */
function mambaShape(f: Fields, a: Architecture): Partial<Architecture> {
  const multiple = f.count(["pad_vocab_size_multiple"], KEYS.vocab.limit) ?? 1;
  const layers = f.list("attn_layer_idx")?.length ?? 0;
  const mlp = f.count(["d_intermediate"], { min: 0, max: 1e9 }) ?? 0;
  if (layers > 0 || mlp > 0) f.say("error", "model.hybrid", { family: a.family }, layers > 0 ? "attn_layer_idx" : "d_intermediate");
  const layerNorm = !f.flag("rms_norm", true);
  return {
    vocab: multiple * Math.ceil(a.vocab / multiple),
    tied: f.has("tie_word_embeddings") ? a.tied : f.flag("tie_embeddings", a.tied),
    ...(layerNorm ? { norm: "layer", normWidth: 2 } : {}),
  };
}

const MAMBA: Family = {
  ...RMS_GATED,
  gated: false,
  biases: NO_BIAS,
  normsPerLayer: 1,
  tied: true,
  stateSpace: "mamba",
  adjust: mambaShape,
};

export const STATE_SPACE_FAMILIES: Readonly<Record<string, Family>> = {
  mamba: MAMBA,
  // Its extra norms of step sizes and state matrices have no weights.
  falcon_mamba: MAMBA,
  mamba2: {
    ...MAMBA,
    stateSpace: "mamba2",
    tied: false,
    defaults: { num_heads: 128, n_groups: 8 },
  },
};

/** The files of `mamba_ssm` have no `model_type`; their state space says its version, and is of the first where it says none. */
export function ownFormat(f: Fields): { readonly name: string; readonly family: Family } | null {
  if (f.raw(["ssm_cfg"]) === null || f.raw(["d_model"]) === null) return null;
  const second = f.text(["ssm_cfg.layer"]) === "Mamba2";
  return { name: second ? "mamba2" : "mamba", family: second ? { ...MAMBA, stateSpace: "mamba2" } : MAMBA };
}

const HYBRIDS: ReadonlySet<string> = new Set([
  "jamba",
  "zamba",
  "zamba2",
  "nemotron_h",
  "falcon_h1",
  "bamba",
  "granitemoehybrid",
  "lfm2",
  "lfm2_moe",
  "plamo2",
  "recurrent_gemma",
  "hymba",
]);

/** Models that mix state spaces with attention, by name or by what their files speak of. */
export function isHybrid(f: Fields, modelType: string | null, known: boolean): boolean {
  return HYBRIDS.has(modelType ?? "") || (!known && f.raw(["mamba_d_state", "mamba_d_conv", "mamba_num_heads"]) !== null);
}
