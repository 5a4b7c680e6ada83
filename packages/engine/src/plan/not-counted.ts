import { coveredByProject } from "./project.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan } from "./result.ts";

/** What no plan counts of itself, by name: the founding article's exclusions, and ours. */
const NOT_COUNTED = [
  "development-and-operations",
  "optimised-libraries",
  "licences-and-law",
  "privacy-and-compliance",
  "fairness-review",
  "adversarial-training",
  "production-deployment",
  "failed-experiments",
  "people",
  "tax",
] as const;

/** What of a request no plan counts, by name. */
export function notCounted(request: PlanRequest, plans: readonly Plan[]): readonly string[] {
  const covered = coveredByProject(request.project);
  const list: string[] = NOT_COUNTED.filter((id) => !covered.has(id)).map((id) =>
    id === "failed-experiments" && request.sweep ? "failed-experiments-alone" : id,
  );
  if (!request.run.failures.counted) list.push("failures-and-restarts");
  if (plans.some((p) => p.purchase === "spot") && request.spot.length === 0) list.push("spot-interruptions");
  if (plans.some((p) => p.energy === null)) list.push("energy");
  if (request.objective?.rollout) list.push("asynchronous-generation");
  if (request.run.evaluateEvery === null && !covered.has("evaluation")) list.push("evaluation");
  return list;
}
