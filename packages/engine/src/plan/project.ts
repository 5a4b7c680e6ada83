import { experimentsUsd, type ProjectLineId, type ProjectSpec, projectUsd } from "../money/project.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan, ProjectResult } from "./result.ts";

/** What is no longer left out when the job has a line for it. */
const COVERS: Readonly<Record<ProjectLineId, string | null>> = {
  people: "people",
  "synthetic-data": null,
  evaluation: "evaluation",
  legal: "licences-and-law",
  privacy: "privacy-and-compliance",
  deployment: "production-deployment",
  other: null,
};

/** Ids of what the job's project counts that a plan alone leaves out. */
export function coveredByProject(project: ProjectSpec | null): ReadonlySet<string> {
  const covered = new Set<string>();
  for (const line of project?.lines ?? []) {
    const id = COVERS[line.id];
    if (id !== null) covered.add(id);
  }
  if (project?.experiments) covered.add("failed-experiments");
  return covered;
}

/** The chosen plan and the project around it. */
export function projectResult(request: PlanRequest, p: Plan): ProjectResult | null {
  const { project } = request;
  if (!project || !p.costUsd) return null;
  const { experiments: m, lines } = project;
  return {
    runUsd: p.costUsd.p50,
    lines,
    experiments: m && { usd: experimentsUsd(m, p.costUsd.p50), multiplier: m.value, low: m.low, high: m.high, source: m.source },
    totalUsd: projectUsd(project, p.costUsd),
  };
}
