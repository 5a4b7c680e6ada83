import { pieces } from "../layout/local.ts";
import type { Setup } from "../layout/setup.ts";
import { isQuantised } from "../method/bytes.ts";
import { adapterRank, trainedShare } from "../method/trainable.ts";
import type { Linear } from "../model/linear.ts";
import type { LayerGroup } from "../model/tensors.ts";
import type { Architecture } from "../model/architecture.ts";
import { convolved } from "../model/state-space.ts";
import { kernelKeys, meanKeys } from "../work/attention.ts";
import { scanFlop } from "../work/scan.ts";
import type { Seconds, Tokens } from "../units.ts";
import { gemmSeconds, isCast, type Rates } from "./matmul.ts";

/** Seconds of one layer for one micro-batch, forward, backward and recomputation, on one GPU. */
export interface LayerSeconds {
  readonly matmul: Seconds;
  readonly experts: Seconds;
  readonly attention: Seconds;
  readonly scan: Seconds;
  readonly elementwise: Seconds;
  readonly adapters: Seconds;
  readonly dequant: Seconds;
  readonly routing: Seconds;
}

/** How often forward work and matmuls run: recomputation repeats the forward pass. */
export interface Passes {
  readonly forward: number;
  readonly backwardMatmul: number;
  readonly backward: number;
}

export function passesOf(setup: Setup): Passes {
  const { layout, stack, method, table } = setup;
  const again = layout.recompute === "full" ? 1 : layout.recompute === "selective" ? stack.activations.selectiveForward : 0;
  const share = trainedShare(method, table);
  return { forward: 1 + again, backwardMatmul: method.lora ? 1 : 2 * share, backward: method.lora ? 1 : share };
}

interface Rows {
  readonly m: number;
  /** How many such matmuls run one after the other on a GPU. */
  readonly repeats: number;
}

/** Rows of a matmul on one GPU. The tokens of the whole expert group meet in its experts. */
function rows(setup: Setup, l: Linear, tokens: Tokens): Rows {
  if (!l.expert) return { m: tokens, repeats: l.active };
  const { ep } = setup.layout;
  return { m: (tokens * l.active * ep) / l.copies, repeats: l.copies / ep };
}

function linearSeconds(setup: Setup, l: Linear, at: { tokens: Tokens; rates: Rates; passes: Passes }): Seconds {
  const { m, repeats } = rows(setup, l, at.tokens);
  const cut = pieces(l, setup.layout.tp, 1);
  const gemm = { m, k: l.split === "row" ? l.in / cut : l.in, n: l.split === "column" ? l.out / cut : l.out };
  const rate = l.id === "router" || l.id === "shared_switch" ? at.rates.matmul16 : at.rates.matmul;
  return repeats * (at.passes.forward + at.passes.backwardMatmul) * gemmSeconds(gemm, rate, at.rates);
}

/**
 * QK^T and PV at the kernel's rate; backward 2.5 forward passes (five matmuls for four, the scores are recomputed). Heads narrower than
 * 128 run slower. Without fusion the full square is computed and the scores pass memory: 16 B per score and pass, 0.7 of them missing caches;
 * selective recomputation makes them once more, whatever else it repeats.
 * Source: Dao 2023 (FlashAttention-2); Shah et al. 2024, 2407.08608; fitted shares of peak.
 */
function attentionSeconds(setup: Setup, g: LayerGroup, at: { tokens: Tokens; rates: Rates; passes: Passes }): Seconds {
  if (!g.attention) return 0;
  const { heads, qkDim, vDim } = g.attention;
  const { constants, layout, batch } = setup;
  const fused = setup.attention !== "eager";
  const s = batch.sequence;
  const own = fused ? kernelKeys(s, g.attention) : meanKeys(s, g.attention, "full");
  const keys = own + (g.attention.cross ? s : 0);
  const flop = (2 * at.tokens * heads * (qkDim + vDim) * keys) / layout.tp;
  const width = Math.min(qkDim, vDim);
  const narrow = width < 128 && fused ? 1 + constants.narrowHead * (128 / width - 1) : 1;
  const odd = !fused && width % 8 !== 0 ? 2 : 1;
  const forward = setup.layout.recompute === "selective" && !fused ? 2 : at.passes.forward;
  const weight = forward + (fused ? 2.5 : 2) * at.passes.backward;
  const scores = fused ? 0 : (16 * 0.7 * at.tokens * s * heads) / layout.tp / at.rates.memory;
  return weight * ((flop * narrow * odd) / at.rates.attention + scores);
}

/**
 * Convolution and scan: a pass through memory and its arithmetic, added as in matmuls. Forward the convolution reads and writes its channels, the
 * scan reads input, gate, step sizes (Mamba) and state matrices, and writes its output before and after the gate. Mamba's arithmetic runs on
 * the fp32 units, Mamba-2's as matmuls. Backward 2.5 forward passes, as in attention: states are made again.
 * Source: state-spaces/mamba; at 2,048 tokens as fast as FlashAttention-2 on an A100 (Gu and Dao 2023, 2312.00752 section 4.5). Not fitted.
 */
