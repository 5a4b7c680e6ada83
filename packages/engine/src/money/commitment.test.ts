import { describe, expect, it } from "vitest";
import { type CommitmentTerms, commitmentOffer, covers } from "./commitment.ts";

const terms: CommitmentTerms = {
  provider: "cloud",
  target: "box@east",
  term: "1y",
  usdPerGpuHour: 6,
  discount: null,
  leastHours: 8766,
  ceiling: false,
  source: "list",
  asOf: null,
};
const here = { provider: "cloud", instanceType: "box", accelerator: "h100-sxm", region: "east" };

describe("a commitment", () => {
  it("is for an instance in a region, a card, or anything; never a ceiling", () => {
    const target = (t: string): boolean => covers({ ...terms, target: t }, here);
    expect(["box@east", "box", "H100", "H100-SXM", "any"].map(target)).toEqual([true, true, true, true, true]);
    expect(["box@west", "other", "H1", "A100"].map(target)).toEqual([false, false, false, false]);
    expect(covers(terms, { ...here, region: null })).toBe(true);
    expect(covers(terms, { ...here, region: "*" })).toBe(true);
    expect(covers(terms, { ...here, provider: "other" })).toBe(false);
    expect(covers({ ...terms, ceiling: true }, here)).toBe(false);
  });

  it("pays from the share of its hours that its price has of the on-demand one", () => {
    const offer = commitmentOffer(terms, 10, 100);
    expect(offer).toEqual({ usdPerGpuHour: 6, breakEvenHours: 0.6 * 8766, breakEvenUse: 0.6, paidHours: 8766 });
    const at = offer?.breakEvenHours ?? 0;
    expect(at * 10).toBeCloseTo(8766 * 6, 6);
    expect(commitmentOffer(terms, 10, 9000)?.paidHours).toBe(9000);
    expect(commitmentOffer({ ...terms, usdPerGpuHour: null, discount: 0.41 }, 10, 1)?.usdPerGpuHour).toBeCloseTo(5.9, 12);
    expect(commitmentOffer({ ...terms, leastHours: null }, 10, 100)).toMatchObject({ breakEvenHours: null, paidHours: 100 });
  });

  it("that is no cheaper, or can't be compared, is none", () => {
    expect(commitmentOffer(terms, 6, 100)).toBeNull();
    expect(commitmentOffer(terms, null, 100)).toBeNull();
    expect(commitmentOffer({ ...terms, usdPerGpuHour: null }, 10, 100)).toBeNull();
    expect(commitmentOffer({ ...terms, usdPerGpuHour: null, discount: 0.4 }, null, 100)).toBeNull();
  });
});
