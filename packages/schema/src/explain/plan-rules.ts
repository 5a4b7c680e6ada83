import { as, by, given, type Rule, type Rules, spread, told, under } from "./rule.ts";

/** Ends of a run's range: what moves with the step, start-up and interruptions, their distances in squares. */
function runEnds(of: "run" | "paid", stops: string, whole: string): Rules {
  const moving = `(${whole} - facts.startup.p50 - ${stops}.p50)`;
  const step = "1.2815515655446004 * facts.timeSigma";
  return {
    p10: by(
      "s",
      `(${whole} - hypot(${moving} * (1 - exp(0 - hypot(${step}, facts.slowdown.down))), facts.startup.p50 - facts.startup.p10, ${stops}.p50 - ${stops}.p10)) / facts.open.${of}.down`,
    ),
    p90: by(
      "s",
      `(${whole} + hypot(${moving} * (exp(hypot(${step}, facts.slowdown.up)) - 1), facts.startup.p90 - facts.startup.p50, ${stops}.p90 - ${stops}.p50)) * facts.open.${of}.up`,
    ),
  };
}

const paid = runEnds("paid", "facts.paidStops", "facts.duration.billed");
const hours = ({ formula = "" }: Rule): Rule => by("GPU-hour", `gpus / 3600 * (${formula})`);

/** Without what open facts add: the range that the cost is widened by. */
const alone = ({ formula = "" }: Rule): string => `(${formula.replace(/ [/*] facts\.open\.paid\.(down|up)$/, "")})`;

const layout: Rules = under("layout", {
  dp: by("count", "gpus / layout.tp / layout.pp / layout.cp"),
  tp: given("count", "explain.choice"),
  pp: given("count", "explain.choice"),
  cp: given("count", "explain.choice"),
  ep: given("count", "explain.choice"),
  virtualPp: given("count", "explain.choice"),
  shardGroup: given("count", "explain.choice"),
  microBatch: given("sequences", "explain.choice"),
  gradAccum: by("count", "globalBatch / layout.dp / layout.microBatch"),
});

const memory: Rules = under("memoryBytes", {
  p50: by("B", "sum(parts.value)"),
  ...spread("B", "facts.memorySigma"),
  "parts.*.value": told("B"),
  capacity: by("B", "facts.card.memory"),
  headroom: by("B", "capacity - p50"),
  "phases.*.bytes": as("B", "explain.phase", ["layout.microBatch", "facts.sequence", "layout.tp", "layout.pp"]),
  hostBytes: as("B", "explain.host", ["layout.dp", "model.parameters.total"]),
});

const step: Rules = under("stepSeconds", {
  p50: by("s", "sum(parts.value)"),
  ...spread("s", "facts.timeSigma", "step"),
  "parts.*.value": told("s"),
});

const checkpoints: Rules = under("checkpoints", {
  bytes: as("B", "explain.checkpoint-bytes", ["model.trainableParameters", "model.parameters.total"]),
  everySeconds: told("s"),
  everySteps: by("steps", "max(1, round(steps / count))"),
  count: as("count", "explain.checkpoint-count", [
    "everySeconds",
    "facts.duration.training",
    "facts.duration.slowdown",
    "facts.duration.input",
    "facts.duration.evaluation",
  ]),
  kept: as("count", "explain.checkpoint-kept", ["count"]),
  writeSeconds: as("s", "explain.checkpoint-write", ["bytes", "why.inputs.bytesPerSecond", "nodes"]),
  lagSeconds: as("s", "explain.checkpoint-lag", ["bytes", "writeSeconds"]),
});

const interruptions: Rules = under("interruptions", {
  "meanSecondsBetween.p10": as("s", "explain.mtbf-low", ["meanSecondsBetween.p50"], "why.source"),
  "meanSecondsBetween.p50": told("s", "interruptions.why"),
  "meanSecondsBetween.p90": as("s", "explain.mtbf-high", ["meanSecondsBetween.p50"], "why.source"),
  expected: as("count", "explain.expected-failures", ["meanSecondsBetween.p50", "facts.duration.training", "restartSeconds"]),
  probability: by(
    "share",
    "1 - exp(0 - (facts.duration.training + facts.duration.slowdown + facts.duration.input + facts.duration.evaluation + facts.duration.checkpoints) / interruptions.meanSecondsBetween.p50)",
  ),
  restartSeconds: as("s", "explain.restart", ["checkpoints.bytes", "facts.duration.compile"]),
  waitSeconds: as("s", "explain.wait", ["nodes"]),
  "seconds.p10": by("s", "facts.stops.p10"),
  "seconds.p50": by("s", "facts.duration.restarts + facts.duration.lost + facts.duration.waiting"),
  "seconds.p90": by("s", "facts.stops.p90"),
});

