import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { greedyMix, type MixedWork, uniformMix } from "./deadline.ts";

const works: fc.Arbitrary<MixedWork> = fc.record({
  work: fc.double({ min: 1, max: 1000, noNaN: true }),
  deadline: fc.double({ min: 1, max: 2000, noNaN: true }),
  availability: fc.double({ min: 0.05, max: 0.99, noNaN: true }),
});

describe("spot and on-demand by turns", () => {
  it("do the work in time or are refused; even progress takes no more on-demand than waiting for spot first", () => {
    fc.assert(
      fc.property(works, (w) => {
        const [greedy, uniform] = [greedyMix(w), uniformMix(w)];
        if (!greedy || !uniform) {
          expect(w.work).toBeGreaterThan(w.deadline);
          return;
        }
        for (const mix of [greedy, uniform]) {
          expect(mix.spot + mix.onDemand).toBeCloseTo(w.work, 6);
          expect(mix.onDemand).toBeGreaterThanOrEqual(0);
          expect(mix.spot).toBeLessThanOrEqual(w.availability * w.deadline * (1 + 1e-9));
        }
        expect(uniform.onDemand).toBeLessThanOrEqual(greedy.onDemand + 1e-9);
      }),
      RUNS,
    );
  });

  it("take less on-demand the later the deadline is, and none where spot alone is enough", () => {
    fc.assert(
      fc.property(works, fc.double({ min: 1, max: 500, noNaN: true }), (w, more) => {
        for (const policy of [greedyMix, uniformMix]) {
          const [now, later] = [policy(w), policy({ ...w, deadline: w.deadline + more })];
          if (now && later) expect(later.onDemand).toBeLessThanOrEqual(now.onDemand + 1e-9);
        }
        expect(greedyMix({ ...w, deadline: (w.work / w.availability) * (1 + 1e-9) })?.onDemand).toBe(0);
      }),
      RUNS,
    );
  });
});
