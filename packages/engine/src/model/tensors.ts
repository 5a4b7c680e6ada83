import type { Parameters } from "../units.ts";
import type { Architecture, StateSpace } from "./architecture.ts";
import { type Linear, linear } from "./linear.ts";
import type { SparseAttention } from "./sparse-attention.ts";
import { stateSpaceLinears, stateSpaceParameters } from "./state-space.ts";

/** The attention core of a layer: query heads with the two inner widths of QK^T and PV. */
export interface AttentionCore {
  readonly heads: number;
  readonly qkDim: number;
  readonly vDim: number;
  /** Width of keys plus values that a token stores (all KV heads). */
  readonly kvWidth: number;
  readonly window: number | null;
  readonly chunked: boolean;
  readonly sparse?: SparseAttention;
  readonly causal: boolean;
  /** Also attends to an encoder of the same length (T5 decoder). */
  readonly cross: boolean;
}

/** Layers of one shape. `count` run; `stored` sets of weights exist (fewer when shared). */
export interface LayerGroup {
  readonly id: string;
  readonly count: number;
  readonly stored: number;
  readonly moe: boolean;
  readonly mtp: boolean;
  readonly linears: readonly Linear[];
  readonly normParameters: Parameters;
  /** Entries outside matrices and norms: convolution, decay, skip of a state space. */
  readonly stateParameters: Parameters;
  /** What mixes tokens: one of the two. */
  readonly attention: AttentionCore | null;
  readonly ssm: StateSpace | null;
}

/** The model as the tensors it holds: everything else (parameters, FLOPs, bytes, adapters) is read off this table. */
export interface TensorTable {
  readonly architecture: Architecture;
  readonly groups: readonly LayerGroup[];
  readonly embedding: Parameters;
  readonly positions: Parameters;
  readonly finalNorm: Parameters;
  readonly extra: Parameters;
  /** The matmul of the language-model head, stored or tied; null for encoders without one. */
  readonly head: Linear | null;
  readonly headStored: boolean;
}

function attentionLinears(a: Architecture): Linear[] {
  const { hidden: h, mla } = a;
  if (mla) {
    const qk = mla.nopeHeadDim + mla.ropeHeadDim;
    const query = mla.qLoraRank
      ? [linear("q_a", h, mla.qLoraRank, "none"), linear("q_b", mla.qLoraRank, a.heads * qk, "column")]
      : [linear("q", h, a.heads * qk, "column")];
    return [
      ...query,
      linear("kv_a", h, mla.kvLoraRank + mla.ropeHeadDim, "none"),
      linear("kv_b", mla.kvLoraRank, a.heads * (mla.nopeHeadDim + mla.vHeadDim), "column"),
      linear("o", a.heads * mla.vHeadDim, h, "row", { bias: a.biases.o ? h : 0 }),
    ];
  }
  const q = a.heads * a.headDim;
  const kv = a.kvHeads * a.headDim;
  const bias = (n: number): number => (a.biases.qkv ? n : 0);
  return [
    linear("q", h, q, "column", { bias: bias(q) }),
    linear("k", h, kv, "column", { bias: bias(kv), maxSplit: a.kvHeads }),
    linear("v", h, kv, "column", { bias: bias(kv), maxSplit: a.kvHeads }),
    linear("o", q, h, "row", { bias: a.biases.o ? h : 0 }),
  ];
}

function mlpLinears(a: Architecture): Linear[] {
  const { hidden: h, ffn: f } = a;
  const bias = (n: number): number => (a.biases.mlp ? n : 0);
  const gate = a.gated ? [linear("gate", h, f, "column", { bias: bias(f) })] : [];
  return [...gate, linear("up", h, f, "column", { bias: bias(f) }), linear("down", f, h, "row", { bias: bias(h) })];
}

function moeLinears(a: Architecture): Linear[] {
  const { hidden: h, moe } = a;
  if (!moe) return [];
  const bias = (n: number): number => (a.biases.mlp ? n : 0);
  const expert = { copies: moe.experts, active: moe.topK, expert: true };
  const shared = { copies: moe.shared, active: moe.shared };
  return [
    linear("router", h, moe.experts, "none", { bias: moe.routerBias ? moe.experts : 0 }),
    ...(a.gated ? [linear("expert_gate", h, moe.expertFfn, "column", { ...expert, bias: bias(moe.expertFfn) })] : []),
    linear("expert_up", h, moe.expertFfn, "column", { ...expert, bias: bias(moe.expertFfn) }),
    linear("expert_down", moe.expertFfn, h, "row", { ...expert, bias: bias(h) }),
    ...(moe.shared > 0
      ? [
          ...(a.gated ? [linear("shared_gate", h, moe.sharedFfn, "column", shared)] : []),
          linear("shared_up", h, moe.sharedFfn, "column", shared),
          linear("shared_down", moe.sharedFfn, h, "row", shared),
        ]
      : []),
    ...(moe.sharedGate ? [linear("shared_switch", h, 1, "none")] : []),
  ];
}

function crossLinears(a: Architecture): Linear[] {
  const q = a.heads * a.headDim;
  const kv = a.kvHeads * a.headDim;
  return [
    linear("cross_q", a.hidden, q, "column"),
    linear("cross_k", a.hidden, kv, "column", { maxSplit: a.kvHeads }),
    linear("cross_v", a.hidden, kv, "column", { maxSplit: a.kvHeads }),
    linear("cross_o", q, a.hidden, "row"),
  ];
}

