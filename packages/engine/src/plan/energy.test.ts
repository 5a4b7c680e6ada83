import { describe, expect, it } from "vitest";
import { a10g, machines, priceOf } from "../../fixtures/machines.ts";
import { alternatives, requestOf, samples } from "../../fixtures/requests.ts";
import { plan } from "./plan.ts";
import type { EnergySpec, PlanRequest } from "./request.ts";
import type { EnergyResult, Plan } from "./result.ts";

const request = requestOf({ machines: [machines.a10g], work: samples(50_000) });

function planned(more: Partial<PlanRequest> = {}): Plan {
  const [first] = plan({ ...request, ...more }, alternatives).plans;
  if (!first) throw new Error("no plan");
  return first;
}

function energy(p: Plan): EnergyResult {
  if (!p.energy) throw new Error("no energy");
  return p.energy;
}

const own = (spec: Partial<EnergySpec>): Partial<PlanRequest> => ({ energy: { ...request.energy, ...spec } });

describe("the energy of a plan", () => {
  const known = energy(planned());

  it("lies between idle and rated power of its cards over its hours", () => {
    const hours = planned().gpuHours.p50;
    expect(known.kwh.p50).toBeGreaterThan((300 * 1.8 * 0.2 * 1.1 * hours) / 1000);
    expect(known.kwh.p50).toBeLessThan((300 * 1.8 * 0.8 * 1.1 * hours) / 1000);
    expect(known.kgCo2e.p50).toBeCloseTo((known.kwh.p50 * 350) / 1000, 9);
    expect([known.pue, known.gridKnown, known.embodiedKg]).toEqual([1.1, true, null]);
    for (const r of [known.kwh, known.gramsPerKwh, known.kgCo2e]) expect(r.p10 < r.p50 && r.p50 < r.p90).toBe(true);
  });

  it("is about twice for twice the data", () => {
    const twice = energy(planned({ work: samples(100_000) })).kwh.p50 / known.kwh.p50;
    expect(twice).toBeGreaterThan(1.9);
    expect(twice).toBeLessThan(2.05);
  });

  it("takes the job's own figures", () => {
    expect(energy(planned(own({ gramsPerKwh: 20 }))).gramsPerKwh).toEqual({ p10: 20, p50: 20, p90: 20 });
    expect(energy(planned(own({ gramsPerKwh: 0 }))).kgCo2e.p90).toBe(0);
    expect(energy(planned(own({ pue: 2.2 }))).kwh.p50).toBeCloseTo(2 * known.kwh.p50, 9);
    expect(energy(planned(own({ watts: 600 }))).kwh.p50).toBeCloseTo(2 * known.kwh.p50, 9);
    expect(energy(planned(own({ embodiedKgPerGpu: 150 }))).embodiedKg).toBeCloseTo((150 * planned().gpuHours.p50) / (5 * 8766), 9);
  });

  it("of a place that isn't known is a range, and is said to be one", () => {
    const elsewhere = { ...machines.a10g, provider: "nobody" };
    const unknown = energy(planned({ machines: [elsewhere] }));
    expect([unknown.gridKnown, unknown.pue]).toEqual([false, 1.2]);
    expect(unknown.kgCo2e.p90 / unknown.kgCo2e.p10).toBeGreaterThan(known.kgCo2e.p90 / known.kgCo2e.p10);
  });

  it("of one's own hardware has what its site adds: nothing at home, more in a room of servers", () => {
    const at = (site?: "home" | "server-room" | "data-centre"): EnergyResult =>
      energy(planned({ machines: [{ ...machines.ownRtx4090, ...(site ? { site } : {}) }] }));
    expect([at("home").pue, at("server-room").pue, at("data-centre").pue, at().pue]).toEqual([1, 1.6, 1.2, 1.2]);
    expect(at("server-room").kwh.p50 / at("home").kwh.p50).toBeCloseTo(1.6, 9);
  });

  it("of a card without a power figure isn't counted, and is said not to be", () => {
    const dark = { ...machines.a10g, accelerator: { ...a10g, power: null } };
    const result = plan({ ...request, machines: [dark] }, alternatives);
    expect(result.plans[0]?.energy).toBeNull();
    expect(result.notCounted).toContain("energy");
  });

  it("is billed to the owner of the hardware where its price is known, and never to who rents", () => {
    const mine = { ...machines.ownRtx4090, prices: [priceOf(0)] };
    const p = planned({ machines: [mine], ...own({ usdPerKwh: 0.3 }) });
    const line = p.bill.find((l) => l.id === "energy");
    expect(line?.quantity).toBeCloseTo(energy(p).kwh.p50, 9);
    expect(p.costUsd?.p50).toBeCloseTo(0.3 * energy(p).kwh.p50, 9);
    expect(p.costUsd?.p90).toBeGreaterThan(p.costUsd?.p50 ?? 0);
    expect(planned(own({ usdPerKwh: 0.3 })).bill.some((l) => l.id === "energy")).toBe(false);
    const dark = { ...mine, accelerator: { ...mine.accelerator, power: null } };
    expect(planned({ machines: [dark], ...own({ usdPerKwh: 0.3 }) }).bill.find((l) => l.id === "energy")?.costUsd).toBeNull();
  });
});
