import { describe, expect, it } from "vitest";
import { billLines, billTotal } from "../money/bill.ts";
import { electricityUsdPerGpuHour, type Ownership, ownershipUsdPerGpuHour } from "../money/ownership.ts";
import { greedyMix } from "../run/deadline.ts";

const part = (o: Ownership, id: string): number | undefined => ownershipUsdPerGpuHour(o).parts.find((p) => p.id === id)?.value;
const declining = { network: true, lifetimeYears: null, yearsSincePurchase: 0, use: 1, staffUsdPerYear: 0, gpus: 1 };

describe("one's own accelerators, as Cottier et al. 2024 reckon them", () => {
  it.each([
    [
      "H100",
      { chipUsd: 30_000, serverOverhead: 1.64 },
      { watts: 700 * (10.2 / 8 / 0.7) * 0.75, pue: 1.25, usdPerKwh: 0.08 },
      [1.809287, 0.424401, 0.095625, 2.329312],
    ],
    [
      "A100",
      { chipUsd: 15_000, serverOverhead: 1.66 },
      { watts: 400 * 2.03125 * 0.75, pue: 1.1, usdPerKwh: 0.07 },
      [0.915676, 0.214788, 0.046922, 1.177385],
    ],
  ] as const)("%s: hardware, network and electricity of an hour", (_, bought, power, [hardware, network, electricity, all]) => {
    const o = { ...declining, ...bought };
    expect(part(o, "hardware")).toBeCloseTo(hardware, 5);
    expect(part(o, "network")).toBeCloseTo(network, 5);
    expect(electricityUsdPerGpuHour(power)).toBeCloseTo(electricity, 5);
    expect(ownershipUsdPerGpuHour(o).total + electricityUsdPerGpuHour(power)).toBeCloseTo(all, 5);
  });

  it("49,200 USD written off evenly: 1.122519 an hour over five years, 1.403149 over four", () => {
    const even = (lifetimeYears: number): number =>
      ownershipUsdPerGpuHour({ ...declining, chipUsd: 30_000, serverOverhead: 1.64, network: false, lifetimeYears }).total;
    expect([even(5), even(4)].map((usd) => usd.toFixed(6))).toEqual(["1.122519", "1.403149"]);
  });
});

it("2.788 M GPU-hours at 2 USD are 5.576 M USD, as DeepSeek-V3 was reckoned", () => {
  const none = { slowdown: 0, input: 0, evaluation: 0, checkpoints: 0, restarts: 0, lost: 0, waiting: 0, boot: 0, download: 0, compile: 0 };
  const bill = billLines({
    provider: "own",
    instanceType: "h800",
    purchase: "owned",
    nodes: 1,
    price: { usdPerHour: 2, source: "the report", asOf: null },
    duration: { ...none, training: 2.788e6 * 3600, checkpointCount: 1, checkpointsKept: 1 },
    stored: 0,
    result: 0,
    dataPrices: [],
    moved: null,
    energy: null,
  });
  expect(billTotal(bill)).toBeCloseTo(5.576e6, 3);
});

it.each([
  [48, 60, 0.8, 60, 1 / 3],
  [48, 52, 0.5, 8, 0.94444],
  [48, 92, 0.5, 88, 0.38889],
])(
  "Can't Be Late, greedy: %d h of work in %d h at an availability of %d goes on-demand after %d h",
  (work, deadline, availability, at, cost) => {
    const mix = greedyMix({ work, deadline, availability });
    expect(mix?.switchAt).toBeCloseTo(at, 9);
    expect(((mix?.spot ?? 0) + 3 * (mix?.onDemand ?? 0)) / (3 * work)).toBeCloseTo(cost, 5);
  },
);
