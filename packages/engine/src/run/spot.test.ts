import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { spot } from "../../fixtures/requests.ts";
import { spotLife, spotTerms } from "./spot.ts";

const [any] = spot;

describe("spot instances", () => {
  it("are spoken for by the row of their card, else by their provider's, else by the one for all", () => {
    expect(spotTerms(spot, "cloud", "a10g")?.source).toBe("traces");
    expect(spotTerms(spot, "cloud", "h100-sxm")?.source).toBe("assumption");
    expect(spotTerms([], "cloud", "a10g")).toBeNull();
    const ofProvider = any ? [{ ...any, provider: "cloud", source: "the provider" }, ...spot] : [];
    expect(spotTerms(ofProvider, "cloud", "h100-sxm")?.source).toBe("the provider");
  });

  it("last shorter together, longer than if each went on its own; what can always be had is not waited for", () => {
    if (!any) throw new Error("no row");
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1000 }), (nodes) => {
        const [one, all] = [spotLife(any, 1, "value").lifetime, spotLife(any, nodes, "value").lifetime];
        expect(all).toBeLessThan(one);
        expect(all).toBeGreaterThan(one / nodes);
      }),
      RUNS,
    );
    expect(spotLife({ ...any, availability: { value: 1, low: 1, high: 1 } }, 1, "value").wait).toBe(0);
    expect(spotLife(any, 1, "low").lifetime).toBe(7200);
  });
});
