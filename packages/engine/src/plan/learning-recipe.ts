import { COSINE, COSINE_OVERSHOOT, WSD } from "../run/recipe/schedule.ts";
import { PATIENCE, stopping } from "../run/sweep/early-stop.ts";
import type { EarlyStopResult, ScheduleResult } from "./learning-result.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";

/** Steps of warm-up: below 1 a share of the run. */
export function warmupSteps(request: PlanRequest, steps: number): number | null {
  const { warmup } = request.recipe;
  return warmup === null ? null : warmup < 1 ? Math.round(warmup * steps) : warmup;
}

/** A fall laid out for more than a quarter beyond the run's end. */
export function overshoots(request: PlanRequest, steps: number): boolean {
  const { schedule, scheduleSteps } = request.recipe;
  return (schedule === "cosine" || schedule === "linear") && scheduleSteps !== null && scheduleSteps > COSINE_OVERSHOOT * steps;
}

/** Tokens over those of a matched cosine: one for a cosine that fits and for a cooldown; a constant rate ends higher by an unpublished amount. */
export function scheduleResult(request: PlanRequest, { candidate }: Offering): ScheduleResult | null {
  const { schedule, warmup } = request.recipe;
  if (schedule === null && warmup === null) return null;
  const { steps } = candidate.steps;
  const known = schedule === "wsd" || schedule === null || (schedule === "cosine" && !overshoots(request, steps));
  return {
    kind: schedule,
    warmupSteps: warmupSteps(request, steps),
    tokensFactor: known ? 1 : null,
    source: schedule === "cosine" || schedule === "linear" ? COSINE : WSD,
  };
}

/** Steps, time and money that stopping early is expected to save. Start-up isn't saved. */
export function earlyStopResult(request: PlanRequest, offering: Offering): EarlyStopResult | null {
  const { earlyStop } = request.recipe;
  if (earlyStop === null) return null;
  const { steps } = offering.candidate.steps;
  const { step, saving } = stopping(steps, earlyStop);
  const usd = offering.bill.find((line) => line.id === "compute")?.costUsd ?? null;
  const { training, evaluation, checkpoints } = offering.duration;
  const inputs = { patience: earlyStop.patience, every: earlyStop.every, best: earlyStop.best ?? "anywhere", steps };
  return {
    step,
    saving,
    savingUsd: usd === null ? null : usd * saving,
    savingSeconds: saving * (training + evaluation + checkpoints),
    why: { formula: "1 - min(T, f T + P x interval) / T", inputs, source: PATIENCE },
  };
}