const data: Rules = under("data", {
  bytes: as("B", "explain.data-bytes", [], "learning.tokens.why.source"),
  moveSeconds: as("s", "explain.data-move", ["bytes", "why.inputs.betweenSites"], "why.source"),
  neededBytesPerSecond: by("B/s", "data.why.inputs.tokensPerSecond * data.why.inputs.bytesPerToken"),
  suppliedBytesPerSecond: as("B/s", "explain.data-supplied", ["nodes"], "why.source"),
  stallSeconds: as("s", "explain.data-stall", ["neededBytesPerSecond", "suppliedBytesPerSecond", "stepSeconds.p50"], "why.source"),
  stallsFromGpus: as("count", "explain.data-stalls-from", ["suppliedBytesPerSecond", "neededBytesPerSecond", "gpus"], "why.source"),
  prepareSeconds: as("s", "explain.data-prepare", ["usefulTokens"], "why.source"),
});

const timeline: Rules = under("timeline", {
  "spans.*.startSeconds": as("s", "explain.span-start", ["facts.duration.boot", "facts.duration.download", "facts.duration.compile"]),
  "spans.*.endSeconds": as("s", "explain.span-end", ["facts.duration.startup", "runSeconds.p50"]),
  "repeats.*.firstSeconds": by("s", "facts.duration.startup + max(0, everySeconds - seconds)"),
  "repeats.*.everySeconds": by("s", "(runSeconds.p50 - facts.duration.startup) / count"),
  "repeats.*.seconds": as("s", "explain.repeat-seconds", [
    "count",
    "facts.duration.evaluation",
    "facts.duration.checkpoints",
    "facts.duration.restarts",
    "facts.duration.lost",
    "facts.duration.waiting",
  ]),
  "repeats.*.count": as("count", "explain.repeat-count", ["steps", "checkpoints.count"]),
});

const spot: Rules = under("spot", {
  priceShare: as("share", "explain.spot-share", ["bill.compute.unitPriceUsd"], "bill.compute.source"),
  stretch: by("x", "why.inputs.billedSeconds / (why.inputs.billedSeconds - why.inputs.lostSeconds)"),
  breakEvenShare: by("share", "1 / stretch"),
  availability: given("share", "why.source"),
  lostUsd: by("USD", "why.inputs.lostSeconds / 3600 * bill.compute.unitPriceUsd * nodes"),
  onDemandUsd: as("USD", "explain.spot-on-demand", ["why.inputs.billedSeconds", "why.inputs.lostSeconds", "nodes"], "bill.compute.source"),
  "mixes.*.spotSeconds": as("s", "explain.mix", ["spot.availability", "spot.why.inputs.billedSeconds"], "spot.why.source"),
  "mixes.*.onDemandSeconds": as("s", "explain.mix", ["spot.availability", "spot.why.inputs.billedSeconds"], "spot.why.source"),
  "mixes.*.switchSeconds": as("s", "explain.mix", ["spot.availability", "spot.why.inputs.billedSeconds"], "spot.why.source"),
  "mixes.*.costUsd": as("USD", "explain.mix-cost", ["spotSeconds", "onDemandSeconds", "nodes", "bill.compute.unitPriceUsd"]),
});

const commitments: Rules = under("commitments.*", {
  usdPerGpuHour: given("USD/GPU-hour", "source", "asOf"),
  leastHours: given("h", "source", "asOf"),
  breakEvenHours: by("h", "leastHours * breakEvenUse"),
  breakEvenUse: as("share", "explain.commitment-use", ["usdPerGpuHour", "bill.compute.unitPriceUsd", "facts.money.instanceGpus"]),
  paidHours: as("h", "explain.commitment-paid", ["runHours", "leastHours"]),
  runHours: by("h", "facts.duration.billed / 3600"),
  costUsd: by("USD", "paidHours * usdPerGpuHour * facts.money.instancesGpus"),
});

