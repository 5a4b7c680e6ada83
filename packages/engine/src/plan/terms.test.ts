import { describe, expect, it } from "vitest";
import { machines, priceOf } from "../../fixtures/machines.ts";
import { alternatives, requestOf, samples } from "../../fixtures/requests.ts";
import type { CommitmentTerms } from "../money/commitment.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan } from "./result.ts";

const HOUR = 3600;
/** Hours on one A10G, spot at 0.4 of on-demand. */
const request = requestOf({
  machines: [machines.a10g],
  purchases: ["spot"],
  work: samples(100_000),
  goal: { ...requestOf().goal, confidence: 0 },
});

function planned(more: Partial<PlanRequest> = {}): Plan {
  const [first] = plan({ ...request, ...more }, alternatives).plans;
  if (!first) throw new Error("no plan");
  return first;
}

describe("the terms of a spot plan", () => {
  const open = planned();

  it("weigh its price against the work that interruptions undo", () => {
    expect(open.spot?.priceShare).toBeCloseTo(0.4 / 1.006, 9);
    expect(open.spot?.stretch).toBeGreaterThan(1);
    expect((open.spot?.breakEvenShare ?? 0) * (open.spot?.stretch ?? 0)).toBeCloseTo(1, 9);
    const compute = open.bill.filter((l) => l.id === "compute" || l.id === "startup").reduce((sum, l) => sum + (l.costUsd ?? 0), 0);
    const spot = compute / (open.spot?.onDemandUsd ?? Number.NaN);
    expect(spot).toBeCloseTo((0.4 / 1.006) * (open.spot?.stretch ?? 0), 9);
    expect(open.spot?.lostUsd).toBeLessThan(compute);
    expect(open.spot?.mixes).toEqual([]);
  });

  it("keep a deadline by going on-demand; the earlier it is, the dearer", () => {
    const hours = open.runSeconds.p50 / HOUR;
    const at = (share: number): Plan => planned({ goal: { ...request.goal, confidence: 0, deadline: share * hours * HOUR } });
    const costs = [2, 1, 0.8, 0.7].map((share) => (at(share).spot?.mixes ?? []).map((m) => m.costUsd));
    for (let i = 1; i < costs.length; i++) {
      for (const policy of [0, 1]) {
        const [later, earlier] = [costs[i - 1]?.[policy], costs[i]?.[policy]];
        if (later !== undefined && earlier !== undefined) expect(earlier).toBeGreaterThanOrEqual(later - 1e-9);
      }
    }
    expect(at(2).spot?.mixes.map((m) => m.onDemandSeconds)).toEqual([0, 0]);
    expect(at(0.01).spot?.mixes).toEqual([]);
    const tight = at(0.8).spot?.mixes ?? [];
    expect(tight.map((m) => m.policy)).toEqual(["greedy", "uniform-progress"]);
    expect(tight[1]?.costUsd).toBeLessThan(tight[0]?.costUsd ?? 0);
  });

  it("can't be compared where nothing is sold on demand, and take another region's price where this one has none", () => {
    const only = { ...machines.a10g, prices: [priceOf(null, 0.4)] };
    expect(planned({ machines: [only], goal: { ...request.goal, deadline: 1e9 } }).spot).toMatchObject({
      priceShare: null,
      onDemandUsd: null,
      mixes: [],
    });
    expect(planned({ machines: [{ ...machines.a10g, prices: [priceOf(0, 0)] }] }).spot?.priceShare).toBeNull();
    const elsewhere = { ...machines.a10g, prices: [priceOf(null, 0.4), priceOf(2, null, { region: "west" })] };
    expect(planned({ machines: [elsewhere] }).spot?.priceShare).toBeCloseTo(0.2, 9);
  });

  it("are none where interruptions are left out, or of other purchases", () => {
    expect(planned({ spot: [] }).spot).toBeNull();
    expect(planned({ purchases: ["on-demand"] }).spot).toBeNull();
  });
});

describe("commitments", () => {
  const terms: CommitmentTerms = {
    provider: "cloud",
    target: "a10g-1",
    term: "1 year",
    usdPerGpuHour: 0.6,
    discount: null,
    leastHours: 8766,
    ceiling: false,
    source: "list",
    asOf: "2026-01",
  };
  const other = { ...terms, provider: "other" };
  const dear = { ...terms, usdPerGpuHour: 2 };
  const block = { ...terms, term: "a day", leastHours: 24, usdPerGpuHour: 0.8 };

  it("of the plan's provider that are cheaper than on-demand are listed, the cheapest for this run first", () => {
    const p = planned({ purchases: ["on-demand"], commitments: [terms, other, dear, block] });
    expect(p.commitments.map((c) => c.term)).toEqual(["a day", "1 year"]);
    expect(p.commitments[1]?.costUsd).toBeCloseTo(8766 * 0.6, 6);
    expect(p.commitments[0]?.breakEvenHours).toBeCloseTo((24 * 0.8) / 1.006, 9);
  });

  it("are none for hardware of one's own or without an on-demand price", () => {
    expect(planned({ machines: [machines.ownRtx4090], commitments: [{ ...terms, provider: "own", target: "any" }] }).commitments).toEqual(
      [],
    );
    const only = { ...machines.a10g, prices: [priceOf(null, 0.4)] };
    expect(planned({ machines: [only], commitments: [terms] }).commitments).toEqual([]);
  });
});
