import type { Setup } from "../layout/setup.ts";
import type { Part } from "../quantity.ts";
import type { MemoryTerms, Peak } from "./phases.ts";

/** Formula and source of each term of the peak. */
const FORMULAS: Readonly<Record<keyof MemoryTerms, { readonly formula: string; readonly source: string }>> = {
  weights: {
    formula: "sum of local parameters x bytes stored / weight shards",
    source: "Rajbhandari et al. 2019, 1910.02054; NF4: Dettmers et al. 2023, 2305.14314",
  },
  master: { formula: "trained parameters x master bytes / state shards", source: "the stack's convention" },
  casts: { formula: "trained parameters x bytes of low-precision copies", source: "torch autocast; Transformer Engine" },
  gradients: { formula: "trained parameters x gradient bytes / gradient shards", source: "Rajbhandari et al. 2019, 1910.02054" },
  optimizer: {
    formula: "trained parameters x state bytes / state shards",
    source: "the optimizer's definition; bitsandbytes for 8-bit states",
  },
  activations: {
    formula:
      "tokens x layers of the stage x bytes per token and layer x micro-batches in flight (2h each and live layers under full recompute)",
    source: "tensor by tensor; Korthikanti et al. 2022, 2205.05198; factors fitted to measured peaks",
  },
  logits: { formula: "tokens x vocabulary x bytes per entry / tp", source: "fitted to measured peaks by stack" },
  gathered: {
    formula: "2 units x gathered bytes + 1 unit x gradient bytes + root unit; while loading the whole model",
    source: "FSDP and ZeRO-3 prefetching",
  },
  buffers: { formula: "de-quantised linears in 16 bits, or the optimizer's intermediates", source: "bitsandbytes; torch.optim" },
  slack: { formula: "(allocator factor - 1) x what comes and goes + constant", source: "fitted to reserved and allocated readings" },
  context: { formula: "context, kernels, communicators", source: "stas00/ml-engineering: 0.5-2 GiB" },
  models: {
    formula: "parameters x compute bytes / weight shards of reference and reward model; value model as a training of its own",
    source: "TRL: prepare_deepspeed, prepare_fsdp; no reference where adapters can be switched off",
  },
  cache: {
    formula: "2 B x (keys + values) x layers x (prompt + longest answer) x answers at a time / tp, or vLLM's share of the card",
    source: "Pope et al. 2022, 2211.05102; Kwon et al. 2023, 2309.06180",
  },
};

function inputs(setup: Setup): Record<string, number | string> {
  const { layout, batch, table } = setup;
  const a = table.architecture;
  return {
    layers: a.layers,
    hidden: a.hidden,
    vocabulary: a.vocab,
    microBatch: layout.microBatch,
    longestSequence: batch.longest,
    dp: layout.dp,
    tp: layout.tp,
    pp: layout.pp,
    cp: layout.cp,
    ep: layout.ep,
    sharding: layout.sharding,
    recompute: layout.recompute,
    stack: setup.stack.id,
  };
}

/** Terms of a peak as parts, largest reasons open to formula, inputs and source. Terms of no bytes are left out. */
export function memoryParts(setup: Setup, peak: Peak): readonly Part[] {
  const common = inputs(setup);
  const parts: Part[] = [];
  for (const [id, formula] of Object.entries(FORMULAS)) {
    const value = peak.terms[id as keyof MemoryTerms] ?? 0;
    if (value > 0) parts.push({ id, value, why: { formula: formula.formula, inputs: common, source: formula.source } });
  }
  return parts;
}
