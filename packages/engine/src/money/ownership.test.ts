import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { sum } from "../quantity.ts";
import { electricityUsdPerGpuHour, type Ownership, ownershipUsdPerGpuHour } from "./ownership.ts";

const owned: Ownership = {
  chipUsd: 30_000,
  serverOverhead: 1.64,
  network: true,
  lifetimeYears: null,
  yearsSincePurchase: 0,
  use: 1,
  staffUsdPerYear: 0,
  gpus: 8,
};
const total = (more: Partial<Ownership>): number => ownershipUsdPerGpuHour({ ...owned, ...more }).total;

describe("an hour of one's own hardware", () => {
  it("is the sum of its parts, and grows with what was paid, with idle hours and with people", () => {
    fc.assert(
      fc.property(fc.double({ min: 100, max: 1e5, noNaN: true }), fc.double({ min: 0.05, max: 1, noNaN: true }), (chipUsd, use) => {
        const all = ownershipUsdPerGpuHour({ ...owned, chipUsd, use, staffUsdPerYear: 1000 });
        expect(sum(all.parts)).toBe(all.total);
        expect(total({ chipUsd: 2 * chipUsd, use })).toBeGreaterThan(total({ chipUsd, use }));
        expect(total({ chipUsd, use: use / 2 })).toBeCloseTo(2 * total({ chipUsd, use }), 6);
        expect(all.total).toBeGreaterThan(total({ chipUsd, use }));
      }),
      RUNS,
    );
  });

  it("falls with the years since it was bought, unless it is written off evenly", () => {
    expect(total({ yearsSincePurchase: 2 })).toBeLessThan(total({ yearsSincePurchase: 1 }));
    expect(total({ lifetimeYears: 4, yearsSincePurchase: 2 })).toBe(total({ lifetimeYears: 4 }));
    expect(total({ lifetimeYears: 5 })).toBeLessThan(total({ lifetimeYears: 4 }));
    expect(total({ network: false })).toBeLessThan(total({}));
  });

  it("takes electricity by its watts, the cooling's share and the price", () => {
    expect(electricityUsdPerGpuHour({ watts: 1000, pue: 1.2, usdPerKwh: 0.1 })).toBeCloseTo(0.12, 12);
  });
});
