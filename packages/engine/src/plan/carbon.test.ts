import { describe, expect, it } from "vitest";
import { a10g, machines, priceOf } from "../../fixtures/machines.ts";
import { alternatives, requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { pretrain } from "../../fixtures/setups.ts";
import { torchtitan } from "../../fixtures/stacks.ts";
import type { SiteFigure } from "../money/site.ts";
import { AS_GIVEN } from "../run/target/target.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan, PlanResult } from "./result.ts";

const grid = (region: string, value: number): SiteFigure => ({
  provider: machines.a10g.provider,
  region,
  kind: "grid-intensity",
  value,
  year: 2024,
  source: "a table",
});
const cheap = { ...priceOf(1), region: "coal" };
const clean = { ...priceOf(1.5), region: "water" };
const both = { ...machines.a10g, prices: [cheap, clean] };
const request = requestOf({ machines: [both], work: samples(50_000), sites: [grid("coal", 800), grid("water", 20)] });
const everywhere = { ...alternatives, machines: [both] };

const of = (goal: Partial<PlanRequest["goal"]>, more: Partial<PlanRequest> = {}): PlanResult =>
  plan({ ...request, goal: { ...request.goal, ...goal }, ...more }, everywhere);
function first(result: PlanResult): Plan {
  const [p] = result.plans;
  if (!p) throw new Error("no plan");
  return p;
}
const emitted = (p: Plan): number => p.energy?.kgCo2e.p50 ?? Number.NaN;

describe("a job that chooses by emissions", () => {
  const cheapest = first(of({}));

  it("is run where the grid is cleanest, at that region's price; otherwise where it is cheapest", () => {
    expect(cheapest.region).toBe("coal");
    const least = first(of({ minimise: "carbon" }));
    expect(least.region).toBe("water");
    expect(least.reasons).toContain("least-carbon");
    expect(emitted(least) / emitted(cheapest)).toBeCloseTo(20 / 800, 3);
    expect(least.costUsd?.p50).toBeGreaterThan(cheapest.costUsd?.p50 ?? 0);
  });

  it("keeps a cap with a probability that grows with it, and is moved to keep it", () => {
    const caps = [0.01, 0.03, 0.1, 1, 10, 1000].map((share) => share * emitted(cheapest));
    const chances = caps.map((carbon) => first(of({ carbon, confidence: 0 })).pCarbon ?? Number.NaN);
    for (let i = 1; i < chances.length; i++) expect(chances[i]).toBeGreaterThanOrEqual(chances[i - 1] ?? 1);
    expect(first(of({ carbon: emitted(cheapest), confidence: 0 })).pCarbon).toBeCloseTo(0.5, 6);
    const kept = of({ carbon: 0.2 * emitted(cheapest) });
    expect(first(kept).region).toBe("water");
    expect(kept.issues.map((i) => i.code)).not.toContain("plan.over-limit");
    expect(first(of({})).pCarbon).toBeNull();
  });

  it("that nothing keeps is told, with what would emit less", () => {
    const pinned = of({ carbon: 0.1 * emitted(cheapest) }, { machines: [{ ...both, prices: [cheap] }] });
    expect(pinned.issues.map((i) => i.code)).toContain("plan.over-limit");
    const [best] = pinned.cleaner;
    expect(best?.kgCo2e).toBeLessThan(emitted(first(pinned)));
    expect(pinned.cleaner.map((c) => c.path)).toContain("where.regions");
    expect(pinned.cleaner.find((c) => c.path === "where.regions")?.to).toContain("water");
    const kgs = pinned.cleaner.map((c) => c.kgCo2e);
    expect(kgs).toEqual(kgs.toSorted((a, b) => a - b));
    expect(of({}).cleaner).toEqual([]);
  });

  it("without a power figure of its cards keeps no cap, and has no least", () => {
    const dark = { ...both, accelerator: { ...a10g, power: null } };
    const result = of({ carbon: 1e6 }, { machines: [dark] });
    expect(first(result).pCarbon).toBeNull();
    expect(result.issues.map((i) => i.code)).toContain("plan.over-limit");
    expect(result.cleaner).toEqual([]);
    expect(first(of({ minimise: "carbon" }, { machines: [dark] })).reasons).not.toContain("least-carbon");
  });

  it("on a grid that emits nothing keeps every cap", () => {
    const zero = of({ carbon: 1e-6 }, { energy: { ...request.energy, gramsPerKwh: 0 } });
    expect(first(zero).pCarbon).toBe(1);
  });

  it("may train as many tokens as a cap allows, twice as many for twice the cap", () => {
    const most = (carbon: number): Plan =>
      first(
        of(
          { confidence: 0.5 },
          {
            method: pretrain,
            stacks: [torchtitan],
            work: tokens(1e10, 2048),
            target: { ...AS_GIVEN, goal: { kind: "most", budget: null, gpuHours: null, deadline: null, carbon } },
          },
        ),
      );
    expect(emitted(most(5))).toBeLessThanOrEqual(5);
    expect(emitted(most(5))).toBeGreaterThan(4.9);
    expect(most(10).tokens / most(5).tokens).toBeCloseTo(2, 1);
  });
});
