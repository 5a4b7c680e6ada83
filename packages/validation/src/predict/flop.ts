import {
  type Accelerator,
  activeLinearParameters,
  activeParameters,
  attentionFlop,
  type LayerGroup,
  type Method,
  peak16,
  type Recompute,
  runningGroups,
  type Setup,
  type TensorTable,
  totalParameters,
} from "@outlay/engine";
import type { FlopCount } from "../case/case.ts";
import type { Convention } from "../source/source.ts";

function groupParameters(g: LayerGroup): number {
  let total = 0;
  for (const l of g.linears) total += activeLinearParameters(l);
  return g.count * total;
}

/** Weights that a source counts: all that a token uses, prediction layers with a head each where they are trained. */
function weights(table: TensorTable, method: Method, convention: Convention, stated: number | null): number {
  if (stated !== null) return convention.embedding ? stated : stated - table.embedding;
  let total = table.architecture.moe ? activeParameters(table) : totalParameters(table);
  for (const g of runningGroups(table, method))
    if (g.mtp) total += groupParameters(g) + g.count * (table.head ? table.head.in * table.head.out : 0);
  if (convention.embedding) return total;
  return table.headStored ? total - table.embedding : total;
}

/** Attention FLOPs of a token, forward, as the convention counts the causal triangle. */
function attention(table: TensorTable, method: Method, sequence: number, counting: Convention["attention"]): number {
  if (counting === "none") return 0;
  let total = 0;
  for (const g of runningGroups(table, method)) if (g.attention) total += g.count * attentionFlop(g.attention, sequence, counting);
  return total;
}

/** FLOPs of a token in the source's own convention; executed ones add the forward pass that full recomputation repeats. */
export function flopCount(
  setup: Setup,
  convention: Convention,
  at: { peaks: Readonly<Record<string, number>>; recompute: Recompute; activeStated: number | null },
): FlopCount {
  const { table, method, batch } = setup;
  const n = weights(table, method, convention, at.activeStated);
  const core = attention(table, method, batch.sequence, convention.attention);
  const flopPerToken = convention.perWeight * n + (convention.perWeight / 2) * core;
  const executed = convention.perWeight === 8 || at.recompute !== "full" ? 1 : 4 / 3;
  return { flopPerToken, hardwareFlopPerToken: executed * flopPerToken, peak: peakOf(setup, at.peaks) };
}

/** The peak that a source divides by: its own figure where one is known, the datasheet's otherwise; 8-bit runs against the 8-bit peak. */
function peakOf(setup: Setup, peaks: Readonly<Record<string, number>>): number {
  const a: Accelerator = setup.cluster.accelerator;
  const own = peaks[a.name] ?? peak16(a) ?? 0;
  if (setup.precision === "fp4") return a.peak.fp4 ?? a.peak.fp8 ?? own;
  if (setup.precision !== "fp8") return own;
  return peaks[a.name] === undefined ? (a.peak.fp8 ?? own) : 2 * own;
}
