import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { kilowattHours, meanWatts } from "./energy.ts";

const draw = { watts: 700, server: 1.8, busy: 0.8, idle: 0.2 };

describe("energy", () => {
  it("is linear in time and in power, and grows with the site's losses", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1e6, noNaN: true }), fc.double({ min: 1, max: 3, noNaN: true }), (hours, pue) => {
        const one = kilowattHours(1000, hours, pue);
        expect(kilowattHours(1000, 2 * hours, pue)).toBeCloseTo(2 * one, 6);
        expect(kilowattHours(2000, hours, pue)).toBeCloseTo(2 * one, 6);
        expect(one).toBeGreaterThanOrEqual(kilowattHours(1000, hours, 1));
      }),
      RUNS,
    );
  });

  it("of a card goes from idle to busy with the share of the time in which it computes", () => {
    expect(meanWatts(draw, 0)).toBeCloseTo(700 * 1.8 * 0.2, 9);
    expect(meanWatts(draw, 1)).toBeCloseTo(700 * 1.8 * 0.8, 9);
    expect(meanWatts(draw, 0.5)).toBeCloseTo(700 * 1.8 * 0.5, 9);
  });
});
