export const METHODS = ["pretrain", "continue", "full", "freeze", "lora", "dora", "qlora"] as const;
export type MethodKind = (typeof METHODS)[number];

export const PRECISIONS = ["fp32", "tf32", "fp16", "bf16", "fp8", "fp4"] as const;
/** Compute precision of the matmuls. How weights, gradients and states are stored follows from the stack's convention. */
export type Precision = (typeof PRECISIONS)[number];

export const STORED = ["fp32", "bf16", "fp16", "fp8", "int8", "nf4", "nf4-dq"] as const;
/** Storage of frozen base weights. `nf4-dq` is NF4 with double quantisation. */
export type Stored = (typeof STORED)[number];

export const OPTIMIZERS = [
  "adamw",
  "adamw-bf16",
  "adamw-8bit",
  "paged-adamw",
  "paged-adamw-8bit",
  "adafactor",
  "lion",
  "sgd",
  "sgd-momentum",
  "muon",
  "galore",
] as const;
export type OptimizerId = (typeof OPTIMIZERS)[number];

export const SAVED_MODULES = ["embed_tokens", "lm_head"] as const;
/** A matrix at the model's ends that is trained in full beside adapters. */
export type SavedModule = (typeof SAVED_MODULES)[number];

/** Low-rank adapters on some of the linears. */
export interface Lora {
  readonly rank: number;
  /** `all-linear`: every linear inside the blocks but routers. Else linear names as stacks write them (`q_proj`, `lm_head`...). */
  readonly targets: "all-linear" | readonly string[];
  readonly dropout: number;
  /** DoRA's magnitude vector on top. */
  readonly dora: boolean;
  /** Trained in full beside the adapters: new tokens need it. A tied pair is one matrix. */
  readonly modulesToSave?: readonly SavedModule[];
}

/** What is trained and how the rest is stored. */
export interface Method {
  readonly kind: MethodKind;
  readonly lora: Lora | null;
  /** Leading layers that stay frozen (`freeze`); embeddings are then frozen too. */
  readonly frozenLayers: number;
  /** Storage of frozen block linears. */
  readonly base: Stored;
  /** GaLore projection rank, where that optimizer is used. */
  readonly galoreRank: number;
}
