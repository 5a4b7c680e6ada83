import { recomputedShare, stageLayers } from "../layout/layout.ts";
import type { Setup } from "../layout/setup.ts";
import { computeBytes, isQuantised } from "../method/bytes.ts";
import { adapterRank, runningGroups } from "../method/trainable.ts";
import type { Architecture, StateSpace } from "../model/architecture.ts";
import { convolved } from "../model/state-space.ts";
import type { LinearId } from "../model/linear.ts";
import type { LayerGroup } from "../model/tensors.ts";
import type { Bytes, Tokens } from "../units.ts";

/** Bytes saved per token in one layer, by what tensor parallelism does to them: `hidden` is cut only under sequence parallelism. */
interface LayerActivations {
  readonly hidden: Bytes;
  readonly cut: Bytes;
}

/** Linears that read the normalised input of a block's two halves. */
const ENTERING: readonly LinearId[] = ["q", "k", "v", "q_a", "kv_a"];
const MLP_ENTERING: readonly LinearId[] = ["gate", "up", "shared_gate", "shared_up", "router"];

/**
 * A state space keeps its norm's input and output, the projection in, the scan's output, and what the scan's kernel saves: its state at chunk
 * borders in fp32. Convolution and step sizes are made again by the fused kernels, kept by eager ones. No scores, nothing squared.
 * Source: state-spaces/mamba, ops/selective_scan_interface.py (chunks of 2,048 tokens) and ops/triton/ssd_combined.py. Neglected: the
 * backward kernel's own work space, alive in one layer at a time.
 */
function stateSpaceActivations(s: StateSpace, hidden: number, form: "fused" | "eager"): LayerActivations {
  const entry = s.kind === "mamba" ? 2 * s.inner + s.stepRank + 4 * s.state : s.inner + convolved(s) + s.heads;
  const states = s.kind === "mamba" ? (8 * s.inner * s.state) / 2048 : (4 * s.inner * s.state) / s.chunk + 4 * s.groups;
  const again = form === "fused" ? 0 : 2 * (convolved(s) + 2 * s.inner);
  return { hidden: (form === "fused" ? 4 : 8) * hidden, cut: 2 * entry + 2 * s.inner + states + again };
}

/** What a layer's bytes depend on beside its shape. */
export interface Saves {
  /** Norms, activation and product in one kernel each, or op by op. */
  readonly form: "fused" | "eager";
  /** Keys and values are repeated to the queries' heads before the kernel. */
  readonly repeated: boolean;
  /** Norms have a gradient. */
  readonly trained: boolean;
  /** Whether a linear's input is kept for the gradient of its weight, or of an adapter that reads the same tensor. */
  readonly reads: (id: LinearId) => boolean;
}

/** Norms of a layer: their input (op by op an fp32 copy of it for RMSNorm, and the normalised one where the scale is trained). */
function normBytes(a: Architecture, s: Saves): Bytes {
  const each = s.form === "fused" || a.norm === "layer" ? 2 : s.trained ? 6 : 4;
  return each * a.normsPerLayer * a.hidden;
}

/** An MLP: what the activation and the product read, and the way down's input where that is kept. */
function mlpBytes(a: Architecture, s: Saves, width: number, down: boolean): Bytes {
  const product = a.gated ? (s.form === "fused" ? 4 : 6) : 2;
  return (product + (down ? 2 : 0)) * width;
}

function expertsBytes(a: Architecture, s: Saves): LayerActivations {
  const { topK, expertFfn, shared, sharedFfn } = a.moe ?? { topK: 0, expertFfn: 0, shared: 0, sharedFfn: 0 };
  const sent = s.reads("expert_up") || s.reads("expert_gate") ? 4 : 2;
  return {
    hidden: sent * topK * a.hidden,
    cut: mlpBytes(a, s, topK * expertFfn, s.reads("expert_down")) + mlpBytes(a, s, shared * sharedFfn, s.reads("shared_down")),
  };
}

/**
 * Saved for backward, 16-bit, per token and layer, tensor by tensor: norms' inputs; the normalised tensor that queries and MLP read; queries, keys,
 * values and the kernel's output with its log-sums; what activation and product read; the way down's input. A frozen linear needs its weight to pass
 * a gradient on, not its input. MoE replaces f by the active experts' widths and adds the dispatched copies, in and out.
 * All trained, RMSNorm, gated: fused 8h + 4q + 2(K+V) + 4n_q + 6f, eager 16h + 8q + 4n_q + 8f.
 * Source: derived; 17 and 26 copies of 2h on an 8B model, 28 measured; LoRA on a frozen 3B model 21h, 21.6h measured.
 */
