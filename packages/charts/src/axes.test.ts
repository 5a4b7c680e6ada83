import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { roundTicks, timeLogTicks, timeTicks } from "./axes.ts";

const span = fc
  .record({ low: fc.double({ min: 0, max: 1e7, noNaN: true }), wide: fc.double({ min: 1e-3, max: 1e8, noNaN: true }) })
  .map(({ low, wide }) => ({ low, high: low + Math.max(wide, low * 1e-3) }));
const most = fc.integer({ min: 1, max: 12 });

describe("marks of an axis", () => {
  it("lie within it, evenly, and are no more than there is room for, but for its other end", () => {
    for (const ticks of [timeTicks, roundTicks])
      fc.assert(
        fc.property(span, most, (s, n) => {
          const found = ticks(s, n);
          expect(found.length).toBeLessThanOrEqual(n + 1);
          for (const t of found) {
            expect(t).toBeGreaterThanOrEqual(s.low - 1e-6 * s.high);
            expect(t).toBeLessThanOrEqual(s.high * (1 + 1e-6));
          }
          const steps = found.slice(1).map((t, i) => t - (found[i] ?? 0));
          for (const step of steps) expect(step).toBeCloseTo(steps[0] ?? 0, 3);
        }),
      );
  });

  it("are times that people count in, and round numbers", () => {
    expect(timeTicks({ low: 0, high: 2500 }, 5)).toEqual([0, 600, 1200, 1800, 2400]);
    expect(timeTicks({ low: 0, high: 3 * 86_400 }, 4)).toEqual([0, 86_400, 172_800, 259_200]);
    expect(roundTicks({ low: 10.6, high: 18.5 }, 4)).toEqual([12, 14, 16, 18]);
    expect(roundTicks({ low: 0, high: 0.0032 }, 2)).toEqual([0, 0.002]);
    expect(timeLogTicks({ low: 1000, high: 50_000 }, 3)).toEqual([1800, 7200, 21_600]);
  });
});
