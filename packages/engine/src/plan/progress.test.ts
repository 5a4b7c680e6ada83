import { describe, expect, it } from "vitest";
import { machines } from "../../fixtures/machines.ts";
import { llama3With8B } from "../../fixtures/models.ts";
import { alternatives, requestOf } from "../../fixtures/requests.ts";
import { full } from "../../fixtures/setups.ts";
import { planning, plan } from "./plan.ts";
import { inTurns, type Progress } from "./progress.ts";
import type { PlanRequest } from "./request.ts";

const SPACE = requestOf({ machines: Object.values(machines), gpus: { min: 1, max: 16 }, method: full });

function told(request: PlanRequest): readonly Progress[] {
  return [...planning(request, alternatives)];
}

/** A clock that goes on by a millisecond each time it is read. */
function ticking(): () => number {
  let now = 0;
  return () => now++;
}

describe("a search that says how far it is", () => {
  it("never goes back, and ends with what the answer says of it", () => {
    const steps = told(SPACE);
    const { search } = plan(SPACE, alternatives);
    const last = steps.at(-1);
    expect(steps.length).toBeGreaterThan(20);
    for (const key of ["searched", "considered", "evaluated", "feasible"] as const)
      for (const [i, step] of steps.entries()) expect(step[key]).toBeGreaterThanOrEqual(steps[i - 1]?.[key] ?? 0);
    expect(last?.searched).toBe(last?.of);
    expect(last?.considered).toBe(search.space);
    expect(last?.evaluated).toBe(search.evaluated);
    expect(last?.feasible).toBe(search.feasible);
  });

  it.each(["cost", "time"] as const)("has a best so far that only gets better, and is the answer at the end: %s", (minimise) => {
    const request = { ...SPACE, goal: { ...SPACE.goal, minimise } };
    const of = (p: Progress): number => (minimise === "cost" ? p.best()?.costUsd : p.best()?.runSeconds) ?? Number.POSITIVE_INFINITY;
    const seen: number[] = [];
    for (const step of planning(request, alternatives)) seen.push(of(step));
    for (const [i, x] of seen.entries()) expect(x).toBeLessThanOrEqual(seen[i - 1] ?? Number.POSITIVE_INFINITY);
    const [chosen] = plan(request, alternatives).plans;
    expect(seen.at(-1)).toBeCloseTo((minimise === "cost" ? chosen?.costUsd?.p50 : chosen?.runSeconds.p50) ?? 0, 9);
    expect(new Set(seen).size).toBeGreaterThan(1);
  });

  it("has no best where nothing fits, while the changes that would help are sought as well", () => {
    const steps = told(
      requestOf({
        machines: [machines.ownRtx4090],
        method: full,
        gpus: { min: 1, max: 1 },
        model: { ...requestOf().model, architecture: llama3With8B },
      }),
    );
    expect(steps.every((s) => s.best() === null)).toBe(true);
    expect(new Set(steps.slice(-5)).size).toBe(1);
  });
});

describe("work in turns", () => {
  it("comes to the same answer, however short the turns", async () => {
    const turns = { clock: ticking(), milliseconds: 1, between: async () => await Promise.resolve(true) };
    const found = await inTurns(planning(SPACE, alternatives), turns);
    expect(found?.result).toEqual(plan(SPACE, alternatives));
  });

  it("is left off when it is told to, before the next machine", async () => {
    const seen: Progress[] = [];
    const between = async (p: Progress): Promise<boolean> => await Promise.resolve(seen.push(p) < 3);
    expect(await inTurns(planning(SPACE, alternatives), { clock: ticking(), milliseconds: 5, between })).toBeNull();
    expect(seen).toHaveLength(3);
    expect(seen[2]?.searched).toBeLessThan(seen[2]?.of ?? 0);
  });

  it("isn't interrupted where a turn is long enough", async () => {
    const between = async (): Promise<boolean> => await Promise.resolve(false);
    expect(await inTurns(planning(SPACE, alternatives), { clock: ticking(), milliseconds: 1e9, between })).not.toBeNull();
  });
});
