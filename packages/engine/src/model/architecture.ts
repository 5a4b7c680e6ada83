import type { Parameters, Tokens } from "../units.ts";
import type { SparseAttention } from "./sparse-attention.ts";

export type Activation = "silu" | "gelu" | "gelu_tanh" | "relu" | "relu2" | "swiglu_clamped" | "xielu";

/** Mixture of experts. Widths are per expert. */
export interface Moe {
  readonly experts: number;
  readonly topK: number;
  /** Shared experts that every token passes, and the width of each. */
  readonly shared: number;
  readonly expertFfn: number;
  readonly sharedFfn: number;
  /** Leading layers that stay dense. */
  readonly denseLayers: number;
  /** After those, every N-th layer is MoE. */
  readonly everyN: number;
  /** One bias per expert in the router. */
  readonly routerBias: boolean;
  /** A learned gate on the shared expert (Qwen-MoE): one row of `hidden`. */
  readonly sharedGate?: boolean;
}

/** Multi-head latent attention (DeepSeek V2/V3). */
export interface Mla {
  readonly qLoraRank: number | null;
  readonly kvLoraRank: number;
  readonly nopeHeadDim: number;
  readonly ropeHeadDim: number;
  readonly vHeadDim: number;
}

interface StateSpaceShape {
  /** Channels of the scan: `expand` hidden widths. */
  readonly inner: number;
  /** State entries of a channel. */
  readonly state: number;
  /** Tokens that the causal convolution sees. */
  readonly conv: number;
  readonly convBias: boolean;
  /** Of the projections in and out. */
  readonly bias: boolean;
}

/** Mamba: a selective scan whose step sizes pass a bottleneck of `stepRank`. */
export interface Mamba extends StateSpaceShape {
  readonly kind: "mamba";
  readonly stepRank: number;
}

/** Mamba-2: channels in `heads` that share a decay, states shared by `groups`, computed in chunks of tokens. */
export interface Mamba2 extends StateSpaceShape {
  readonly kind: "mamba2";
  readonly heads: number;
  readonly groups: number;
  readonly chunk: Tokens;
}

/** What takes the place of attention and MLP in every layer. Source: Gu and Dao 2023, 2312.00752; Dao and Gu 2024, 2405.21060. */
export type StateSpace = Mamba | Mamba2;
export type StateSpaceKind = StateSpace["kind"];

/** `every` 1: all layers are windowed; k: one layer in k sees everything. `chunked`: blocks, not a sliding band (Llama 4). */
export interface Window {
  readonly size: Tokens;
  readonly every: number;
  readonly chunked?: boolean;
}

/** One record for every language model: decoder, encoder or both, of attention or of state spaces. */
export interface Architecture {
  /** Hugging Face `model_type`, or the nearest. */
  readonly family: string;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly ffn: number;
  readonly gated: boolean;
  readonly activation: Activation;
  readonly vocab: number;
  readonly tied: boolean;
  readonly norm: "rms" | "layer";
  readonly normsPerLayer: number;
  /** Parameters per channel of a norm: 2 LayerNorm, 1 RMSNorm or LayerNorm without bias, 0 none. */
  readonly normWidth: 0 | 1 | 2;
  readonly finalNorm: boolean;
  readonly biases: { readonly qkv: boolean; readonly o: boolean; readonly mlp: boolean; readonly head: boolean };
  readonly qkNorm: "head" | "full" | null;
  readonly positions: "rope" | "learned" | "alibi" | "relative";
  /** Rows of the learned position table, 0 without one. */
  readonly learnedPositions: number;
  /** Longest sequence the model was made for; null when unbounded or unknown. */
  readonly maxPositions: Tokens | null;
  readonly window: Window | null;
  /** Of all layers, where there is no window. */
  readonly sparse?: SparseAttention;
  readonly moe: Moe | null;
  readonly mla: Mla | null;
  /** All layers are state spaces; heads, widths of heads and the MLP's are then 0. */
  readonly ssm?: StateSpace;
  /** Layers that reuse one set of weights (ALBERT: all). */
  readonly sharedLayers?: number;
  /** Layers of a decoder beside `layers` encoder layers (T5). */
  readonly decoderLayers?: number;
  /** False for encoders without a language-model head (BERT base). */
  readonly lmHead?: boolean;
  /** Width of the token embedding where it is not `hidden` (ALBERT, OPT-350M). */
  readonly embeddingSize?: number;
  /** Width of the learned positions where it is not the embedding's (OPT-350M). */
  readonly positionWidth?: number;
  /** Multi-token-prediction layers, trained with the model in pre-training; not in its published total. */
  readonly mtpLayers?: number;
  /** Parameters of an encoder of other media that stands beside the language model, frozen in 16 bits; not in its total. */
  readonly tower?: Parameters;
  /** Named remainders that no formula gives (poolers, projections, sinks). */
  readonly extra: readonly { readonly what: string; readonly count: Parameters }[];
}
