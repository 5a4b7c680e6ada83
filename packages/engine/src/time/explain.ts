import type { Setup } from "../layout/setup.ts";
import type { Part } from "../quantity.ts";
import { activationPassSeconds } from "./activation-pass.ts";
import { ratesOf } from "./matmul.ts";
import type { StepTerms } from "./step.ts";

const FITTED = "constant fitted to measured runs";

/** Formula and source of each term of the step. */
const FORMULAS: Readonly<Record<keyof StepTerms, { readonly formula: string; readonly source: string }>> = {
  matmul: {
    formula: "passes x (2MKN / (e x peak) + 2(MK+KN+MN) / (bandwidth share x bandwidth))",
    source: `roofline, additive; ${FITTED}`,
  },
  experts: { formula: "as matmul, rows per expert = tokens x top-k x ep / experts", source: FITTED },
  attention: {
    formula: "(passes forward + 2.5 backward) x 2 n (d_qk + d_v) x mean keys x tokens / (kernel share x peak)",
    source: `Dao 2023 (FlashAttention-2); ${FITTED}`,
  },
  scan: {
    formula: "passes x tokens x (FLOPs of convolution and scan / rate + bytes they move / bandwidth)",
    source: "Gu and Dao 2023, 2312.00752; Dao and Gu 2024, 2405.21060; not fitted to measured runs",
  },
  elementwise: { formula: "bytes of norms, residuals, rotation, activations x passes / (share x bandwidth)", source: FITTED },
  head: {
    formula: "head matmul in 16 bits + bytes around the loss (12, op by op 2.3 x those kept) x tokens x vocabulary / bandwidth",
    source: FITTED,
  },
  adapters: { formula: "6 x tokens x r (in + out) / rate + their traffic", source: `Hu et al. 2021, 2106.09685; ${FITTED}` },
  dequant: { formula: "base parameters x passes x bytes moved / bandwidth", source: `Dettmers et al. 2023, 2305.14314; ${FITTED}` },
  routing: { formula: "MoE layers x micro-batches x fixed time", source: FITTED },
  launch: { formula: "4-norm of host and GPU time, less GPU time", source: FITTED },
  tensorParallel: {
    formula: "4 collectives a layer (6 with recompute) of 2(t-1)/t x 2 T h bytes",
    source: "Shoeybi et al. 2019, 1909.08053",
  },
  contextParallel: { formula: "ring of keys and values, beyond attention's time", source: "ring attention" },
  expertParallel: { formula: "4 all-to-all a layer of T k h 2 (e-1)/e bytes, half hidden", source: FITTED },
  sharding: { formula: "bytes gathered and reduced / rate, beyond the share of compute that hides it", source: FITTED },
  bubble: { formula: "(pp - 1) / v x time of a micro-batch", source: "Narayanan et al. 2021, 2104.04473" },
  gradients: { formula: "2(d-1)/d x bytes per parameter / rate x share exposed", source: FITTED },
  optimizer: {
    formula: "bytes touched per owned parameter / bandwidth",
    source: "AdamW reads and writes weight, gradient, two states, master",
  },
  offload: { formula: "bytes over PCIe and the host's optimizer step", source: "Ren et al. 2021, 2101.06840 (ZeRO-Offload)" },
  input: { formula: "bytes of the batch / storage rate, beyond the step", source: "prefetching hides it up to the step's length" },
  overhead: { formula: "fixed time per step", source: FITTED },
  stragglers: { formula: "(gpus / 8)^g - 1 of the step", source: FITTED },
};

/** One activation pass of a layer and micro-batch, fused, beside the term that holds it. */
function activationInputs(setup: Setup): Readonly<Record<string, number>> {
  const { layout, batch, table } = setup;
  const { ffn, gated, moe } = table.architecture;
  const width = (moe ? moe.topK * moe.expertFfn + moe.shared * moe.sharedFfn : ffn) / layout.tp;
  if (width === 0) return {};
  const rates = ratesOf(setup);
  const tokens = (layout.microBatch * batch.sequence) / layout.cp;
  const pass = activationPassSeconds({ tokens, width, gated, element: rates.element }, rates.memory);
  return { activationForwardSeconds: pass.forward, activationBackwardSeconds: pass.backward };
}

/** Terms of a step as parts that sum to it. Terms of no time are left out. */
export function stepParts(setup: Setup, terms: StepTerms): readonly Part[] {
  const { layout, batch, constants, cluster } = setup;
  const inputs = {
    microBatch: layout.microBatch,
    gradAccum: layout.gradAccum,
    sequence: batch.sequence,
    gpus: cluster.gpus,
    accelerator: cluster.accelerator.id,
    matmulShare: constants.matmul,
    bandwidthShare: constants.bandwidth,
    attentionKernel: setup.attention,
    precision: setup.precision,
    tp: layout.tp,
    pp: layout.pp,
    cp: layout.cp,
    ep: layout.ep,
    sharding: layout.sharding,
    recompute: layout.recompute,
  };
  const parts: Part[] = [];
  for (const [id, formula] of Object.entries(FORMULAS)) {
    const value = terms[id as keyof StepTerms];
    if (value > 0) {
      const own = id === "elementwise" ? { ...inputs, ...activationInputs(setup) } : inputs;
      parts.push({ id, value, why: { formula: formula.formula, inputs: own, source: formula.source } });
    }
  }
  return parts;
}
