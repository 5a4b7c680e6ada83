import { describe, expect, it } from "vitest";
import { machines } from "../../fixtures/machines.ts";
import { alternatives, requestOf } from "../../fixtures/requests.ts";
import { PROJECT_LINES, type ProjectSpec } from "../money/project.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { PlanResult } from "./result.ts";

const run = (project: ProjectSpec | null, more: Partial<PlanRequest> = {}): PlanResult =>
  plan(requestOf({ machines: [machines.a10g], project, ...more }), alternatives);
const experiments = { value: 2, low: 1.5, high: 5, source: "published" };

describe("the project around a plan", () => {
  it("is the plan, its experiments and the job's lines; the plan itself doesn't move", () => {
    const lines = PROJECT_LINES.map((id) => ({ id, usd: 10 }));
    const result = run({ lines, experiments });
    const cost = result.plans[0]?.costUsd?.p50 ?? Number.NaN;
    expect(result.project?.totalUsd.p50).toBeCloseTo(2 * cost + 70, 9);
    expect(result.project?.experiments?.usd).toBeCloseTo(cost, 9);
    expect(result.plans).toEqual(run(null).plans);
  });

  it("counts what it has a line for, and leaves the rest not counted", () => {
    const told = run({
      lines: [
        { id: "people", usd: 1 },
        { id: "other", usd: 1 },
      ],
      experiments,
    }).notCounted;
    for (const id of ["people", "failed-experiments"]) expect(told).not.toContain(id);
    for (const id of ["licences-and-law", "production-deployment", "evaluation", "tax"]) expect(told).toContain(id);
    expect(run({ lines: [{ id: "evaluation", usd: 1 }], experiments: null }).notCounted).not.toContain("evaluation");
  });

  it("is none where the job doesn't ask, or hardware has no price", () => {
    expect(run(null).project).toBeNull();
    expect(run({ lines: [], experiments: null }).project?.experiments).toBeNull();
    expect(run({ lines: [], experiments }, { machines: [machines.ownRtx4090], gpus: { min: 1, max: 1 } }).project).toBeNull();
  });
});
