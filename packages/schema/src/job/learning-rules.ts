import type { Issue } from "@outlay/engine";
import type { Job } from "./schema.ts";

const error = (code: string, path: string, values: Issue["values"]): Issue => ({ code, severity: "error", path, values });

/** Fields of goal, data, training and sweep that can't stand together, or need another beside them. */
export function learningRules(job: Job): readonly Issue[] {
  const { goal = {}, data = {}, training = {}, run = {}, sweep } = job;
  const issues: Issue[] = [];
  const both = (path: string, other: string): void => void issues.push(error("job.both", path, { other }));
  const needs = (path: string, other: string): void => void issues.push(error("job.needs", path, { other }));
  const aims = (["tokens", "loss", "maximise", ...(goal.maximise === undefined ? (["flop"] as const) : [])] as const).filter(
    (key) => goal[key] !== undefined,
  );
  const [aim, second] = aims;
  if (aim !== undefined && second !== undefined) both(`goal.${aim}`, `goal.${second}`);
  if (goal.maximise !== undefined && goal.flop !== undefined) both("goal.maximise", "goal.flop");
  if (goal.maximise !== undefined && (goal.budget ?? goal.gpuHours ?? goal.deadline ?? goal.carbon) === undefined)
    needs("goal.maximise", "goal.budget, goal.gpuHours, goal.deadline or goal.carbon");
  if (goal.gpuHours !== undefined && goal.maximise === undefined) needs("goal.gpuHours", "goal.maximise: tokens");
  if (aim !== undefined) {
    const given = (["file", "tokens", "samples", "steps", "epochs"] as const).find((key) => data[key] !== undefined);
    if (given !== undefined) both(`goal.${aim}`, `data.${given}`);
  }
  if (training.scheduleSteps !== undefined && training.schedule === undefined) needs("training.scheduleSteps", "training.schedule");
  issues.push(...gradientRules(training.gradients ?? []));
  if (run.earlyStop !== undefined && (run.earlyStop.every ?? run.evaluation?.every) === undefined)
    needs("run.earlyStop", "run.evaluation.every or run.earlyStop.every");
  if (sweep) issues.push(...sweepRules(sweep));
  return issues;
}

/** Noise adds to a small batch's gradient: its norm must be the larger, but by less than in proportion. */
function gradientRules(gradients: NonNullable<NonNullable<Job["training"]>["gradients"]>): readonly Issue[] {
  const [small, large] = gradients.toSorted((a, b) => a.batch - b.batch);
  if (!small || !large) return [];
  const usable = small.batch < large.batch && small.squared > large.squared && small.squared * small.batch < large.squared * large.batch;
  return usable ? [] : [error("job.bad-gradients", "training.gradients", { small: small.batch, large: large.batch })];
}

function sweepRules(sweep: NonNullable<Job["sweep"]>): readonly Issue[] {
  const issues: Issue[] = [];
  const needs = (path: string, other: string): void => void issues.push(error("job.needs", path, { other }));
  const space = Object.entries(sweep.space ?? {});
  const combinations = space.reduce((product, [, { count }]) => product * count, 1);
  if (sweep.kind === "grid" && space.length === 0) needs("sweep.kind", "sweep.space");
  if (sweep.kind === "population" && sweep.trials === undefined) needs("sweep.kind", "sweep.trials");
  if (sweep.kind === "mu-transfer" && sweep.proxy?.parameters === undefined) needs("sweep.kind", "sweep.proxy.parameters");
  if (sweep.proxy?.tokens !== undefined && sweep.proxy.parameters === undefined) needs("sweep.proxy.tokens", "sweep.proxy.parameters");
  if (combinations > 1e6) issues.push(error("job.too-many-trials", "sweep.space", { value: combinations, most: 1e6 }));
  if (sweep.reduction === 1) issues.push(error("job.bad-reduction", "sweep.reduction", { value: 1 }));
  if (sweep.probability === 1) issues.push(error("job.bad-certainty", "sweep.probability", { value: 1 }));
  return issues;
}
