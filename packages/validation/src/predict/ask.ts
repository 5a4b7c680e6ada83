import { calibration as shipped } from "@outlay/catalog";
import { type Ask, type Calibration, mostNarrowing, sigmaOf, switchKnown } from "@outlay/engine";
import type { Case, Quantity } from "../case/case.ts";
import { timeKind } from "../case/kind.ts";
import type { Branch } from "../layout/branches.ts";
import { perStep, speaking } from "./interval.ts";
import { branchSeconds, branchTokens, shownBytes } from "./predict.ts";

/** Switches that a record may leave open, by the field that would say how they stood. */
const SWITCHES: readonly (readonly [path: string, of: (b: Branch) => string])[] = [
  ["training.recompute", (b) => b.setup.layout.recompute],
  ["training.precision", (b) => b.setup.precision],
  ["training.micro_batch", (b) => String(b.setup.layout.microBatch)],
  ["parallel.virtual_pp", (b) => String(b.setup.layout.virtualPp)],
];

/** Positions that a switch may have had, the likeliest first. */
function positions(branches: readonly Branch[], of: (b: Branch) => string): readonly string[] {
  const weights = new Map<string, number>();
  for (const b of branches) weights.set(of(b), (weights.get(of(b)) ?? 0) + b.weight);
  return [...weights].toSorted((a, b) => b[1] - a[1]).map(([position]) => position);
}

/** The field that would narrow an estimate most if the record said it; null where it says everything, or nothing would help. */
export function askOf(c: Case, quantity: Quantity, calibration: Calibration = shipped): Ask | null {
  const own = speaking(c, calibration);
  if (!own || quantity === "fits" || c.branches.length < 2) return null;
  const memory = quantity === "peak_memory_gib_per_gpu";
  const step = perStep(c, quantity);
  const valueOf = (b: Branch): number => (memory ? shownBytes(c, b) : branchSeconds(b) / (step ? 1 : branchTokens(b)));
  const ways = c.branches.map((b) => ({ branch: b, weight: b.weight, value: valueOf(b) }));
  const sigma = sigmaOf(memory ? own.spreads.memory : own.spreads.time[timeKind(c)]);
  const asks = SWITCHES.flatMap(([path, of]): Ask[] => {
    const options = positions(c.branches, of);
    if (options.length < 2) return [];
    const { from, to } = switchKnown(
      ways.map((w) => ({ key: of(w.branch), weight: w.weight, value: w.value })),
      sigma,
    );
    return [
      { question: "switch", path, options, narrows: { quantity: memory ? "memory" : quantity === "cost_usd" ? "cost" : "time", from, to } },
    ];
  });
  return mostNarrowing(asks);
}
