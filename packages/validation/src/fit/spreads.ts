import type { Spreads } from "@outlay/engine";
import { type TimeKind, timeKind } from "../case/kind.ts";
import type { Observation } from "./observations.ts";

/** A left-out residual: log of predicted over measured. */
export interface Held {
  readonly observation: Observation;
  readonly residual: number;
}

export type Stratum = TimeKind | "memory";

/** The strata that intervals are kept by: kind of work for time, all of memory together. */
function stratumOf(o: Observation): Stratum {
  return o.domain === "memory" ? "memory" : timeKind(o.case);
}

export function isOutsideDataCentre(o: Observation): boolean {
  const form = o.case.branches[0]?.accelerator.formFactor;
  return form === "consumer" || form === "workstation";
}

/** Weight of a row of a source of so many rows. */
type Weigh = (rows: number) => number;

/** Rows left out: a sweep's rows don't pass for independent, nor for one. */
const byRoot: Weigh = (rows) => 1 / Math.sqrt(rows);

/** Sources left out: what comes next is another source, of which each here is one example, however long. */
const bySource: Weigh = (rows) => 1 / rows;

/**
 * Split-conformal half-width: the weighted k-th smallest |residual|, k = ceil((n+1) share). Too few rows give null.
 * Source: Vovk et al. 2005; Lei et al. 2018, 1604.04173.
 */
export function halfWidth(
  held: readonly { readonly source: string; readonly residual: number }[],
  share: number,
  weigh: Weigh = byRoot,
): number | null {
  if (Math.ceil(share * (held.length + 1)) > held.length) return null;
  const counts = new Map<string, number>();
  for (const h of held) counts.set(h.source, (counts.get(h.source) ?? 0) + 1);
  const weighed = held
    .map((h) => ({ size: Math.abs(h.residual), weight: weigh(counts.get(h.source) ?? 1) }))
    .sort((a, b) => a.size - b.size);
  const all = weighed.reduce((sum, w) => sum + w.weight, 0);
  const wanted = Math.min(1, (share * (held.length + 1)) / held.length) * all;
  let upTo = 0;
  for (const w of weighed) {
    upTo += w.weight;
    if (upTo >= wanted) return w.size;
  }
  return weighed.at(-1)?.size ?? null;
}

/** Of the residuals that an interval holds. */
const SHARE = 0.8;

const asFactor = (width: number): number => Number(Math.exp(width).toFixed(3));

/** Spreads by stratum. `rows` and `sources` are residuals with rows and with whole sources left out; a user's job lies between the two. */
export function spreadsOf(rows: readonly Held[], sources: readonly Held[], mix: number, fallback: Spreads): Spreads {
  const of = (stratum: Stratum, before: number): number => {
    const width = (held: readonly Held[], weigh: Weigh): number | null =>
      halfWidth(
        held.filter((h) => stratumOf(h.observation) === stratum).map((h) => ({ source: h.observation.source, residual: h.residual })),
        SHARE,
        weigh,
      );
    const near = width(rows, byRoot);
    const far = width(sources, bySource);
    return near === null || far === null ? before : asFactor((1 - mix) * near + mix * far);
  };
  const { time, memory } = fallback;
  return {
    time: { dense: of("dense", time.dense), adapter: of("adapter", time.adapter), moe: of("moe", time.moe) },
    memory: of("memory", memory),
  };
}
