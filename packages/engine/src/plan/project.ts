import { widened } from "../doubt/range.ts";
import { experimentsUsd, type ProjectLineId, type ProjectSpec } from "../money/project.ts";
import type { Range } from "../quantity.ts";
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

/** The run with its experiments, widened by what multipliers were published, and the lines of the job as they are. */
export function projectUsd(spec: ProjectSpec, run: Range): Range {
  let lines = 0;
  for (const line of spec.lines) lines += line.usd;
  const m = spec.experiments ?? { value: 1, low: 1, high: 1 };
  const halves = run.p50 > 0 ? [{ down: Math.log(run.p50 / run.p10), up: Math.log(run.p90 / run.p50) }] : [];
  const compute = widened(run.p50 * m.value, [...halves, { down: Math.log(m.value / m.low), up: Math.log(m.high / m.value) }]);
  return { p10: compute.p10 + lines, p50: compute.p50 + lines, p90: compute.p90 + lines };
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
