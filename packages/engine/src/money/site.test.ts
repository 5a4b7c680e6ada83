import { describe, expect, it } from "vitest";
import { sites } from "../../fixtures/requests.ts";
import { gridIntensity, siteFactor } from "./site.ts";

describe("the grid of a region", () => {
  it("is its newest figure, with what years and hours differ by", () => {
    const grid = gridIntensity(sites, "cloud", "us-east-1");
    expect([grid.p50, grid.known, grid.source]).toEqual([350, true, "a table, 2024"]);
    expect(grid.p10).toBeLessThan(350);
    expect(grid.p90).toBeGreaterThan(350);
    expect(gridIntensity(sites, "cloud", "eu-west-1").source).toBe("a table");
  });

  it("that isn't known has the range of the provider's regions, or of all; it is said not to be known", () => {
    expect(gridIntensity(sites, "cloud", "mars-1")).toMatchObject({ p10: 50, p50: 350, p90: 400, known: false });
    expect(gridIntensity(sites, "nobody", null)).toMatchObject({ p10: 20, p90: 400, known: false });
    expect(gridIntensity([], "nobody", null)).toMatchObject({ p10: 0, p50: 0, p90: 0, known: false });
  });

  it("has the provider's PUE, where there is one", () => {
    expect(siteFactor(sites, "cloud")?.value).toBe(1.1);
    expect(siteFactor(sites, "other")).toBeNull();
  });
});
