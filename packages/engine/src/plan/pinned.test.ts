import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bruteForce, spaces } from "../../fixtures/spaces.ts";
import { type Offering, offerings } from "./offering.ts";
import { held } from "./pins.ts";
import type { PlanRequest } from "./request.ts";
import { solve } from "./solve.ts";
import { search } from "./search.ts";

/** Configurations of each space that are pinned. */
const TEN = 10;

/** Rounding of another order of the same sums. */
const EQUAL = 1e-9;

const ten = fc.array(fc.nat(), { minLength: TEN, maxLength: TEN });

/** Different offers among all of a space's configurations at their prices. */
function picked(request: PlanRequest, at: readonly number[]): readonly Offering[] {
  const all = offerings(request, bruteForce(request).flat());
  return all.length === 0 ? [] : [...new Set(at.map((i) => all[i % all.length]))].filter((o) => o !== undefined);
}

const least = (all: readonly Offering[], of: (o: Offering) => number): number => Math.min(...all.map(of));
const costOf = (o: Offering): number => o.cost ?? Number.POSITIVE_INFINITY;

describe("any configuration of a space, pinned", () => {
  it("is the only answer, with the numbers that it has in the space, and never beats the answer to the open request", () => {
    let pinned = 0;
    let worse = 0;
    fc.assert(
      fc.property(spaces, ten, (request, at) => {
        const open = offerings(request, search(request).candidates);
        for (const o of picked(request, at)) {
          const again = held(request, o);
          expect(search(again).space).toBe(1);
          const found = solve(again).offering;
          expect(found?.candidate.setup.layout).toEqual(o.candidate.setup.layout);
          expect(found?.cost ?? null).toBe(o.cost);
          expect(found?.seconds).toBe(o.seconds);
          expect(found?.candidate.memory).toBe(o.candidate.memory);
          expect(found?.candidate.pFits).toBe(o.candidate.pFits);
          expect(costOf(o)).toBeGreaterThanOrEqual(least(open, costOf) * (1 - EQUAL));
          expect(o.seconds).toBeGreaterThanOrEqual(least(open, (x) => x.seconds) * (1 - EQUAL));
          pinned += 1;
          if (costOf(o) > least(open, costOf)) worse += 1;
        }
      }),
      { numRuns: 60 },
    );
    expect(pinned).toBeGreaterThan(150);
    expect(worse).toBeGreaterThan(pinned / 2);
  }, 120_000);
});
