import { LEARNING_RULES, SWEEP_RULES } from "./learning-rules.ts";
import { PLAN_RULES } from "./plan-rules.ts";
import { as, by, given, type Rules, told, under } from "./rule.ts";

const change = (prose: string): Rules => ({
  costUsd: as("USD", prose),
  runSeconds: as("s", prose),
  memoryBytes: as("B", prose),
});

/** Of an offer that has no plan in full: planned with its machine, count and terms pinned it has one. */
const OFFER: Rules = {
  gpus: given("count", "explain.offer"),
  nodes: given("count", "explain.offer"),
  costUsd: as("USD", "explain.offer"),
  runSeconds: as("s", "explain.offer"),
  kgCo2e: as("kg", "explain.offer"),
  tokens: as("tokens", "explain.offer"),
};

/** Rules of every number of a result: a star stands for any one key. */
export const RULES: Rules = {
  schemaVersion: given(null, "explain.schema"),
  "model.parameters.total": by("parameters", "sum(parts.value)"),
  "model.parameters.parts.*.value": told("parameters"),
  "model.activeParameters": as("parameters", "explain.active", ["model.parameters.total"], "model.source"),
  "model.trainableParameters": as("parameters", "explain.trainable", ["model.parameters.total"], "model.source"),
  "model.flopPerToken.total": by("FLOP/token", "sum(parts.value)"),
  "model.flopPerToken.parts.*.value": told("FLOP/token"),
  "search.space": given("count", "explain.search"),
  "search.evaluated": given("count", "explain.search"),
  "search.pruned": given("count", "explain.search"),
  "search.feasible": given("count", "explain.search"),
  "search.seconds": given("s", "explain.clock"),
  "offers.total": given("count", "explain.search"),
  ...under("offers.shown.*", OFFER),
  ...under("runnerUp.offer", OFFER),
  "runnerUp.share": as(null, "explain.runner-up", ["plans.0.costUsd.p50", "plans.0.runSeconds.p50"]),
  ...under("runnerUp.differences.*", {
    chosen: as(null, "explain.parting"),
    other: as(null, "explain.parting"),
  }),
  ...under("plans.*", { ...PLAN_RULES, ...LEARNING_RULES, ...SWEEP_RULES }),
  ...under("cheaper.*", change("explain.change")),
  ...under("cleaner.*", {
    costUsd: as("USD", "explain.change"),
    runSeconds: as("s", "explain.change"),
    kgCo2e: as("kg", "explain.change"),
  }),
  ...under("nearest.*", change("explain.relaxation")),
  ...under("instead.hosted.*", {
    "usd.low": as("USD", "explain.hosted", ["usdPerMillionTokens", "plans.0.usefulTokens"], "source"),
    "usd.high": as("USD", "explain.hosted", ["usdPerMillionTokens", "plans.0.usefulTokens"], "source"),
    usdPerMillionTokens: given("USD/million", "source", "asOf"),
    breakEvenTokens: by(
      "tokens",
      "1e6 * plans.0.bill.startup.costUsd / (usdPerMillionTokens - 1e6 * (plans.0.costUsd.p50 - plans.0.bill.startup.costUsd) / plans.0.usefulTokens)",
      "source",
    ),
  }),
  ...under("instead.api", {
    usdPerMillionTokens: given("USD/million", "explain.job"),
    ownUsdPerMillionTokens: given("USD/million", "explain.job"),
    breakEvenTokens: by("tokens", "1e6 * plans.0.costUsd.p50 / (usdPerMillionTokens - ownUsdPerMillionTokens)"),
    months: as("count", "explain.api-months", ["breakEvenTokens"]),
  }),
  ...under("project", {
    runUsd: by("USD", "plans.0.costUsd.p50"),
    "lines.*.usd": given("USD", "explain.job"),
    "experiments.usd": by("USD", "(multiplier - 1) * runUsd", "source"),
    "experiments.multiplier": given("x", "source"),
    "experiments.low": given("x", "source"),
    "experiments.high": given("x", "source"),
    "totalUsd.p50": as("USD", "explain.project-total", ["project.runUsd"]),
    "totalUsd.p10": as("USD", "explain.project-range", ["project.totalUsd.p50", "plans.0.costUsd.p10"]),
    "totalUsd.p90": as("USD", "explain.project-range", ["project.totalUsd.p50", "plans.0.costUsd.p90"]),
  }),
  "issues.*.values.*": given(null, "explain.message"),
};
