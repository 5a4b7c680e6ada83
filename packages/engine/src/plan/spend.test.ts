import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alternatives, requestOf, tokens } from "../../fixtures/requests.ts";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { pretrain } from "../../fixtures/setups.ts";
import { torchtitan } from "../../fixtures/stacks.ts";
import { AS_GIVEN, type TokenGoal } from "../run/target/target.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import { margin, mostSteps } from "./spend.ts";

const none = { kind: "most", budget: null, gpuHours: null, deadline: null, carbon: null } as const;

describe("the most steps that limits buy", () => {
  it("keep every limit, and one more would break it", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: 6, max: 1e6, noNaN: true }),
        fc.constantFrom("budget", "gpuHours", "deadline", "carbon"),
        (slope, fixed, limit, which) => {
          const of = (steps: number): number => fixed + slope * steps + Math.floor(steps / 100) * slope;
          const spending = (steps: number) => ({ usd: of(steps), gpuHours: of(steps), seconds: of(steps), kgCo2e: of(steps) });
          const steps = mostSteps({ ...none, [which]: limit }, spending);
          if (steps > 0) expect(of(steps)).toBeLessThanOrEqual(limit);
          expect(of(steps + 1)).toBeGreaterThan(limit);
        },
      ),
      RUNS,
    );
  });

  it("are none without a price, and as many as there can be where nothing is spent", () => {
    expect(mostSteps({ ...none, budget: 100 }, () => ({ usd: null, gpuHours: 0, seconds: 0, kgCo2e: 0 }))).toBe(0);
    expect(mostSteps({ ...none, budget: 100 }, () => ({ usd: 0, gpuHours: 0, seconds: 0, kgCo2e: null }))).toBeGreaterThanOrEqual(1e12);
    expect(mostSteps({ ...none, carbon: 100 }, () => ({ usd: 0, gpuHours: 0, seconds: 0, kgCo2e: null }))).toBe(0);
  });

  it("keep a margin for confidence; at the median none", () => {
    expect(margin(0.5, 0.3)).toBeCloseTo(1, 6);
    expect(margin(0.9, 0.3)).toBeCloseTo(Math.exp(0.3 * 1.28155), 4);
    expect(margin(0.1, 0.3)).toBe(1);
  });
});

describe("a plan that spends its limits", () => {
  const of = (goal: TokenGoal, more: Partial<PlanRequest> = {}) =>
    plan(
      requestOf({
        method: pretrain,
        stacks: [torchtitan],
        work: tokens(1e10, 2048),
        target: { ...AS_GIVEN, goal },
        goal: { minimise: "cost", budget: null, deadline: null, carbon: null, pFits: 0.9, confidence: 0.5 },
        ...more,
      }),
      alternatives,
    );

  it("costs its budget, and trains twice as much for twice of it", () => {
    const [one, two] = [of({ ...none, budget: 500 }), of({ ...none, budget: 1000 })];
    expect(one.plans[0]?.reasons).toContain("most-tokens");
    expect(one.plans[0]?.costUsd?.p50).toBeLessThanOrEqual(500);
    expect(one.plans[0]?.costUsd?.p50).toBeGreaterThan(495);
    expect((two.plans[0]?.tokens ?? 0) / (one.plans[0]?.tokens ?? 1)).toBeCloseTo(2, 1);
    expect(one.cheaper).toEqual([]);
    for (const p of one.plans) expect(p.tokens).toBeLessThanOrEqual((one.plans[0]?.tokens ?? 0) * 1.011);
  });

  it("keeps GPU-hours and a deadline, and of as many tokens takes the cheaper", () => {
    const hours = of({ ...none, gpuHours: 100 });
    expect(hours.plans[0]?.gpuHours.p50).toBeLessThanOrEqual(100);
    const day = of({ ...none, deadline: 86_400 });
    expect(day.plans[0]?.runSeconds.p50).toBeLessThanOrEqual(86_400);
    const [most, ...others] = day.plans;
    for (const p of others)
      if (p.tokens > 0.99 * (most?.tokens ?? 0)) expect(p.costUsd?.p50).toBeGreaterThanOrEqual(most?.costUsd?.p50 ?? 0);
  });

  it("says where the limits buy nothing", () => {
    const found = of({ ...none, budget: 1e-6 });
    expect(found.plans).toEqual([]);
    expect(found.issues.map((i) => i.code)).toContain("plan.limits-buy-nothing");
  });

  it("has one answer where one machine is left", () => {
    const found = of({ ...none, gpuHours: 10 }, { machines: requestOf().machines.slice(2), gpus: { min: 1, max: 1 } });
    expect(found.plans[0]?.reasons).toEqual(["only"]);
  });
});