function scanSeconds(setup: Setup, g: LayerGroup, at: { tokens: Tokens; rates: Rates; passes: Passes }): Seconds {
  if (!g.ssm) return 0;
  const s = g.ssm;
  const state = s.kind === "mamba" ? 2 * s.state : 2 * s.groups * s.state;
  const channels = 2 * convolved(s) + (s.kind === "mamba" ? 5 : 4) * s.inner + state;
  const vector = setup.cluster.accelerator.peak.fp32;
  const rate = s.kind === "mamba2" || vector === null ? at.rates.matmul16 : vector;
  const weight = at.passes.forward + 2.5 * at.passes.backward;
  return (weight * at.tokens * (scanFlop(s) / rate + (at.rates.element * channels) / at.rates.memory)) / setup.layout.tp;
}

/** Channels between a layer's projections: the MLP's, those of a token's experts, or the scan's. */
function innerWidth(g: LayerGroup, a: Architecture): number {
  if (g.ssm) return g.ssm.inner;
  return g.moe && a.moe ? a.moe.topK * a.moe.expertFfn : a.ffn;
}

/** Bytes per token that norms, residuals, rotation and activations move forward, by the stack's fusing; backward moves twice that. */
function elementwiseBytes(setup: Setup, g: LayerGroup): number {
  const { hidden: h, ffn, moe } = setup.table.architecture;
  const { tp, sequenceParallel } = setup.layout;
  // One norm and one residual sum instead of two; the rest is the scan's.
  if (!g.attention) return (10 * h) / (sequenceParallel ? tp : 1);
  const { heads, qkDim, vDim, kvWidth } = g.attention;
  const width = g.moe && moe ? moe.topK * moe.expertFfn + moe.shared * moe.sharedFfn : ffn;
  const permute = g.moe && moe ? (setup.constants.moePermute * 16 * moe.topK * h * 1.3) / (sequenceParallel ? tp : 1) : 0;
  return (20 * h) / (sequenceParallel ? tp : 1) + (4 * heads * (qkDim + vDim) + 4 * kvWidth + 8 * width) / tp + permute;
}

function adapterSeconds(setup: Setup, g: LayerGroup, at: { tokens: Tokens; rates: Rates }): Seconds {
  const { lora } = setup.method;
  if (!lora) return 0;
  const { hidden: h, ffn } = setup.table.architecture;
  const f = g.ssm?.inner ?? ffn;
  let flop = 0;
  let covered = 0;
  let all = 0;
  for (const l of g.linears) {
    const rank = adapterRank(lora, l.id);
    const width = l.active * (l.in + l.out);
    all += width;
    if (rank > 0) {
      covered += width;
      flop += 6 * at.tokens * l.active * rank * (l.in + l.out);
    }
  }
  const extra = (setup.constants.loraTraffic * 3 * 2 * (4 * h + 3 * f) * at.tokens * covered) / Math.max(1, all);
  return (flop / at.rates.matmul16 + extra / at.rates.memory) / setup.layout.tp;
}

/** De-quantising the base: bytes moved per base parameter and pass, forward, recomputation and backward. */
function dequantSeconds(setup: Setup, g: LayerGroup, at: { rates: Rates; passes: Passes }): Seconds {
  const { method, layout, constants } = setup;
  if (!method.lora || !isQuantised(method.base)) return 0;
  let parameters = 0;
  for (const l of g.linears) parameters += (l.copies * l.in * l.out) / pieces(l, layout.tp, layout.ep);
  return ((at.passes.forward + 1) * parameters * constants.dequantBytes) / at.rates.memory;
}

export function layerSeconds(setup: Setup, g: LayerGroup, at: { tokens: Tokens; rates: Rates; passes: Passes }): LayerSeconds {
  const { constants, table, layout } = setup;
  let matmul = 0;
  let experts = 0;
  for (const l of g.linears) {
    const seconds = linearSeconds(setup, l, at);
    if (l.expert)
      experts +=
        constants.expertMatmul * seconds + (l.copies / layout.ep) * (at.passes.forward + at.passes.backwardMatmul) * constants.expertLaunch;
    else matmul += seconds;
  }
  const a = table.architecture;
  const weight = at.passes.forward + 2 * at.passes.backward;
  const width = innerWidth(g, a);
  const cast = isCast(setup) ? (constants.fp8Cast * 2 * (2 * a.hidden + width)) / layout.tp : 0;
  const moved = at.tokens * (constants.elementwise * weight * elementwiseBytes(setup, g) + weight * cast);
  return {
    matmul,
    experts,
    attention: attentionSeconds(setup, g, at),
    scan: scanSeconds(setup, g, at),
    elementwise: (moved * (at.rates.element / 2)) / at.rates.memory,
    adapters: adapterSeconds(setup, g, at),
    dequant: dequantSeconds(setup, g, at),
    routing: g.moe ? constants.moeRouting : 0,
  };
}
