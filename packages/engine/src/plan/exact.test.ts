import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bruteForce, spaces } from "../../fixtures/spaces.ts";
import type { Candidate } from "./candidate.ts";
import { type Offering, offerings } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import { search } from "./search.ts";
import { frontier } from "./shortlist.ts";

/** Seconds of training and evaluation, as an offer has them. */
function worked(offer: Offering | undefined): number {
  if (!offer) throw new Error("isn't offered");
  const { candidate: c, run } = offer;
  const { evaluateEvery, evaluationSequences } = run.spec;
  const times = evaluateEvery === null ? 0 : Math.floor(c.steps.steps / evaluateEvery);
  return c.training + (times * (evaluationSequences ?? 0) * c.step * run.forwardShare) / c.bench.globalBatch;
}

const front = (request: PlanRequest, all: readonly Offering[]): readonly (readonly [number, number])[] =>
  frontier(request, all).map((o) => [o.cost ?? -1, o.seconds]);

describe("the search that rules out by bounds", () => {
  it("finds what trying every configuration finds, bench by bench and on the frontier", () => {
    let found = 0;
    fc.assert(
      fc.property(spaces, (request) => {
        const benches = bruteForce(request);
        const { candidates } = search(request);
        expect(candidates).toHaveLength(benches.length);
        const [every, own] = [offerings(request, benches.flat()), offerings(request, candidates)];
        const offers = new Map([...every, ...own].map((o) => [o.candidate, o]));
        const of = (c: Candidate): number => worked(offers.get(c));
        for (const [i, c] of candidates.entries()) expect(of(c) / Math.min(...(benches[i] ?? []).map(of))).toBeCloseTo(1, 12);
        const [brute, quick] = [front(request, every), front(request, own)];
        expect(quick).toHaveLength(brute.length);
        for (const [i, point] of quick.entries()) for (const [j, x] of point.entries()) expect(x / (brute[i]?.[j] ?? 0)).toBeCloseTo(1, 9);
        found += benches.length;
      }),
      { numRuns: 250 },
    );
    expect(found).toBeGreaterThan(250);
  }, 120_000);
});