export function layerActivations(g: LayerGroup, a: Architecture, s: Saves): LayerActivations {
  if (!g.attention) return g.ssm ? stateSpaceActivations(g.ssm, a.hidden, s.form) : { hidden: 0, cut: 0 };
  const { heads, qkDim, vDim, kvWidth } = g.attention;
  const q = heads * qkDim;
  const out = heads * vDim;
  const mlp = g.moe && a.moe ? expertsBytes(a, s) : { hidden: 0, cut: mlpBytes(a, s, a.ffn, s.reads("down")) };
  const reads = 2 * a.hidden * ((ENTERING.some(s.reads) ? 1 : 0) + (MLP_ENTERING.some(s.reads) ? 1 : 0));
  const attention = 2 * q + 2 * out + 4 * heads + 2 * (s.repeated ? q + out : kvWidth);
  return {
    hidden: normBytes(a, s) + reads + mlp.hidden,
    cut: (g.attention.cross ? 2 : 1) * attention + mlp.cut,
  };
}

/**
 * The classic block with materialised scores and dropout, 16-bit: s b h (10 + 24/t + 5as/(ht)), or all over t with sequence parallelism.
 * Source: Korthikanti et al. 2022, 2205.05198 table 2.
 */
export function classicLayerBytes(c: {
  sequence: Tokens;
  batch: number;
  hidden: number;
  heads: number;
  tp: number;
  sequenceParallel: boolean;
  recompute: "none" | "selective" | "full";
}): Bytes {
  const sbh = c.sequence * c.batch * c.hidden;
  if (c.recompute === "full") return 2 * sbh;
  const scores = c.recompute === "selective" ? 0 : (5 * c.heads * c.sequence) / c.hidden;
  return c.sequenceParallel ? (sbh / c.tp) * (34 + scores) : sbh * (10 + 24 / c.tp + scores / c.tp);
}

/** Scores, their softmax and its dropout mask when attention is not fused: 5 n_q s bytes per token. */
function scoreBytes(setup: Setup, g: LayerGroup, longest: Tokens): Bytes {
  return setup.attention === "eager" && g.attention ? 5 * g.attention.heads * longest : 0;
}

/** Adapters wider than the compute type have their input cast to and fro, each for itself. */
function castsInputs({ stack, precision, compile }: Setup): boolean {
  return stack.adapter.weight > computeBytes(precision) && stack.activations.form === "eager" && !compile;
}

/** Inputs that adapters keep beside the base's: dropout a copy and a mask of it, a cast a copy, of each adapter its own. */
function adapterBytes(setup: Setup, g: LayerGroup): Bytes {
  const { lora } = setup.method;
  if (!lora) return 0;
  const each = lora.dropout > 0 ? 3 : castsInputs(setup) ? 2 : 0;
  let bytes = 0;
  for (const l of g.linears) if (adapterRank(lora, l.id) > 0) bytes += each * l.in * l.active;
  return bytes;
}

/** How a run saves: which inputs its weights' gradients need, and whether its kernels take grouped keys and values as they are. */
function savingOf(setup: Setup): Saves {
  const { method, stack, attention } = setup;
  const { lora } = method;
  const form = setup.compile ? "fused" : stack.activations.form;
  const repeated = form === "eager" && attention !== "flash-2" && attention !== "flash-3";
  if (!lora) return { form, repeated, trained: true, reads: () => true };
  if (isQuantised(method.base) && stack.quantised.keepsInputs) return { form, repeated, trained: false, reads: () => true };
  const own = lora.dropout > 0 || castsInputs(setup);
  return { form, repeated, trained: false, reads: (id) => !own && adapterRank(lora, id) > 0 };
}

