import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { experimentsUsd, type Multiplier, projectUsd } from "./project.ts";

const run = { p10: 80, p50: 100, p90: 130 };
const wide: Multiplier = { value: 1.5, low: 1.2, high: 5.6, source: "published" };

describe("a whole project", () => {
  it("of nothing else is its run; lines move it without widening it", () => {
    expect(projectUsd({ lines: [], experiments: null }, run).p50).toBe(100);
    const all = projectUsd(
      {
        lines: [
          { id: "people", usd: 1000 },
          { id: "legal", usd: 50 },
        ],
        experiments: null,
      },
      run,
    );
    expect(all.p50).toBe(1150);
    expect(all.p90 - all.p10).toBeCloseTo(50, 9);
    expect(projectUsd({ lines: [{ id: "other", usd: 5 }], experiments: wide }, { p10: 0, p50: 0, p90: 0 })).toEqual({
      p10: 5,
      p50: 5,
      p90: 5,
    });
  });

  it("costs more and is less sure with its experiments", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 10, noNaN: true }), (value) => {
        const m = { ...wide, value, low: 1, high: 20 };
        const all = projectUsd({ lines: [], experiments: m }, run);
        expect(all.p50).toBeCloseTo(100 + experimentsUsd(m, 100), 9);
        expect(all.p90 / all.p50).toBeGreaterThanOrEqual(1.3);
        expect(all.p10).toBeLessThanOrEqual(all.p50);
      }),
      RUNS,
    );
  });

  it("of Olmo 3, whose experiments were 82.2 % of the compute, is 5.618 times its last run; of OLMo 2's era 1.5 times", () => {
    expect(1 / (1 - 0.822)).toBeCloseTo(5.618, 3);
    const olmo = { ...wide, value: 1 / (1 - 0.822), high: 6 };
    expect(100 + experimentsUsd(olmo, 100)).toBeCloseTo(561.8, 1);
    expect(100 + experimentsUsd(wide, 100)).toBe(150);
  });
});
