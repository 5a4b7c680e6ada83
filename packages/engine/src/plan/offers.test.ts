import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { machines, priceOf } from "../../fixtures/machines.ts";
import { alternatives, requestOf } from "../../fixtures/requests.ts";
import { spaces } from "../../fixtures/spaces.ts";
import { trl, unsloth } from "../../fixtures/stacks.ts";
import { type Offering, offerings } from "./offering.ts";
import { offersOf } from "./offers.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { OfferLine } from "./result.ts";
import { search } from "./search.ts";

const offered = (request: PlanRequest): readonly Offering[] => offerings(request, search(request).candidates);
const costOf = (l: OfferLine): number => l.costUsd ?? Number.POSITIVE_INFINITY;

/** Whether a beats b in cost, time and emissions: never worse, and better in one. */
function beats(a: OfferLine, b: OfferLine): boolean {
  const x = [costOf(a), a.runSeconds, a.kgCo2e ?? Number.NaN];
  const y = [costOf(b), b.runSeconds, b.kgCo2e ?? Number.NaN];
  return x.every((v, i) => v <= (y[i] ?? 0)) && x.some((v, i) => v < (y[i] ?? 0));
}

const WIDE = requestOf({
  machines: [
    ...Object.values(machines),
    ...Array.from({ length: 120 }, (_, i) => ({ ...machines.a10g, id: `cloud/${i}`, prices: [priceOf(1 + i / 10, 0.4 + i / 50)] })),
  ],
  stacks: [trl, unsloth],
  purchases: ["on-demand", "spot"],
  gpus: { min: 1, max: 8, every: true },
});

