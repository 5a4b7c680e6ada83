import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { dalyInterval, lambertW0, optimalInterval, youngInterval } from "./interval.ts";
import { expectedSeconds } from "./makespan.ts";

const writes = fc.double({ min: 1e-3, max: 3600, noNaN: true });
const means = fc.double({ min: 60, max: 1e8, noNaN: true });

describe("Lambert's W", () => {
  it("inverts w e^w between its branch point and 0", () => {
    fc.assert(
      fc.property(fc.double({ min: -0.999, max: -1e-6, noNaN: true }), (w) => {
        expect(lambertW0(w * Math.exp(w))).toBeCloseTo(w, 6);
      }),
      RUNS,
    );
    expect(lambertW0(-1 / Math.E)).toBeCloseTo(-1, 6);
    expect(lambertW0(0)).toBeCloseTo(0, 12);
  });
});

describe("the interval between checkpoints", () => {
  it("that is best makes the run no longer than one a bit shorter or longer, whatever a restart takes", () => {
    fc.assert(
      fc.property(writes, means, fc.double({ min: 0, max: 3600, noNaN: true }), (write, mtbf, restart) => {
        const interval = optimalInterval({ write, mtbf });
        const at = (i: number): number => expectedSeconds({ work: 1e12, interval: i, write, mtbf, restart, lag: 0 });
        for (const other of [0.8, 0.95, 1.05, 1.25]) expect(at(interval)).toBeLessThanOrEqual(at(interval * other) * (1 + 1e-9));
      }),
      RUNS,
    );
  });

  it("grows with what a write takes and with the time between failures", () => {
    fc.assert(
      fc.property(writes, means, (write, mtbf) => {
        expect(optimalInterval({ write: 2 * write, mtbf })).toBeGreaterThanOrEqual(optimalInterval({ write, mtbf }));
        expect(optimalInterval({ write, mtbf: 2 * mtbf })).toBeGreaterThan(optimalInterval({ write, mtbf }));
        expect(optimalInterval({ write, mtbf })).toBeLessThanOrEqual(youngInterval({ write, mtbf }) * (1 + 1e-6));
      }),
      RUNS,
    );
  });

  it("is Young's and Daly's where writes are short beside the time between failures", () => {
    const rare = { write: 1, mtbf: 1e7 };
    expect(dalyInterval(rare) / optimalInterval(rare)).toBeCloseTo(1, 6);
    expect(youngInterval(rare) / optimalInterval(rare)).toBeCloseTo(1, 3);
    expect(dalyInterval({ write: 100, mtbf: 10 })).toBe(10);
    expect(optimalInterval({ write: 1e-6, mtbf: 1e6 })).toBeCloseTo(Math.sqrt(2), 9);
  });
});