const energy: Rules = under("energy", {
  "kwh.p50": by(
    "kWh",
    "(facts.energy.trainingWatts * facts.energy.trainingHours + facts.energy.waitingWatts * facts.energy.waitingHours) / 1000 * pue",
  ),
  "kwh.p10": by(
    "kWh",
    `p50 * exp(0 - hypot(ln(facts.duration.billed / ${alone(paid["p10"] ?? { unit: null })} * facts.open.paid.down), facts.energy.down))`,
  ),
  "kwh.p90": by(
    "kWh",
    `p50 * exp(hypot(ln(${alone(paid["p90"] ?? { unit: null })} * facts.open.paid.up / facts.duration.billed), facts.energy.up))`,
  ),
  wattsPerGpu: by(
    "W",
    "why.inputs.rated * why.inputs.server * (why.inputs.idleLoad + (why.inputs.busyLoad - why.inputs.idleLoad) * why.inputs.busyShare)",
  ),
  pue: by("x", "facts.energy.pue"),
  "gramsPerKwh.p10": as("g/kWh", "explain.grid", ["facts.energy.grid.p10"]),
  "gramsPerKwh.p50": as("g/kWh", "explain.grid", ["facts.energy.grid.p50"]),
  "gramsPerKwh.p90": as("g/kWh", "explain.grid", ["facts.energy.grid.p90"]),
  "kgCo2e.p50": by("kg", "energy.kwh.p50 * energy.gramsPerKwh.p50 / 1000"),
  "kgCo2e.p10": as("kg", "explain.carbon-range", ["p50", "energy.kwh.p10", "energy.gramsPerKwh.p10"]),
  "kgCo2e.p90": as("kg", "explain.carbon-range", ["p50", "energy.kwh.p90", "energy.gramsPerKwh.p90"]),
  embodiedKg: as("kg", "explain.embodied", ["gpuHours.p50"]),
});

const similar: Rules = under("similar.*", {
  "features.*": given(null, "source", "date"),
  "time.measured": given(null, "source", "date"),
  "time.predicted.*": as(null, "explain.predicted", [], "source"),
  "memory.measured": given("GiB", "source", "date"),
  "memory.predicted.*": as("GiB", "explain.predicted", [], "source"),
  distance: as(null, "explain.distance", []),
  "differences.*.value": as(null, "explain.difference", []),
});

const bill: Rules = under("bill.*", {
  costUsd: by("USD", "quantity * unitPriceUsd"),
  unitPriceUsd: given("USD/unit", "source", "asOf"),
});

/** Quantities of the bill's lines, by id. */
export const QUANTITIES: Rules = {
  compute: by("instance-hour", "facts.money.machines * (facts.duration.billed - facts.duration.startup) / 3600"),
  startup: by("instance-hour", "facts.money.machines * facts.duration.startup / 3600"),
  storage: by("GB-month", "facts.stored / 1e9 * runSeconds.p50 / 3600 / 730"),
  egress: by("GB", "facts.result / 1e9"),
  transfer: by("GB", "data.bytes / 1e9"),
  energy: by("kWh", "energy.kwh.p50"),
};

const shareOfStep = (id: string): Rule =>
  by("GPU-hour", `facts.shares.${id} * facts.duration.training * min(1, usefulTokens / tokens) * gpus / 3600`);
const stretchOf = (id: string): Rule => by("GPU-hour", `facts.duration.${id} * gpus / 3600`);

/** GPU-hours of the steps from the peak to the bill, by id. */
export const WATERFALL: Rules = {
  ...Object.fromEntries(["ideal", "recompute", "kernels", "exchange", "pipeline", "idle"].map((id) => [id, shareOfStep(id)])),
  ...Object.fromEntries(["slowdown", "input", "evaluation", "checkpoints", "restarts", "lost", "startup"].map((id) => [id, stretchOf(id)])),
  padding: by("GPU-hour", "facts.duration.training * (1 - usefulTokens / tokens) * gpus / 3600"),
  ...Object.fromEntries(["storage", "egress", "transfer", "energy"].map((id) => [id, as("GPU-hour", "explain.no-hours")])),
};

