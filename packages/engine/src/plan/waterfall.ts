import { billedSeconds, startupSeconds } from "../run/duration.ts";
import { extraLoad, policyTerms } from "../time/objective.ts";
import { computingSeconds, type StepTerms } from "../time/step.ts";
import { HOUR } from "../units.ts";
import { rolloutShare } from "./objective.ts";
import type { Offering } from "./offering.ts";
import type { WaterfallStep } from "./result.ts";

/** Terms of a step in which data moves between cards. */
const MOVING = [
  "tensorParallel",
  "contextParallel",
  "expertParallel",
  "sharding",
  "gradients",
] as const satisfies readonly (keyof StepTerms)[];

/** Shares of a step, which sum to 1: FLOPs at the peak, those done twice, kernels below the peak, exchange, pipeline, all other waiting. */
export function stepShares(o: Offering, rates: { readonly mfu: number; readonly hfu: number }): readonly (readonly [string, number])[] {
  const { candidate } = o;
  const terms = policyTerms(candidate.setup);
  const extra = extraLoad(candidate.setup);
  let { moving } = extra;
  for (const id of MOVING) moving += terms[id];
  const share = (seconds: number): number => seconds / candidate.step;
  const model = Math.min(1, rates.mfu);
  const again = Math.min(1 - model, Math.max(0, rates.hfu - rates.mfu));
  const kernels = Math.max(0, share(computingSeconds(terms) + extra.computing) - model - again);
  const exchange = share(moving);
  const pipeline = share(terms.bubble);
  return [
    ["ideal", model],
    ["recompute", again],
    ["kernels", kernels],
    ["exchange", exchange],
    ["pipeline", pipeline],
    ["idle", Math.max(0, 1 - model - again - kernels - exchange - pipeline)],
  ];
}

/**
 * From the work at the cards' peak to the final bill: what each loss adds in GPU-hours and in money. Padding is the share of every step that
 * trains nothing; answers are written without any. The GPU-hours sum to those paid, the money to the bill.
 */
export function waterfall(o: Offering, rates: { readonly mfu: number; readonly hfu: number }): readonly WaterfallStep[] {
  const { duration: d, candidate } = o;
  const { steps, bench } = candidate;
  const hours = (seconds: number): number => (seconds * bench.cluster.gpus) / HOUR;
  const hourly = o.bill.filter((l) => l.id === "compute" || l.id === "startup");
  const paid = hourly.some((l) => l.costUsd === null) ? null : hourly.reduce((sum, l) => sum + (l.costUsd ?? 0), 0);
  const perHour = paid === null ? null : paid / hours(billedSeconds(d));
  const filled = steps.tokens > 0 ? Math.min(1, steps.usefulTokens / steps.tokens) : 1;
  const useful = 1 - (1 - filled) * (1 - rolloutShare(candidate));
  const list: WaterfallStep[] = [];
  const add = (id: string, gpuHours: number, usd: number | null): void => {
    if (gpuHours > 0 || (usd ?? 0) > 0) list.push({ id, gpuHours, usd });
  };
  const time = (id: string, seconds: number): void => add(id, hours(seconds), perHour === null ? null : hours(seconds) * perHour);
  for (const [id, share] of stepShares(o, rates)) time(id, share * d.training * useful);
  time("padding", d.training * (1 - useful));
  time("slowdown", d.slowdown);
  time("input", d.input);
  time("evaluation", d.evaluation);
  time("checkpoints", d.checkpoints);
  time("restarts", d.restarts);
  time("lost", d.lost);
  time("startup", startupSeconds(d));
  for (const l of o.bill) if (l.id !== "compute" && l.id !== "startup") add(l.id, 0, l.costUsd);
  return list;
}
