import { matmulParameters, totalParameters } from "../model/parameters.ts";
import type { TensorTable } from "../model/tensors.ts";
import type { Flop, Tokens } from "../units.ts";
import { attentionFlop, type Counting } from "./attention.ts";
import { scanFlop } from "./scan.ts";

/** A published way to count the FLOPs of one trained token. MFU figures compare only within one. */
export interface Convention {
  readonly id: "outlay" | "6n" | "palm" | "llm-foundry" | "megatron-paper" | "megatron-lm";
  readonly flopPerToken: Flop;
  readonly source: string;
}

/** What mixes tokens, forward: attention as counted, scans as they are. */
function mixing(table: TensorTable, sequence: Tokens, counting: Counting): Flop {
  let total = 0;
  for (const g of table.groups) {
    if (g.mtp) continue;
    if (g.attention) total += g.count * attentionFlop(g.attention, sequence, counting);
    if (g.ssm) total += g.count * scanFlop(g.ssm);
  }
  return total;
}

/**
 * FLOPs of one iteration as the Megatron papers count them: f = 4h, full attention square.
 * `selective` and `full` are hardware FLOPs with that recomputation.
 * Source: Narayanan et al. 2021, 2104.04473 eq. 3; Korthikanti et al. 2022, 2205.05198 appendix A.
 */
export function megatronPaperFlop(
  m: { layers: number; hidden: number; vocab: number; sequence: Tokens; batch: number },
  recompute: "none" | "selective" | "full" = "none",
): Flop {
  const { layers: L, hidden: h, vocab: V, sequence: s } = m;
  const square = m.batch * L * s * h * h;
  if (recompute === "full") return 96 * square * (1 + s / (6 * h) + V / (16 * L * h));
  return 72 * square * (1 + s / ((recompute === "selective" ? 3 : 6) * h) + V / (12 * h * L));
}

const OF_STATE_SPACES: ReadonlySet<Convention["id"]> = new Set(["outlay", "6n", "megatron-lm"]);

/**
 * The conventions side by side, for one model and sequence length. `parameters` is N as each counts it. Those that are written for attention
 * say nothing of a model without any.
 */
export function conventions(table: TensorTable, sequence: Tokens): readonly Convention[] {
  const a = table.architecture;
  const n = totalParameters(table);
  const active = matmulParameters(table);
  const q = a.heads * a.headDim;
  const layers = a.layers + (a.decoderLayers ?? 0);
  const all: readonly Convention[] = [
    { id: "outlay", flopPerToken: 6 * active + 3 * mixing(table, sequence, "half"), source: "6 N_matmul + causal-half attention" },
    { id: "6n", flopPerToken: 6 * (a.moe ? active : n), source: "Kaplan et al. 2020, 2001.08361" },
    {
      id: "palm",
      flopPerToken: 6 * (a.moe ? active : n - table.positions) + 12 * layers * q * sequence,
      source: "Chowdhery et al. 2022, 2204.02311 appendix B",
    },
    {
      id: "llm-foundry",
      flopPerToken: 6 * (a.moe ? active : n) + 12 * layers * a.hidden * sequence,
      source: "llm-foundry benchmarking README",
    },
    {
      id: "megatron-paper",
      source: "Narayanan et al. 2021, 2104.04473 eq. 3 (written for f = 4h, MHA)",
      flopPerToken: megatronPaperFlop({ layers, hidden: a.hidden, vocab: a.vocab, sequence, batch: 1 }) / sequence,
    },
    {
      id: "megatron-lm",
      flopPerToken: 6 * active + 3 * mixing(table, sequence, "exact"),
      source: "Megatron-LM training.py (causal mask counted half)",
    },
  ];
  return a.ssm ? all.filter((c) => OF_STATE_SPACES.has(c.id)) : all;
}
