import { calibration as shipped } from "@outlay/catalog";
import { type Calibration, combine, GIB, HOUR, rangeOf, type Resolved, resolveConstants, sigmaOf } from "@outlay/engine";
import type { Case, Quantity } from "../case/case.ts";
import { timeKind } from "../case/kind.ts";
import type { Branch } from "../layout/branches.ts";
import { branchSeconds, branchTokens, type Prediction, shownBytes } from "./predict.ts";
import type { IntervalFor } from "./rows.ts";
import { slowedBy } from "./whole-run.ts";

/** The constants that speak for a case's card and stack, and their spreads; null where nothing was estimated. */
export function speaking(c: Case, calibration: Calibration = shipped): Resolved | null {
  const [first] = c.branches;
  return first ? resolveConstants(calibration, first.accelerator, first.stack, first.compile) : null;
}

/** Log-sd of a quantity between the ways in which the record may have run, by their weights. */
function between(c: Case, of: (b: Branch) => number): number {
  if (c.branches.length < 2) return 0;
  const logs = c.branches.map((b) => ({ weight: b.weight, log: Math.log(of(b)) }));
  let mean = 0;
  for (const { weight, log } of logs) mean += weight * log;
  let variance = 0;
  for (const { weight, log } of logs) variance += weight * (log - mean) ** 2;
  return Math.sqrt(variance);
}

/** Quantities that follow the time of a step; the others follow that of a token. */
export function perStep(c: Case, quantity: Quantity): boolean {
  const total = quantity === "wall_hours" || quantity === "gpu_hours" || quantity === "cost_usd";
  return quantity === "step_time_s" || (total && c.amount.tokens === null);
}

/** Seconds that a predicted total of hours or cost stands for; 0 for rates, which have no length. */
function wallSeconds(c: Case, p: Prediction, predicted: number): number {
  const gpus = c.branches[0]?.setup.cluster.gpus ?? 1;
  if (p.quantity === "wall_hours") return predicted * HOUR;
  if (p.quantity === "gpu_hours") return (predicted / gpus) * HOUR;
  return p.quantity === "cost_usd" && c.usdPerHour !== null ? (predicted / c.usdPerHour) * HOUR : 0;
}

/** P10 and P90 of a yes that is so likely: 0 or 1. */
function verdict(probability: number): { readonly low: number; readonly high: number } {
  return { low: probability >= 0.9 ? 1 : 0, high: probability > 0.1 ? 1 : 0 };
}

function memoryInterval(c: Case, p50: number, own: Resolved): { readonly low: number; readonly high: number } {
  const { p10, p90 } = rangeOf(
    p50,
    combine(
      sigmaOf(own.spreads.memory),
      between(c, (b) => shownBytes(c, b)),
    ),
  );
  const most = c.capacity === null ? Number.POSITIVE_INFINITY : c.capacity / GIB;
  return { low: p10, high: Math.max(p50, Math.min(p90, most)) };
}

/**
 * 80 % intervals, log-normal about the prediction: the spread of the calibration for this kind of work, and what the ways in which the record may
 * have run differ by; of hours and costs also how complete runs differ from their steps. Memory ends at the card. Neglected: doubt about how much was trained, and about prices.
 */
export function intervalsBy(calibration: Calibration = shipped): IntervalFor {
  return (c: Case, p: Prediction) => {
    const own = speaking(c, calibration);
    if (!own || p.predicted === null) return null;
    if (p.quantity === "fits") return verdict(p.probability ?? p.predicted);
    if (p.quantity === "peak_memory_gib_per_gpu") return memoryInterval(c, p.predicted, own);
    const step = perStep(c, p.quantity);
    const open = between(c, (b) => branchSeconds(b) / (step ? 1 : branchTokens(b)));
    const steps = rangeOf(1, combine(sigmaOf(own.spreads.time[timeKind(c)]), open));
    const run = slowedBy(c, wallSeconds(c, p, p.predicted));
    const low = p.predicted * Math.exp(-Math.hypot(Math.log(steps.p10), run.down));
    return { low, high: p.predicted * Math.exp(Math.hypot(Math.log(steps.p90), run.up)) };
  };
}
