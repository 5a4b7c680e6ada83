import { as, by, given, type Rules, told, under } from "./rule.ts";

const off = {
  "excessLoss.value": told("share", "excessLoss.why"),
  "tokensFactor.*": as("x", "explain.tokens-factor", ["excessLoss.value"]),
} as const;

const batch: Rules = under("batch", {
  value: by("tokens", "globalBatch * facts.sequence"),
  best: given("tokens", "source"),
  low: by("tokens", "best / 3", "source"),
  high: by("tokens", "3 * best", "source"),
  "laws.*.value": given("tokens", "source"),
  ...off,
  critical: as("tokens", "explain.critical", ["criticalLaws.0.value"]),
  criticalLow: by("tokens", "critical / 3"),
  criticalHigh: by("tokens", "3 * critical"),
  "criticalLaws.*.value": given("tokens", "source"),
  "stepsOverLeast.value": told("x"),
  "tokensOverLeast.value": told("x"),
  "measured.value": told("tokens"),
});

const rate: Rules = under("learningRate", {
  value: as(null, "explain.rate", ["best"], "source"),
  best: given(null, "source"),
  low: by(null, "best / 3", "source"),
  high: by(null, "3 * best", "source"),
  "laws.*.value": given(null, "source"),
  ...off,
  pDiverges: as("share", "explain.diverges", ["value", "best"]),
  rerunUsd: by("USD", "pDiverges * costUsd.p50"),
  "atBatch.value": told(null),
  "ifOff.*.ratio": given("x", "explain.ratio"),
  "ifOff.*.excessLoss.*": as("share", "explain.measured-excess", ["ratio"]),
  "ifOff.*.tokensFactor": as("x", "explain.tokens-factor", ["ratio"]),
  "ifOff.*.pDiverges": as("share", "explain.diverges", ["ratio"]),
});

/** Rules of how much training a plan is, by the path from the plan. */
export const LEARNING_RULES: Rules = under("learning", {
  "tokens.value": told("tokens"),
  tokensPerParameter: by("tokens/parameter", "learning.tokens.value / facts.lawParameters"),
  passes: by("x", "learning.tokens.value / learning.effectiveTokens.why.inputs.U"),
  "effectiveTokens.value": told("tokens"),
  "nextPass.worth.value": told("share"),
  "nextPass.lossDrop": as("nats", "explain.loss-drop", ["learning.loss.p50", "learning.passes"], "learning.loss.why.source"),
  "nextPass.costUsd": by("USD", "bill.compute.costUsd / learning.passes"),
  "loss.p50": told("nats", "learning.loss.why"),
  "loss.p10": as("nats", "explain.loss-range", ["p50"], "learning.loss.why.source"),
  "loss.p90": as("nats", "explain.loss-range", ["p50"], "learning.loss.why.source"),
  "loss.others.*.value": given("nats", "source"),
  "computeOptimalTokens.value": told("tokens"),
  "computeOverLeast.value": told("x"),
  "transferFactor.value": told("x"),
  ...batch,
  ...rate,
  "weightDecay.value": told(null),
  "schedule.warmupSteps": as("steps", "explain.warmup", ["steps"]),
  "schedule.tokensFactor": given("x", "source"),
  ...under("horizons", { cosine: given("x", "source"), wsd: given("x", "source") }),
  "quantised.losses.*.bits": given("count", "explain.choice"),
  "quantised.losses.*.nats": told("nats", "learning.quantised.why"),
  ...under("serving", { parameters: told("parameters"), tokens: told("tokens"), computeShare: told("share") }),
  "overfitting.value": told("steps"),
  "earlyStop.step": told("steps"),
  "earlyStop.saving": by("share", "1 - learning.earlyStop.step / steps"),
  "earlyStop.savingUsd": by("USD", "saving * bill.compute.costUsd"),
  "earlyStop.savingSeconds": by("s", "saving * (facts.duration.training + facts.duration.evaluation + facts.duration.checkpoints)"),
});

/** Rules of a search for settings. */
export const SWEEP_RULES: Rules = under("sweep", {
  trials: as("count", "explain.trials", [], "why.source"),
  workers: given("count", "explain.job"),
  "space.*.count": given("count", "explain.job"),
  trialShare: as("share", "explain.trial-share", [], "why.source"),
  trialTokens: as("tokens", "explain.trial-tokens", ["learning.tokens.value"]),
  runs: as("x", "explain.sweep-runs", ["trials"], "why.source"),
  fullRuns: as("x", "explain.sweep-full", ["trials"], "why.source"),
  starts: as("count", "explain.sweep-starts", ["trials"], "why.source"),
  "brackets.*.*.trials": as("count", "explain.rung", [], "sweep.why.source"),
  "brackets.*.*.upTo": as("share", "explain.rung", [], "sweep.why.source"),
  "gpuHours.*": as("GPU-hour", "explain.sweep-scaled", [
    "sweep.why.inputs.runs",
    "sweep.why.inputs.trialSeconds",
    "sweep.why.inputs.starts",
    "sweep.why.inputs.startSeconds",
  ]),
  "runSeconds.*": as("s", "explain.sweep-wall", ["sweep.workers", "sweep.runs", "sweep.why.inputs.trialSeconds"], "sweep.why.source"),
  "costUsd.*": as("USD", "explain.sweep-scaled", [
    "sweep.why.inputs.runs",
    "sweep.why.inputs.trialSeconds",
    "sweep.why.inputs.starts",
    "sweep.why.inputs.startSeconds",
  ]),
  fullCostUsd: as("USD", "explain.sweep-whole", ["fullRuns", "why.inputs.trialSeconds", "why.inputs.startSeconds"]),
  "withRunUsd.*": as("USD", "explain.sweep-with-run", ["sweep.costUsd.p50"]),
  "regret.*": as("share", "explain.regret", ["sweep.trials"]),
  "bestRate.value": told(null),
  divergedShare: as("share", "explain.diverges", ["bestRate.value"]),
  earlyStopUsd: as("USD", "explain.sweep-early", ["runs", "learning.earlyStop.saving"]),
});
