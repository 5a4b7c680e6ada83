import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { machines } from "../../fixtures/machines.ts";
import { alternatives, requestOf } from "../../fixtures/requests.ts";
import { experimentsUsd, type Multiplier, PROJECT_LINES, type ProjectSpec } from "../money/project.ts";
import { plan } from "./plan.ts";
import { projectUsd } from "./project.ts";
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

const cost = { p10: 80, p50: 100, p90: 130 };
const wide: Multiplier = { value: 1.5, low: 1.2, high: 5.6, source: "published" };

describe("the cost of a whole project", () => {
  it("of nothing else is its run; lines move it without widening it", () => {
    expect(projectUsd({ lines: [], experiments: null }, cost).p50).toBe(100);
    const all = projectUsd(
      {
        lines: [
          { id: "people", usd: 1000 },
          { id: "legal", usd: 50 },
        ],
        experiments: null,
      },
      cost,
    );
    expect(all.p50).toBe(1150);
    expect(all.p90 - all.p10).toBeCloseTo(50, 9);
    expect(projectUsd({ lines: [{ id: "other", usd: 5 }], experiments: wide }, { p10: 0, p50: 0, p90: 0 })).toEqual({
      p10: 5,
      p50: 5,
      p90: 5,
    });
  });

  it("costs more and is less sure with its experiments", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 10, noNaN: true }), (value) => {
        const m = { ...wide, value, low: 1, high: 20 };
        const all = projectUsd({ lines: [], experiments: m }, cost);
        expect(all.p50).toBeCloseTo(100 + experimentsUsd(m, 100), 9);
        expect(all.p90 / all.p50).toBeGreaterThanOrEqual(1.3);
        expect(all.p10).toBeLessThanOrEqual(all.p50);
      }),
      RUNS,
    );
  });

  it("of Olmo 3, whose experiments were 82.2 % of the compute, is 5.618 times its last run; of OLMo 2's era 1.5 times", () => {
    expect(1 / (1 - 0.822)).toBeCloseTo(5.618, 3);
    const olmo = { ...wide, value: 1 / (1 - 0.822), high: 6 };
    expect(100 + experimentsUsd(olmo, 100)).toBeCloseTo(561.8, 1);
    expect(100 + experimentsUsd(wide, 100)).toBe(150);
  });
});
