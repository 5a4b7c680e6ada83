export type LinearId =
  | "q"
  | "k"
  | "v"
  | "o"
  | "q_a"
  | "q_b"
  | "kv_a"
  | "kv_b"
  | "gate"
  | "up"
  | "down"
  | "expert_gate"
  | "expert_up"
  | "expert_down"
  | "shared_gate"
  | "shared_up"
  | "shared_down"
  | "shared_switch"
  | "router"
  | "in_proj"
  | "x_proj"
  | "dt_proj"
  | "out_proj"
  | "cross_q"
  | "cross_k"
  | "cross_v"
  | "cross_o"
  | "mtp_proj"
  | "head";

/** How tensor parallelism cuts a matrix: by output columns, by input rows, or not at all. */
export type Split = "column" | "row" | "none";

/** One kind of matrix of a layer. `copies` are stored (experts), `active` are passed by each token. */
export interface Linear {
  readonly id: LinearId;
  readonly in: number;
  readonly out: number;
  readonly copies: number;
  readonly active: number;
  readonly split: Split;
  /** Cut by expert parallelism. */
  readonly expert: boolean;
  /** Bias entries per copy. */
  readonly bias: number;
  /** Key and value heads: cannot be cut into more pieces than there are KV heads. */
  readonly maxSplit: number;
}

export const linear = (id: LinearId, from: number, to: number, split: Split, more: Partial<Linear> = {}): Linear => ({
  id,
  in: from,
  out: to,
  copies: 1,
  active: 1,
  split,
  expert: false,
  bias: 0,
  maxSplit: Number.POSITIVE_INFINITY,
  ...more,
});
