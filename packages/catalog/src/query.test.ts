import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesRegion, queryAccelerators, queryModels, queryOffers } from "./query.ts";
import { isStale } from "./stale.ts";

const today = "2026-11-24";

describe("listings", () => {
  it("models by part of a name, family and size", () => {
    expect(queryModels()).toHaveLength(220);
    expect(queryModels({ search: "Mixtral" }).map((m) => m.id)).toEqual(["mistralai/Mixtral-8x7B-v0.1", "mistralai/Mixtral-8x22B-v0.1"]);
    for (const m of queryModels({ family: "LLAMA", minParameters: 6e9, maxParameters: 9e9 })) expect(m.parameters).toBeGreaterThan(6e9);
  });

  it("cards by part of a name, vendor and memory", () => {
    expect(queryAccelerators({ vendor: "amd" }).every((a) => a.vendor === "amd")).toBe(true);
    expect(queryAccelerators({ search: "hopper", minMemoryGiB: 100 }).map((a) => a.id)).toEqual(["h200-sxm", "h200-nvl", "gh200-144gb"]);
  });

  it("offers: cheapest first, per GPU, with source and staleness", () => {
    const rows = queryOffers({ accelerator: "h100", region: "us-*", today });
    expect(rows.length).toBeGreaterThan(20);
    for (const [i, r] of rows.entries()) {
      expect(r.usdPerGpuHour).toBeCloseTo(r.usdPerHour / r.count, 12);
      if (i > 0) expect(r.usdPerGpuHour).toBeGreaterThanOrEqual(rows[i - 1]?.usdPerGpuHour ?? 0);
      expect(r.stale).toBe(isStale(r.asOf, today));
      expect(r.region === "*" || r.region.toLowerCase().startsWith("us-")).toBe(true);
    }
  });

  it("offers by purchase, provider and price; an ambiguous card lists each, an unknown one none", () => {
    for (const r of queryOffers({ purchase: "spot", provider: "AWS", maxUsdPerGpuHour: 1, today, sort: "accelerator" }))
      expect([r.purchase, r.provider, r.usdPerGpuHour <= 1]).toEqual(["spot", "aws", true]);
    expect(new Set(queryOffers({ accelerator: "A100", today, sort: "provider" }).map((r) => r.accelerator)).size).toBe(4);
    expect(queryOffers({ accelerator: "warp-drive", today })).toEqual([]);
  });
});

describe("a region fits a pattern", () => {
  it.each([
    ["us-east-1", "us-*", true],
    ["us-east-1", "*", true],
    ["us-east-1", "*east*", true],
    ["us-east-1", "us-east-1", true],
    ["us-east-1", "US-EAST-1", true],
    ["us-east-1", "us-east", false],
    ["eu-west-1", "us-*", false],
    ["us-east-1", "us-*-2", false],
    ["*", "us-*", true],
    ["aba", "ab*ba", false],
  ])("%s, %s: %s", (region, pattern, fits) => expect(matchesRegion(region, pattern)).toBe(fits));

  it("every region fits itself, and itself with a part starred", () => {
    fc.assert(
      fc.property(
        fc.string().filter((s) => !s.includes("*")),
        fc.nat(),
        (region, n) => {
          const at = n % (region.length + 1);
          expect(matchesRegion(region, region)).toBe(true);
          expect(matchesRegion(region, `${region.slice(0, at)}*`)).toBe(true);
          expect(matchesRegion(region, `*${region.slice(at)}`)).toBe(true);
        },
      ),
      { seed: 1 },
    );
  });
});

describe("age of a price", () => {
  it.each([
    ["2026-11-24", false],
    ["2026-10-25", false],
    ["2026-10-24", true],
    ["2026-11", false],
    ["2026-10", true],
    ["2026", true],
    ["2026-Q4", true],
    ["2025-2026", true],
    ["2026-12-01", false],
    [null, true],
    ["", true],
    ["soon", true],
  ])("%s on 2026-11-24 is stale: %s", (asOf, stale) => expect(isStale(asOf, today)).toBe(stale));
});