/** Money of those steps: of hours by the price of an hour, of the other lines as the bill has them. */
export const WATERFALL_USD: Rules = {
  hours: by("USD", "gpuHours * facts.money.usdPerGpuHour"),
  ...Object.fromEntries(["storage", "egress", "transfer", "energy"].map((id) => [id, by("USD", `bill.${id}.costUsd`)])),
};

/** Rules of a plan, by the path from the plan. */
export const PLAN_RULES: Rules = {
  gpus: given("count", "explain.choice"),
  nodes: by("count", "ceil(gpus / facts.money.instanceGpus)"),
  globalBatch: as("sequences", "explain.batch", [], "learning.tokens.why.source"),
  ...layout,
  pFits: by("share", "normal(ln(memoryBytes.capacity / memoryBytes.p50) / facts.memorySigma)"),
  ...memory,
  largestMicroBatch: as("sequences", "explain.largest", ["memoryBytes.capacity", "facts.memorySigma"]),
  ...step,
  tokensPerSecondPerGpu: by("tokens/s", "globalBatch * facts.sequence / stepSeconds.p50 / gpus"),
  mfu: by("share", "facts.flop.model * tokensPerSecondPerGpu / facts.card.peak"),
  hfu: by("share", "facts.flop.hardware * tokensPerSecondPerGpu / facts.card.peak"),
  "mfuByConvention.*.value": by("share", "facts.flop.conventions.{id} * tokensPerSecondPerGpu / facts.card.peak", "source"),
  tokens: by("tokens", "facts.sequences * facts.sequence"),
  usefulTokens: by("tokens", "learning.tokens.value"),
  steps: as("steps", "explain.steps", ["globalBatch", "facts.sequence"], "learning.tokens.why.source"),
  "runSeconds.p50": by("s", "sum(parts.value)"),
  ...under("runSeconds", runEnds("run", "facts.stops", "runSeconds.p50")),
  "runSeconds.parts.*.value": told("s"),
  ...checkpoints,
  ...interruptions,
  goodput: by("share", "min(1, (facts.duration.training + facts.duration.evaluation) / (runSeconds.p50 - facts.duration.startup))"),
  "gpuHours.p50": by("GPU-hour", "gpus / 3600 * facts.duration.billed"),
  "gpuHours.p10": hours(paid["p10"] ?? { unit: null }),
  "gpuHours.p90": hours(paid["p90"] ?? { unit: null }),
  "costUsd.p50": by("USD", "sum(bill.costUsd)"),
  "costUsd.p10": by(
    "USD",
    `(facts.money.hourly * exp(0 - hypot(ln(facts.duration.billed / ${alone(paid["p10"] ?? { unit: null })}), facts.priceSigma)) + facts.money.rest) / facts.open.cost.down`,
  ),
  "costUsd.p90": by(
    "USD",
    `(facts.money.hourly * exp(hypot(ln(${alone(paid["p90"] ?? { unit: null })} / facts.duration.billed), facts.priceSigma)) + facts.money.rest) * facts.open.cost.up`,
  ),
  ...bill,
  ...data,
  ...timeline,
  ...spot,
  ...commitments,
  ...energy,
  pBudget: as("share", "explain.p-budget", ["facts.budget", "costUsd.p50", "costUsd.p10", "costUsd.p90"]),
  pCarbon: as("share", "explain.p-carbon", ["facts.carbon", "energy.kgCo2e.p50", "energy.kgCo2e.p10", "energy.kgCo2e.p90"]),
  pDeadline: as("share", "explain.p-deadline", ["facts.deadline", "runSeconds.p50", "runSeconds.p10", "runSeconds.p90"]),
  ...similar,
  "ask.narrows.from": as("x", "explain.ask-from", ["runSeconds.p10", "runSeconds.p90"]),
  "ask.narrows.to": as("x", "explain.ask-to", ["ask.narrows.from"]),
  "quality.*.effect.low": given(null, "source", "asOf"),
  "quality.*.effect.high": given(null, "source", "asOf"),
  "quality.*.lossChange.low": as("share", "explain.loss-change", [], "source"),
  "quality.*.lossChange.high": as("share", "explain.loss-change", [], "source"),
  "issues.*.values.*": given(null, "explain.message"),
};
