import { describe, expect, it } from "vitest";
import type { ProjectSpec } from "@outlay/engine";
import { projectOf } from "./project.ts";
import { readJob } from "./read.ts";

const MINIMAL = { model: "m", data: { tokens: "1M" } };

function project(given: unknown): ProjectSpec | null {
  const { job, issues } = readJob({ ...MINIMAL, project: given });
  if (!job) throw new Error(JSON.stringify(issues));
  return projectOf(job);
}

const told = (given: unknown): readonly string[] => readJob({ ...MINIMAL, project: given }).issues.map((i) => `${i.code} ${i.path}`);

describe("a project in a job", () => {
  it("has the lines that are filled in, and no others", () => {
    expect(projectOf(readJob(MINIMAL).job ?? { model: "m" })).toBeNull();
    expect(project({})).toEqual({ lines: [], experiments: null });
    const all = { people: "20k USD", syntheticData: 5, evaluation: 1, legal: 2, privacy: 3, deployment: 4, other: 0 };
    expect(project(all)?.lines.map((l) => [l.id, l.usd])).toEqual([
      ["people", 20_000],
      ["synthetic-data", 5],
      ["evaluation", 1],
      ["legal", 2],
      ["privacy", 3],
      ["deployment", 4],
      ["other", 0],
    ]);
  });

  it("takes people by the month and data by the token", () => {
    const lines = project({
      people: { months: 3, usdPerMonth: 10_000 },
      syntheticData: { tokens: "50M", usdPerMillionTokens: 0.6 },
    })?.lines;
    expect(lines?.map((l) => l.usd)).toEqual([30_000, 30]);
  });

  it("multiplies for experiments as published, as said, or not at all", () => {
    expect(project({ experiments: true })?.experiments).toMatchObject({ value: 1.5, high: 5.6 });
    expect(project({ experiments: 3 })?.experiments).toMatchObject({ value: 3, source: "the job" });
    expect(project({ experiments: 1 })?.experiments?.low).toBe(1);
    expect(project({ experiments: false })?.experiments).toBeNull();
    expect(project({ experiments: "yes" })?.experiments?.value).toBe(1.5);
  });

  it("is told what it can't be", () => {
    expect(told({ experiments: 0.5 })).toEqual(["job.bad-times project.experiments"]);
    expect(told({ people: { months: 3 } })).toEqual(["job.missing project.people.usdPerMonth"]);
    expect(told({ legal: -1 })).toEqual(["job.bad-price project.legal"]);
    expect(told({ lunch: 5 }).map((t) => t.split(" ")[0])).toEqual(["job.unknown-key"]);
  });
});
