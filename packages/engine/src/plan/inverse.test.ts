import { describe, expect, it } from "vitest";
import { machines, nodes, machineOf, h100 } from "../../fixtures/machines.ts";
import { alternatives, requestOf } from "../../fixtures/requests.ts";
import { trl } from "../../fixtures/stacks.ts";
import { hourlyUsd, offerings } from "./offering.ts";
import { plan } from "./plan.ts";
import { search } from "./search.ts";

const WIDE = requestOf({ machines: Object.values(machines), stacks: [trl], gpus: { min: 1, max: 16, every: true } });
const goal = (more: Partial<typeof WIDE.goal>): typeof WIDE => ({ ...WIDE, goal: { ...WIDE.goal, confidence: 0.5, ...more } });
const ALL = offerings(WIDE, search(WIDE).candidates);

describe("fewest GPUs", () => {
  it("that keep a deadline are found, and of as many the cheapest", () => {
    for (const share of [0.1, 0.5, 0.9]) {
      const times = ALL.map((o) => o.seconds).sort((a, b) => a - b);
      const deadline = times[Math.floor(share * times.length)] ?? 0;
      const [chosen] = plan(goal({ minimise: "gpus", deadline }), alternatives).plans;
      const inTime = ALL.filter((o) => o.seconds <= deadline);
      const fewest = Math.min(...inTime.map((o) => o.candidate.bench.cluster.gpus));
      const cheapest = Math.min(
        ...inTime.filter((o) => o.candidate.bench.cluster.gpus === fewest).map((o) => o.cost ?? Number.POSITIVE_INFINITY),
      );
      expect(chosen?.reasons).toContain("fewest-gpus");
      expect(chosen?.gpus).toBe(fewest);
      expect(chosen?.costUsd?.p50 ?? Number.POSITIVE_INFINITY).toBe(cheapest);
    }
  });

  it("have a next best that is weighed by its GPUs, and by cost where they are as many", () => {
    const { plans, runnerUp } = plan(goal({ minimise: "gpus" }), alternatives);
    expect(runnerUp?.by).toBe("gpus");
    expect(runnerUp?.offer.gpus).toBeGreaterThanOrEqual(plans[0]?.gpus ?? 0);
    expect(runnerUp?.share).toBe((runnerUp?.offer.gpus ?? 0) / (plans[0]?.gpus ?? 1) - 1);
  });
});

describe("the cheapest card that can do it at all", () => {
  it("is what is paid least an hour, whatever the whole run costs on it", () => {
    const { plans, runnerUp } = plan(goal({ minimise: "hourly" }), alternatives);
    const least = Math.min(...ALL.map((o) => hourlyUsd(o) ?? Number.POSITIVE_INFINITY));
    const rate = plans[0]?.bill.find((l) => l.id === "compute")?.unitPriceUsd;
    expect(plans[0]?.reasons).toContain("cheapest-hour");
    expect(rate).toBe(least);
    expect(runnerUp?.by).toBe("hourly");
    expect(runnerUp?.share).toBeGreaterThanOrEqual(0);
  });

  it("of hardware without a price is the fastest", () => {
    const mine = { ...machineOf("mine", h100, nodes.pcie8, { id: "own/mine", provider: "own", owned: true }), prices: [] };
    const { plans, runnerUp } = plan({ ...goal({ minimise: "hourly" }), machines: [mine], gpus: { min: 1, max: 2 } }, alternatives);
    expect(plans[0]?.reasons).toContain("fastest");
    expect(runnerUp?.by).toBe("time");
  });

  it("pays for part of a box of one's own as for its part", () => {
    const own = offerings(WIDE, search(WIDE).candidates).filter((o) => o.candidate.bench.machine.owned);
    for (const o of own) {
      const { cluster, machine } = o.candidate.bench;
      const rent = o.bill.find((l) => l.id === "compute")?.unitPriceUsd ?? 0;
      expect(hourlyUsd(o)).toBeCloseTo((rent * cluster.gpus) / machine.node.gpus, 9);
    }
    expect(own.length).toBeGreaterThan(0);
  });
});