/** Norm parameters of one layer, with QK norms and the two norms inside MLA. */
function normParameters(a: Architecture): Parameters {
  const block = a.normsPerLayer * a.hidden * a.normWidth;
  if (a.mla) return block + (a.mla.qLoraRank ?? 0) + a.mla.kvLoraRank;
  if (a.qkNorm === "head") return block + 2 * a.headDim;
  if (a.qkNorm === "full") return block + (a.heads + a.kvHeads) * a.headDim;
  return block;
}

function core(a: Architecture, kind: { window: number | null; causal: boolean; cross: boolean }): AttentionCore {
  const chunked = a.window?.chunked ?? false;
  const more = a.sparse ? { ...kind, sparse: a.sparse } : kind;
  if (a.mla) {
    const qkDim = a.mla.nopeHeadDim + a.mla.ropeHeadDim;
    return { heads: a.heads, qkDim, vDim: a.mla.vHeadDim, kvWidth: a.heads * (qkDim + a.mla.vHeadDim), chunked, ...more };
  }
  return { heads: a.heads, qkDim: a.headDim, vDim: a.headDim, kvWidth: 2 * a.kvHeads * a.headDim, chunked, ...more };
}

const ENCODERS: ReadonlySet<string> = new Set([
  "bert",
  "roberta",
  "albert",
  "xlm-roberta",
  "distilbert",
  "electra",
  "deberta-v2",
  "modernbert",
]);

/** True when tokens attend only to earlier ones. */
export function isCausal(a: Architecture): boolean {
  return !ENCODERS.has(a.family);
}

interface LayerKey {
  readonly moe: boolean;
  readonly windowed: boolean;
}

function layerKey(a: Architecture, index: number): LayerKey {
  const { moe, window } = a;
  return {
    moe: moe !== null && index >= moe.denseLayers && (index - moe.denseLayers + 1) % moe.everyN === 0,
    windowed: window !== null && (window.every <= 1 || (index + 1) % window.every !== 0),
  };
}

/** Layers that are a state space and nothing else: no attention, no MLP. */
function stateSpaceGroup(a: Architecture, ssm: StateSpace): LayerGroup {
  return {
    id: "state-space",
    count: a.layers,
    stored: a.layers,
    moe: false,
    mtp: false,
    linears: stateSpaceLinears(a.hidden, ssm),
    normParameters: a.normsPerLayer * a.hidden * a.normWidth + (ssm.kind === "mamba2" ? ssm.inner : 0),
    stateParameters: stateSpaceParameters(ssm),
    attention: null,
    ssm,
  };
}

function decoderGroups(a: Architecture): LayerGroup[] {
  if (a.ssm) return [stateSpaceGroup(a, a.ssm)];
  const counts = new Map<string, { key: LayerKey; count: number }>();
  for (let i = 0; i < a.layers; i++) {
    const key = layerKey(a, i);
    const id = `${key.moe ? "moe" : "dense"}${key.windowed ? "-window" : ""}`;
    const seen = counts.get(id);
    if (seen) seen.count += 1;
    else counts.set(id, { key, count: 1 });
  }
  const causal = isCausal(a) && a.decoderLayers === undefined;
  return [...counts].map(([id, { key, count }]) => ({
    id,
    count,
    stored: count / (a.sharedLayers ?? 1),
    moe: key.moe,
    mtp: false,
    linears: [...attentionLinears(a), ...(key.moe ? moeLinears(a) : mlpLinears(a))],
    normParameters: normParameters(a),
    stateParameters: 0,
    ssm: null,
    attention: core(a, { window: key.windowed ? (a.window?.size ?? null) : null, causal, cross: false }),
  }));
}

function crossGroup(a: Architecture): LayerGroup[] {
  if (!a.decoderLayers) return [];
  return [
    {
      id: "decoder",
      count: a.decoderLayers,
      stored: a.decoderLayers,
      moe: false,
      mtp: false,
      linears: [...attentionLinears(a), ...crossLinears(a), ...mlpLinears(a)],
      normParameters: normParameters(a) + a.hidden * a.normWidth,
      stateParameters: 0,
      ssm: null,
      attention: core(a, { window: null, causal: true, cross: true }),
    },
  ];
}

function mtpGroup(a: Architecture): LayerGroup[] {
  if (!a.mtpLayers) return [];
  return [
    {
      id: "mtp",
      count: a.mtpLayers,
      stored: a.mtpLayers,
      moe: a.moe !== null,
      mtp: true,
      linears: [linear("mtp_proj", 2 * a.hidden, a.hidden, "none"), ...attentionLinears(a), ...(a.moe ? moeLinears(a) : mlpLinears(a))],
      normParameters: normParameters(a) + 3 * a.hidden,
      stateParameters: 0,
      ssm: null,
      attention: core(a, { window: null, causal: true, cross: false }),
    },
  ];
}

/** Reads an architecture as tensors. Multi-token-prediction layers come as a group of their own, marked `mtp`. */
export function tensorTable(a: Architecture): TensorTable {
  const width = a.embeddingSize ?? a.hidden;
  const hasHead = a.lmHead ?? isCausal(a);
  return {
    architecture: a,
    groups: [...decoderGroups(a), ...crossGroup(a), ...mtpGroup(a)],
    embedding: a.vocab * width,
    positions: a.learnedPositions * (a.positionWidth ?? width),
    finalNorm: a.finalNorm ? a.hidden * a.normWidth : 0,
    extra: a.extra.reduce((total, e) => total + e.count, 0),
    head: hasHead ? linear("head", width, a.vocab, "column", { bias: a.biases.head ? a.vocab : 0 }) : null,
    headStored: hasHead && !a.tied,
  };
}
