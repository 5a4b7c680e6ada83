import { assumptions } from "@outlay/catalog";
import type { ProjectLine, ProjectSpec } from "@outlay/engine";
import type { Job, JobPeople, JobProject } from "./schema.ts";

function peopleUsd(people: JobPeople): number {
  return typeof people === "number" ? people : people.months * people.usdPerMonth;
}

function syntheticUsd(data: NonNullable<JobProject["syntheticData"]>): number {
  return typeof data === "number" ? data : (data.tokens / 1e6) * data.usdPerMillionTokens;
}

/** What a job's own multiplier may be off by, either way: published ones differ by more. */
const OWN = 1.25;

function experimentsOf(given: JobProject["experiments"]): ProjectSpec["experiments"] {
  if (given === undefined || given === false) return null;
  if (given === true) return assumptions["experiments-multiplier"];
  return { value: given, low: Math.max(1, given / OWN), high: given * OWN, source: "the job" };
}

/** The lines around the run that the job fills in. */
export function projectOf(job: Job): ProjectSpec | null {
  const { project } = job;
  if (!project) return null;
  const lines: ProjectLine[] = [];
  const add = (id: ProjectLine["id"], usd: number | undefined): void => {
    if (usd !== undefined) lines.push({ id, usd });
  };
  add("people", project.people === undefined ? undefined : peopleUsd(project.people));
  add("synthetic-data", project.syntheticData === undefined ? undefined : syntheticUsd(project.syntheticData));
  add("evaluation", project.evaluation);
  add("legal", project.legal);
  add("privacy", project.privacy);
  add("deployment", project.deployment);
  add("other", project.other);
  return { lines, experiments: experimentsOf(project.experiments) };
}
