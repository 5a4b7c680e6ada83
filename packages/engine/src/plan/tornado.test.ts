import { describe, expect, it } from "vitest";
import { machines, nodes } from "../../fixtures/machines.ts";
import { alternatives, lengthsOf, requestOf, samples } from "../../fixtures/requests.ts";
import { trl } from "../../fixtures/stacks.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { Swing } from "./whatif-result.ts";
import { whatif } from "./whatif.ts";

const of = (more: Partial<PlanRequest> = {}): readonly Swing[] =>
  whatif(requestOf({ machines: [machines.a10g], stacks: [trl], ...more }), alternatives).tornado;
const ids = (all: readonly Swing[]): readonly string[] => all.map((s) => s.id);
const find = (all: readonly Swing[], id: string): Swing => {
  const found = all.find((s) => s.id === id);
  if (!found) throw new Error(`${id} isn't there`);
  return found;
};

function falling(values: readonly number[]): void {
  for (const [i, value] of values.slice(1).entries()) expect(value).toBeLessThanOrEqual(values[i] ?? 0);
}

describe("the doubt about a plan", () => {
  const request = requestOf({ machines: [machines.a10g], stacks: [trl] });
  const [chosen] = plan(request, alternatives).plans;
  const all = of();

  it("is made of the step, the start, the memory and more, the largest first", () => {
    for (const id of ["step", "memory", "image-seconds", "boot-seconds"]) expect(ids(all)).toContain(id);
    const far = (s: Swing): number => Math.log((s.costUsd?.high ?? 1) / (s.costUsd?.low ?? 1));
    falling(all.map(far));
  });

  it("holds the plan between the ends of every input, and no input alone goes as far as all together", () => {
    for (const s of all) {
      expect(s.runSeconds.low).toBeLessThanOrEqual(chosen?.runSeconds.p50 ?? 0);
      expect(s.runSeconds.high).toBeGreaterThanOrEqual(chosen?.runSeconds.p50 ?? 0);
      expect(s.costUsd?.low ?? 0).toBeLessThanOrEqual(chosen?.costUsd?.p50 ?? 0);
      expect(s.runSeconds.high).toBeLessThanOrEqual((chosen?.runSeconds.p90 ?? 0) * 1.02);
      if (s.input) expect(s.input.p10).toBeLessThanOrEqual(s.input.p90);
    }
  });

  it("of memory is the plan's own range and moves nothing else", () => {
    const memory = find(all, "memory");
    expect(memory.memoryBytes.low).toBeCloseTo(chosen?.memoryBytes.p10 ?? 0, 0);
    expect(memory.memoryBytes.high).toBeCloseTo(chosen?.memoryBytes.p90 ?? 0, 0);
    expect(memory.runSeconds.low).toBe(memory.runSeconds.high);
  });

  it("has the tokens where they were guessed, and the old price where it is old", () => {
    expect(ids(all)).not.toContain("tokens");
    expect(ids(all)).not.toContain("price");
    const guessed = of({
      work: samples(2000, 1, { amount: { kind: "samples", samples: 2000, epochs: 1, lengths: lengthsOf([100, 200, 400], 0.3) } }),
    });
    expect(find(guessed, "tokens").input?.p90).toBeGreaterThan(find(guessed, "tokens").input?.p50 ?? 0);
    const old = find(of({ today: "2027-11-24" }), "price");
    expect(old.runSeconds.low).toBe(old.runSeconds.high);
    expect(old.costUsd?.high ?? 0).toBeGreaterThan(old.costUsd?.low ?? 0);
    expect(old.input?.p90 ?? 0).toBeCloseTo(1.006 * Math.exp(1.2815515655446004 * 0.2), 9);
  });

  it("has failures and chance where they are counted, and the life of spot instances", () => {
    const long = { work: samples(200_000, 3) };
    for (const id of ["failures", "chance", "run-slowdown"]) expect(ids(of(long))).toContain(id);
    const { run } = requestOf();
    const none = ids(of({ ...long, run: { ...run, failures: { counted: false, perThousandNodeDays: null, restart: null } } }));
    for (const id of ["failures", "chance"]) expect(none).not.toContain(id);
    const spot = of({ ...long, purchases: ["spot"] });
    expect(find(spot, "spot-lifetime").path).toBe("spot.lifetime");
    expect(find(spot, "spot-availability").runSeconds.high).toBeGreaterThan(find(spot, "spot-availability").runSeconds.low);
  });

  it("has what the job leaves open", () => {
    const mean = samples(2000, 1, {
      amount: { kind: "samples", samples: 2000, epochs: 1, lengths: { sorted: [], mean: 200, longest: 200, uncertainty: 0 } },
    });
    const open = find(of({ work: mean }), "lengths");
    expect(open.input).toBeNull();
    expect(open.path).toBe("data.file");
    const unlinked = {
      ...machines.ownRtx4090,
      node: { ...nodes.h100, assumed: true, intra: nodes.pcie4.intra },
      accelerator: machines.h100.accelerator,
    };
    const linked = { machines: [unlinked], gpus: { min: 8, max: 8 }, work: samples(20_000, 3) };
    expect(find(of(linked), "link").why.inputs["options"]).toContain("nvlink");
  });

  it("without a price is of time", () => {
    const own = of({ machines: [machines.ownRtx4090], gpus: { min: 1, max: 1 } });
    expect(own.every((s) => s.costUsd === null)).toBe(true);
    const far = (s: Swing): number => Math.log(s.runSeconds.high / s.runSeconds.low);
    falling(own.map(far));
  });
});
