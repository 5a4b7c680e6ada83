import { by, type Rules } from "./rule.ts";

const D = "facts.duration";

/** Facts that follow from others, by their path from `facts`. */
export const FACT_RULES: Rules = {
  "duration.startup": by("s", `${D}.boot + ${D}.download + ${D}.compile`),
  "duration.billed": by(
    "s",
    `${D}.training + ${D}.slowdown + ${D}.input + ${D}.evaluation + ${D}.checkpoints + ${D}.restarts + ${D}.lost + ${D}.startup`,
  ),
  "energy.trainingWatts": by("W", "energy.wattsPerGpu"),
  "energy.waitingWatts": by("W", "energy.why.inputs.rated * energy.why.inputs.server * energy.why.inputs.idleLoad"),
  "energy.trainingHours": by("GPU-hour", `(${D}.training + ${D}.slowdown + ${D}.evaluation + ${D}.lost) * gpus / 3600`),
  "energy.waitingHours": by("GPU-hour", `(${D}.startup + ${D}.input + ${D}.checkpoints + ${D}.restarts) * gpus / 3600`),
  "money.machines": by("count", "gpus / facts.money.instanceGpus"),
  "money.instancesGpus": by("count", "nodes * facts.money.instanceGpus"),
};
