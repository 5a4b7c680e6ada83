import type { Issue } from "../issue.ts";
import { shortCount } from "../units.ts";
import { evaluationNoise } from "../run/sweep/early-stop.ts";
import { lossLaw, type Validity } from "../run/target/law.ts";
import { lawParameters } from "../run/target/target.ts";
import { TRANSFER_SIZES } from "../run/target/transfer.ts";
import { outside } from "./learning.ts";
import { overshoots, warmupSteps } from "./learning-recipe.ts";
import type { LearningResult, SettingResult } from "./learning-result.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";

type Say = (code: string, path: string, values: Issue["values"], severity?: Issue["severity"]) => void;

/** A law asked beyond its own runs: a warning where the job rests on it, else it stands beside the number. */
function lawIssues(request: PlanRequest, o: Offering, learning: LearningResult, say: Say): void {
  const { goal, law, transfer } = request.target;
  const { parameters, tokens } = lossLaw(law);
  const n = lawParameters(o.candidate.setup.table);
  const beyond = (what: "parameters" | "tokens", value: number, span: Validity, path: string): void => {
    if (outside(span, value)) say(`plan.law-beyond-${what}`, path, { law, min: shortCount(span.min), max: shortCount(span.max) });
  };
  if (learning.loss && goal.kind !== "given" && goal.kind !== "most" && goal.kind !== "flop") {
    beyond("parameters", n.all, parameters, "goal");
    beyond("tokens", learning.tokens.value, tokens, "goal");
  }
  if (learning.loss && n.stored > n.all && goal.kind !== "given") say("plan.law-dense", "goal", { law });
  if (transfer !== null && learning.transferFactor && outside(TRANSFER_SIZES, n.inner))
    say("plan.transfer-beyond", "data.transfer", { value: shortCount(n.inner), max: shortCount(TRANSFER_SIZES.max) });
  if (learning.passes !== null && learning.passes > 4.5 && learning.loss)
    say("plan.many-passes", "data.uniqueTokens", {
      passes: Math.round(learning.passes),
      percent: percent(learning.nextPass?.worth.value ?? 0),
    });
}

const percent = (share: number): number => Math.round(1000 * share) / 10;

const times = (s: SettingResult): number => Number((s.value / s.best).toPrecision(2));

/** A setting of the job's own that is off what laws or rules say, with what that costs. */
function settingIssues(id: "rate" | "batch", s: SettingResult, say: Say, path: string): void {
  if (!s.given || (s.value >= s.low && s.value <= s.high)) return;
  const best = id === "batch" ? shortCount(s.best) : s.best.toPrecision(2);
  const values = { times: times(s), best };
  if (s.tokensFactor)
    say(`plan.${id}-off`, path, { ...values, loss: percent(s.excessLoss?.value ?? 0), tokens: Number(s.tokensFactor.p50.toFixed(2)) });
  else if (s.excessLoss) say(`plan.${id}-off-not-repaid`, path, { ...values, loss: percent(s.excessLoss.value) });
  else say(`plan.${id}-off-unknown`, path, values);
}

function scheduleIssues(request: PlanRequest, steps: number, say: Say): void {
  const { schedule, scheduleSteps } = request.recipe;
  if (overshoots(request, steps)) say("plan.schedule-too-long", "training.scheduleSteps", { value: scheduleSteps ?? 0, steps });
  if (schedule === "constant") say("plan.schedule-constant", "training.schedule", {});
  const warmup = warmupSteps(request, steps) ?? 0;
  if (warmup > steps) say("plan.warmup-beyond-run", "training.warmup", { value: warmup, steps });
  else if (warmup > steps / 10) say("plan.warmup-long", "training.warmup", { percent: percent(warmup / steps) });
}

/** Patience below what an evaluation's noise hides: the loss expected to be gained while it waits, midway or at the best, against sqrt(2) sigma. */
function patienceIssue(request: PlanRequest, o: Offering, learning: LearningResult, say: Say): void {
  const { earlyStop } = request.recipe;
  if (earlyStop === null || !learning.loss) return;
  const { bench, steps } = o.candidate;
  const law = lossLaw(request.target.law);
  const step = bench.globalBatch * steps.sequence;
  const d = learning.effectiveTokens.value * Math.max(0.01, earlyStop.best ?? 0.5);
  const gain = (law.beta * law.b * earlyStop.patience * earlyStop.every * step) / d ** (law.beta + 1);
  const noise = Math.SQRT2 * evaluationNoise((request.run.evaluationSequences ?? bench.globalBatch) * steps.sequence);
  if (gain < noise) say("plan.patience-within-noise", "run.earlyStop.patience", { gain: gain.toPrecision(2), noise: noise.toPrecision(2) });
}

/** What the reader must know of how much is trained, and with which batch and learning rate. */
export function learningIssues(request: PlanRequest, o: Offering, learning: LearningResult): readonly Issue[] {
  const issues: Issue[] = [];
  const say: Say = (code, path, values, severity = "warning") => void issues.push({ code, severity, path, values });
  const { learningRate: rate, batch } = learning;
  lawIssues(request, o, learning, say);
  const pDiverges = rate.given ? (rate.pDiverges ?? 0) : 0;
  if (pDiverges > 0.01)
    say("plan.rate-diverges", "training.learningRate", { percent: percent(pDiverges), times: times(rate), best: rate.best.toPrecision(2) });
  else settingIssues("rate", rate, say, "training.learningRate");
  if (batch) settingIssues("batch", batch, say, "training.globalBatch");
  patienceIssue(request, o, learning, say);
  scheduleIssues(request, o.candidate.steps.steps, say);
  return issues;
}
