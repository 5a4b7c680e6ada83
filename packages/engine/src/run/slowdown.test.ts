import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { assumptions } from "../../fixtures/calibration.ts";
import { slowdown } from "./slowdown.ts";

const DAY = 86_400;
const { value, low, high } = assumptions["run-slowdown"];
const of = (days: number, gpus: number) => slowdown(assumptions, { training: days * DAY, gpus, own: null });

describe("a whole run beside its steps", () => {
  it("is slower by as much as published ones were after months on many servers, by half of it in the logarithm after a day", () => {
    expect(of(1000, 16_384).factor).toBeCloseTo(value, 2);
    expect(of(1, 1e6).factor).toBeCloseTo(Math.sqrt(value), 5);
    expect(of(1, 16).factor).toBeCloseTo(value ** 0.25, 9);
  });

  it("is no slower on one server, and hardly within minutes", () => {
    for (const gpus of [1, 4, 8]) expect(of(100, gpus).factor).toBe(1);
    expect(of(10 / 1440, 4096).factor).toBeLessThan(1.002);
    expect(of(10 / 1440, 1).up).toBeLessThan(0.01);
  });

  it("grows with the time and with the servers, never beyond what was published", () => {
    const days = fc.double({ min: 0.001, max: 1000, noNaN: true });
    const gpus = fc.integer({ min: 1, max: 1e5 });
    fc.assert(
      fc.property(days, gpus, (d, g) => {
        const { factor, down, up } = of(d, g);
        expect(factor).toBeGreaterThanOrEqual(1);
        expect(factor).toBeLessThanOrEqual(value);
        expect(of(2 * d, g).factor).toBeGreaterThanOrEqual(factor);
        expect(of(d, 2 * g).factor).toBeGreaterThanOrEqual(factor);
        expect(factor * Math.exp(up)).toBeLessThanOrEqual(high * (1 + 1e-9));
        expect(factor * Math.exp(-down)).toBeGreaterThanOrEqual(Math.min(1, low / value) * (1 - 1e-9));
      }),
      RUNS,
    );
  });

  it("is as the job has it, without a range, where it has a figure", () => {
    expect(slowdown(assumptions, { training: 60, gpus: 1, own: 1.3 })).toEqual({ factor: 1.3, down: 0, up: 0 });
  });
});