/** Bytes per token of a layer kept whole. */
function wholeLayer(setup: Setup, g: LayerGroup): Bytes {
  const { layout, stack, table, batch, constants } = setup;
  const per = layerActivations(g, table.architecture, savingOf(setup));
  const hiddenCut = layout.sequenceParallel ? layout.tp : 1;
  const factor = constants.activations * stack.activations.factor;
  const width = computeBytes(setup.precision) / 2;
  const saved = factor * width * (per.hidden / hiddenCut + per.cut / layout.tp);
  return saved + scoreBytes(setup, g, batch.longest) / layout.tp + (width * adapterBytes(setup, g)) / layout.tp;
}

/** Bytes per token of layers kept whole, their mean and the largest. Only tp cuts them, so layouts that share it share them. */
export interface WholeLayers {
  readonly layers: number;
  readonly mean: Bytes;
  readonly largest: Bytes;
}

export function wholeLayers(setup: Setup): WholeLayers {
  let layers = 0;
  let whole = 0;
  let largest = 0;
  for (const g of runningGroups(setup.table, setup.method)) {
    const bytes = wholeLayer(setup, g);
    layers += g.count;
    whole += g.count * bytes;
    largest = Math.max(largest, bytes);
  }
  return { layers, mean: whole / layers, largest };
}

export interface ActivationBytes {
  /** Kept for backward over all micro-batches in flight. */
  readonly kept: Bytes;
  /** The layers being recomputed, on top. */
  readonly live: Bytes;
  /** Layers' inputs that wait in host memory. */
  readonly hosted: Bytes;
}

/** Inputs on the device where the others wait on the host: the layer at work and the one on its way. */
const INPUTS_ON_DEVICE = 2;

/** Micro-batches whose activations the first stage holds: 1F1B pp, interleaving 1 + (pp-1)/(pp v) of that, neither more than there are. */
export function inFlight(l: { pp: number; virtualPp: number; gradAccum: number }, stage: "first" | "last"): number {
  if (l.pp <= 1 || stage === "last") return 1;
  return Math.min(l.gradAccum, l.virtualPp > 1 ? l.pp * (1 + (l.pp - 1) / (l.pp * l.virtualPp)) : l.pp);
}

/** What recomputing more holds: never more than recomputing less does. A stage of few layers has little to save on. */
function atMost(more: ActivationBytes, less: ActivationBytes): ActivationBytes {
  const limit = less.kept + less.live;
  const kept = Math.min(more.kept, limit);
  return { kept, live: Math.min(more.live, limit - kept), hosted: more.hosted };
}

/**
 * Activations of a rank. None: every layer whole. Selective: the stack's share of them. Full: 2h bytes a token and layer
 * and the live layers whole, where that is less; inputs may wait on the host. Full of some layers: these so, the others whole. Linear in micro-batch and, but for un-fused scores, in sequence length.
 * Source: Korthikanti et al. 2022, 2205.05198; live layers fitted to measured peaks.
 */
export function activationBytes(setup: Setup, stage: "first" | "last", whole: WholeLayers = wholeLayers(setup)): ActivationBytes {
  const { constants, layout, table } = setup;
  const { selectiveFactor: share, liveLayers, onHost } = setup.stack.activations;
  const tokens = (layout.microBatch * setup.batch.longest) / layout.cp;
  const layers = stageLayers(whole.layers, layout.pp);
  const inputs = inFlight(layout, stage) * layers;
  const largest = tokens * whole.largest;
  const none: ActivationBytes = { kept: inputs * tokens * whole.mean, live: 0, hosted: 0 };
  if (layout.recompute === "none") return none;
  const selective = atMost({ kept: share * none.kept, live: (1 - share) * largest, hosted: 0 }, none);
  if (layout.recompute === "selective") return selective;
  if (layout.recomputeLayers !== null && layout.recomputeLayers < layers) {
    const again = recomputedShare(layout, layers);
    const full = activationBytes({ ...setup, layout: { ...layout, recomputeLayers: null } }, stage, whole);
    const kept = again * full.kept + (1 - again) * none.kept;
    return atMost({ kept, live: Math.min(full.live, layout.recomputeLayers * largest), hosted: again * full.hosted }, none);
  }
  const live = Math.min(constants.liveLayers * liveLayers, layers) * largest;
  const input = (tokens * table.architecture.hidden * computeBytes(setup.precision)) / (layout.sequenceParallel ? layout.tp : 1);
  const here = onHost ? Math.min(INPUTS_ON_DEVICE, inputs) : inputs;
  return atMost({ kept: here * input, live, hosted: (inputs - here) * input }, selective);
}
