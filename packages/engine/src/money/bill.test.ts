import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import type { Duration } from "../run/duration.ts";
import { type BillInput, billLines, billTotal, breakEvenUse, effectivePriceFactor } from "./bill.ts";
import type { DataPrice } from "./offer.ts";

const duration: Duration = {
  training: 6500,
  slowdown: 0,
  input: 500,
  evaluation: 100,
  checkpoints: 60,
  restarts: 15,
  lost: 25,
  waiting: 3600,
  boot: 1000,
  download: 500,
  compile: 300,
  checkpointCount: 2,
  checkpointsKept: 2,
};
const dataPrices: readonly DataPrice[] = [
  { provider: "cloud", kind: "storage", item: "disk", usd: 0.08, unit: "GB-month", source: "list", asOf: "2026-11-01" },
  { provider: "cloud", kind: "egress", item: "to the internet", usd: 0.09, unit: "GB", source: "list", asOf: "2026-11-01" },
  { provider: "other", kind: "egress", item: "to the internet", usd: 9, unit: "GB", source: "list", asOf: null },
];
const input: BillInput = {
  provider: "cloud",
  instanceType: "box",
  purchase: "on-demand",
  nodes: 2,
  price: { usdPerHour: 10, source: "list", asOf: "2026-11-20" },
  duration,
  stored: 100e9,
  result: 10e9,
  dataPrices,
  moved: null,
  energy: null,
};

describe("a bill", () => {
  it("is quantity times price line by line, and the sum of its lines", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), fc.integer({ min: 1, max: 64 }), (usdPerHour, nodes) => {
        const lines = billLines({ ...input, nodes, price: { ...input.price, usdPerHour } });
        let total = 0;
        for (const l of lines) {
          expect(l.costUsd).toBe(l.quantity * (l.unitPriceUsd ?? Number.NaN));
          total += l.costUsd ?? 0;
        }
        expect(billTotal(lines)).toBe(total);
      }),
      RUNS,
    );
  });

  it("counts hours that train and hours of start-up apart, of every node", () => {
    const [compute, startup, storage, egress] = billLines(input);
    expect([compute?.quantity, startup?.quantity]).toEqual([4, 1]);
    expect(compute?.costUsd).toBe(40);
    expect(storage?.quantity).toBeCloseTo((100 * 3.5) / 730, 12);
    expect([egress?.quantity, egress?.unitPriceUsd]).toEqual([10, 0.09]);
  });

  it("leaves open what has no price: storage and egress as lines, hours as the total", () => {
    const other = billLines({ ...input, provider: "nobody" });
    expect(other.map((l) => l.costUsd === null)).toEqual([false, false, true, true]);
    expect(billTotal(other)).toBe(50);
    expect(billTotal(billLines({ ...input, price: { usdPerHour: null, source: "none", asOf: null } }))).toBeNull();
  });

  it("of one's own hardware has no storage, no way out and no start-up that takes no time", () => {
    const own = billLines({ ...input, purchase: "owned", duration: { ...duration, boot: 0, download: 0, compile: 0 } });
    expect(own.map((l) => l.id)).toEqual(["compute"]);
  });
});

it("a commitment's price falls with its use until it breaks even with on-demand", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.9, noNaN: true }), (discount) => {
      expect(effectivePriceFactor(discount, breakEvenUse(discount))).toBeCloseTo(1, 9);
      expect(effectivePriceFactor(discount, 1)).toBeCloseTo(1 - discount, 12);
    }),
    RUNS,
  );
});
