import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { breakEvenTokens, hostedFit, type HostedOffer, hostedUsd } from "./hosted.ts";

const offer: HostedOffer = {
  provider: "service",
  model: "up to 16B",
  per: "million-tokens",
  usd: { low: 0.5, high: 0.5 },
  minimumUsd: null,
  sizes: { over: 0, most: 16e9 },
  objectives: ["sft"],
  trains: "adapters",
  source: "list",
  asOf: "2026",
};
const need = { model: "mistralai/Mistral-Nemo-Base-2407", parameters: 12e9, adapters: true, objective: "sft", tokens: 10e6 } as const;

describe("a service that trains", () => {
  it("fits models of its size, its own model by name, and offers others as others", () => {
    expect(hostedFit(offer, need)).toBe("same");
    expect(hostedFit(offer, { ...need, parameters: 17e9 })).toBeNull();
    expect(hostedFit({ ...offer, sizes: { over: 16e9, most: 69e9 } }, need)).toBeNull();
    expect(hostedFit({ ...offer, sizes: null, model: "Mistral NeMo" }, need)).toBe("same");
    expect(hostedFit({ ...offer, sizes: null, model: "gpt-4.1-mini" }, need)).toBe("other");
  });

  it("doesn't fit another way of training, another unit, or no price", () => {
    expect(hostedFit({ ...offer, trains: "full" }, need)).toBeNull();
    expect(hostedFit({ ...offer, trains: "full" }, { ...need, adapters: false })).toBe("same");
    expect(hostedFit({ ...offer, trains: "any" }, { ...need, adapters: false })).toBe("same");
    expect(hostedFit({ ...offer, trains: null }, need)).toBeNull();
    expect(hostedFit(offer, { ...need, objective: "dpo" })).toBeNull();
    expect(hostedFit({ ...offer, objectives: ["sft", "dpo"] }, { ...need, objective: "dpo" })).toBe("same");
    expect(hostedFit({ ...offer, per: "hour" }, need)).toBeNull();
    expect(hostedFit({ ...offer, usd: null }, need)).toBeNull();
  });

  it("asks for the tokens, and never less than its minimum; a programme asks once", () => {
    expect(hostedUsd(offer, 10e6)).toEqual({ low: 5, high: 5 });
    expect(hostedUsd({ ...offer, minimumUsd: 4 }, 1e6)).toEqual({ low: 4, high: 4 });
    expect(hostedUsd({ ...offer, per: "project", usd: { low: 2e6, high: 3e6 } }, 1e9)).toEqual({ low: 2e6, high: 3e6 });
    expect(hostedUsd({ ...offer, usd: null }, 1e9)).toBeNull();
  });

  it("costs as much as one's own at the tokens that break even, more beyond; nothing breaks even with what is cheaper", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), fc.double({ min: 0, max: 5, noNaN: true }), (fixed, own) => {
        const tokens = breakEvenTokens({ fixed, own, other: own + 1 }) ?? 0;
        expect(fixed + (own * tokens) / 1e6).toBeCloseTo(((own + 1) * tokens) / 1e6, 4);
      }),
      RUNS,
    );
    expect(breakEvenTokens({ fixed: 1, own: 2, other: 2 })).toBeNull();
  });
});
