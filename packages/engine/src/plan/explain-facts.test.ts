import { describe, expect, it } from "vitest";
import { machines } from "../../fixtures/machines.ts";
import { alternatives, requestOf } from "../../fixtures/requests.ts";
import { torchtitan } from "../../fixtures/stacks.ts";
import { full } from "../../fixtures/setups.ts";
import { type Fact, type Facts, factsOf } from "./explain-facts.ts";
import { planned } from "./plan.ts";
import type { PlanRequest } from "./request.ts";

function facts(more: Partial<PlanRequest>): Facts {
  const request = requestOf(more);
  const { result, offerings } = planned(request, alternatives);
  const [plan] = result.plans;
  const [o] = offerings;
  if (!plan || !o) throw new Error("no plan");
  return factsOf(request, o, plan);
}

const isFact = (x: Fact | Facts | undefined): x is Fact => typeof x?.["value"] === "number";

function leaves(all: Facts): readonly Fact[] {
  return Object.values(all).flatMap((x) => (isFact(x) ? [x] : leaves(x)));
}

function at(all: Facts, path: string): Fact {
  let here: Fact | Facts | undefined = all;
  for (const key of path.split(".")) here = isFact(here) ? undefined : here?.[key];
  if (!isFact(here)) throw new Error(`${path} is no fact`);
  return here;
}

describe("what a plan's numbers were worked out with", () => {
  const rented = facts({ goal: { ...requestOf().goal, budget: 100, deadline: 86_400 } });

  it("is a number with a unit and a source, each", () => {
    expect(leaves(rented).length).toBeGreaterThan(60);
    for (const fact of leaves(rented)) {
      expect(Number.isFinite(fact.value)).toBe(true);
      expect(fact.unit).not.toBe("");
      expect(fact.source).not.toBe("");
    }
  });

  it("has the limits where there are any, and the power of cards whose power is known", () => {
    expect(at(rented, "budget").value).toBe(100);
    expect(at(rented, "deadline").value).toBe(86_400);
    expect(at(rented, "energy.rated").value).toBe(at(rented, "card.power").value);
    const { energy } = requestOf();
    const own = facts({ energy: { ...energy, watts: 500 } });
    expect([own["budget"], own["deadline"]]).toEqual([undefined, undefined]);
    expect(at(own, "energy.rated")).toMatchObject({ value: 500, source: "the job" });
    const dark = { ...machines.a10g, accelerator: { ...machines.a10g.accelerator, power: null, memoryReported: false } };
    expect(facts({ machines: [dark] })["energy"]).toEqual({});
  });

  it("counts fp8 against its own peak, and hardware of one's own by its cards", () => {
    const training = { ...requestOf().training, precision: "fp8" as const };
    const fast = facts({ machines: [machines.h100], stacks: [torchtitan], method: full, training, gpus: { min: 8, max: 8 } });
    expect(at(fast, "card.peak").value).toBe(machines.h100.accelerator.peak.fp8);
    const own = facts({ machines: [machines.ownRtx4090], gpus: { min: 2, max: 2 } });
    expect(at(own, "money.machines").value).toBe(0.25);
    expect(at(own, "money.hourly").value).toBe(0);
  });
});
