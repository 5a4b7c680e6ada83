import { describe, expect, it } from "vitest";
import { machines, priceOf } from "../../fixtures/machines.ts";
import { alternatives, requestOf } from "../../fixtures/requests.ts";
import type { Machine, Price } from "../money/offer.ts";
import { plan } from "./plan.ts";
import type { PlanResult } from "./result.ts";

const floor: Price = { ...priceOf(0.1), doubt: "floor" };
const at = (machine: Machine, price: Price): Machine => ({ ...machine, prices: [price] });
const other = (machine: Machine): Machine => ({ ...machine, id: "firm", provider: "firm", instanceType: "firm" });
const planned = (...of: readonly Machine[]): PlanResult => plan(requestOf({ machines: of }), alternatives);
const codes = (r: PlanResult): readonly string[] => [...r.issues, ...r.plans.flatMap((p) => p.issues)].map((i) => i.code);

describe("a price that nobody can count on", () => {
  it("isn't chosen where another offer has a firm one, however dear, and that is said", () => {
    const both = planned(at(machines.a10g, floor), at(other(machines.a10g), priceOf(9)));
    expect(new Set(both.plans.map((p) => p.provider))).toEqual(new Set(["firm"]));
    expect(both.issues.find((i) => i.code === "plan.prices-left-out")?.values).toEqual({ count: 1, providers: machines.a10g.provider });
    expect(codes(planned(at(machines.a10g, priceOf(0.1))))).not.toContain("plan.prices-left-out");
  });

  it("is used where nothing else is asked for, with a warning and a cost that may be much more", () => {
    const [firm, doubted] = [priceOf(0.1), floor].map((p) => planned(at(machines.a10g, p)));
    const [sure, unsure] = [firm?.plans[0]?.costUsd, doubted?.plans[0]?.costUsd];
    expect(unsure?.p50).toBe(sure?.p50);
    expect((unsure?.p90 ?? 0) / (unsure?.p50 ?? 1)).toBeGreaterThan(2.2);
    expect((sure?.p90 ?? 0) / (sure?.p50 ?? 1)).toBeLessThan(2.2);
    expect(unsure?.p10).toBe(sure?.p10);
    expect(doubted && codes(doubted)).toContain("plan.price-floor");
    expect(codes(planned(at(machines.a10g, { ...floor, doubt: "outdated" })))).toContain("plan.price-outdated");
  });

  it("stands before no price at all", () => {
    const none: Machine = { ...other(machines.a10g), prices: [] };
    expect(planned(at(machines.a10g, floor), none).plans[0]?.provider).toBe(machines.a10g.provider);
  });
});