describe("offers in a line", () => {
  it("are all there where they are few, ascending in cost, and none on the front of three is beaten", () => {
    fc.assert(
      fc.property(spaces, (request) => {
        const all = offered(request);
        const { total, shown } = offersOf(request, all, []);
        expect([total, shown.length]).toEqual([all.length, all.length]);
        for (const [i, l] of shown.entries()) expect(costOf(l)).toBeGreaterThanOrEqual(costOf(shown[i - 1] ?? l));
        for (const l of shown) {
          const beaten = shown.some((other) => beats(other, l));
          if (l.front === "cost-time-carbon") expect(beaten).toBe(false);
          if (l.front === null && l.costUsd !== null) {
            const better = shown.some(
              (o) => o !== l && o.runSeconds <= l.runSeconds && costOf(o) <= costOf(l) && (o.kgCo2e ?? 0) <= (l.kgCo2e ?? 0),
            );
            expect(better).toBe(true);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("are thinned where they are many, but for the fronts and the plans in full", () => {
    const all = offered(WIDE);
    const { total, shown } = offersOf(WIDE, all, []);
    expect(total).toBe(all.length);
    expect(total).toBeGreaterThan(400);
    expect(shown.length).toBeLessThanOrEqual(400);
    expect(shown.length).toBeGreaterThan(200);
    const { plans, frontier, offers } = plan(WIDE, alternatives);
    const ids = new Set(offers.shown.map((l) => l.id));
    expect(plans.every((p) => ids.has(p.id))).toBe(true);
    expect(offers.shown.filter((l) => l.front === "cost-time").map((l) => l.id)).toEqual(frontier);
    expect(Math.min(...shown.map((l) => l.runSeconds))).toBe(Math.min(...all.map((o) => o.seconds)));
  });

  it("say what isn't known: no price, no power, a grid of another place", () => {
    const card = { ...machines.a10g.accelerator, power: null };
    const dark = { ...machines.a10g, accelerator: card, prices: [priceOf(1, null, { region: "nowhere" })] };
    const request = requestOf({ machines: [dark, { ...machines.ownRtx4090, prices: [] }] });
    const { shown } = offersOf(request, offered(request), []);
    expect(shown.find((l) => l.accelerator === "a10g")).toMatchObject({ kgCo2e: null, gridKnown: false, front: "cost-time" });
    expect(shown.at(-1)).toMatchObject({ costUsd: null, front: null });
    expect(shown.at(-1)?.kgCo2e).toBeGreaterThan(0);
  });

  it("say which keep the limits", () => {
    const open = offersOf(WIDE, offered(WIDE), []).shown;
    const budget = open[Math.floor(open.length / 2)]?.costUsd ?? 0;
    const request = { ...WIDE, goal: { ...WIDE.goal, budget, confidence: 0.5 } };
    const { shown } = offersOf(request, offered(request), []);
    expect(new Set(shown.map((l) => l.withinLimits))).toEqual(new Set([true, false]));
    for (const l of shown) expect(l.withinLimits).toBe(costOf(l) <= budget);
  });
});

describe("the next best plan", () => {
  const bench = (l: OfferLine): string => `${l.provider} ${l.instanceType} ${l.gpus} ${l.stack}`;

  it.each(["cost", "time", "value", "carbon"] as const)("by %s is the best of all on another machine, count or stack", (minimise) => {
    const request = { ...WIDE, machines: Object.values(machines), goal: { ...WIDE.goal, minimise } };
    const weight = (l: OfferLine): number =>
      ({ cost: costOf(l), time: l.runSeconds, value: costOf(l) * l.runSeconds, carbon: l.kgCo2e ?? Number.POSITIVE_INFINITY })[minimise];
    const { plans, offers, runnerUp } = plan(request, alternatives);
    const own = offers.shown.find((l) => l.id === plans[0]?.id);
    if (!own || !runnerUp) throw new Error("nothing was found");
    const others = offers.shown.filter((l) => bench(l) !== bench(own));
    expect(offers.shown).toHaveLength(offers.total);
    expect(weight(runnerUp.offer)).toBe(Math.min(...others.map(weight)));
    expect(runnerUp.by).toBe(minimise);
    expect(runnerUp.share).toBeCloseTo(weight(runnerUp.offer) / weight(own) - 1, 9);
    expect(runnerUp.share).toBeGreaterThanOrEqual(0);
  });

  it("is told apart by what the two bills and runs differ in", () => {
    const { plans, runnerUp } = plan(
      requestOf({ machines: [machines.a10g, machines.h100], stacks: [trl], gpus: { min: 1, max: 8 } }),
      alternatives,
    );
    const rate = runnerUp?.differences.find((d) => d.of === "rate");
    expect(rate?.chosen).not.toBe(rate?.other);
    const bill = runnerUp?.differences.filter((d) => d.of === "bill") ?? [];
    const line = plans[0]?.bill.find((l) => l.id === bill[0]?.id);
    expect(bill[0]?.chosen).toBe(line?.costUsd);
    const training = runnerUp?.differences.find((d) => d.of === "run" && d.id === "training");
    expect(training?.chosen).toBe(plans[0]?.runSeconds.parts.find((p) => p.id === "training")?.value);
  });

  it("without prices is weighed by time, and there is none beside the only machine", () => {
    const owned = { ...machines.ownRtx4090, prices: [] };
    expect(plan(requestOf({ machines: [owned], stacks: [trl], gpus: { min: 1, max: 1 } }), alternatives).runnerUp).toBeNull();
    const two = plan(
      requestOf({ machines: [owned, { ...owned, id: "own/second" }], stacks: [trl], gpus: { min: 1, max: 1 } }),
      alternatives,
    );
    expect(two.runnerUp?.by).toBe("time");
    const free = { ...owned, prices: [priceOf(0, null)] };
    const nothing = plan(
      requestOf({ machines: [free, { ...free, id: "own/second" }], stacks: [trl], run: { ...requestOf().run, checkpointEvery: null } }),
      alternatives,
    );
    expect(nothing.plans[0]?.costUsd?.p50 === 0 ? nothing.runnerUp?.share : null).toBeNull();
    expect(two.runnerUp?.differences.some((d) => d.of === "rate")).toBe(false);
  });

  it("of limits that are spent trains fewer tokens, and may be what a limit keeps out", () => {
    const goal = { kind: "most", budget: 20, gpuHours: null, deadline: null, carbon: null } as const;
    const most = requestOf({ machines: [machines.a10g, machines.h100], target: { ...requestOf().target, goal } });
    const { plans, runnerUp } = plan(most, alternatives);
    expect(runnerUp?.by).toBe("tokens");
    expect(runnerUp?.offer.tokens).toBeLessThanOrEqual(1.01 * (plans[0]?.usefulTokens ?? 0));
    const dear = { ...WIDE, machines: Object.values(machines), stacks: [trl] };
    const budget = Math.min(...plan(dear, alternatives).offers.shown.map(costOf));
    const held = plan({ ...dear, goal: { ...dear.goal, minimise: "time", budget, confidence: 0.5 } }, alternatives);
    expect(held.runnerUp?.share).toBeLessThan(0);
  });
});
