import { describe, expect, it } from "vitest";
import { priceRow } from "./offer-row.ts";

const cells = { provider: "aws", instance_type: "p5.48xlarge", accelerator: "H100", accelerator_count: "8", on_demand_usd_h: "30" };

describe("a row of a user's price list", () => {
  it("needs five columns; the rest has defaults, and unknown columns pass", () => {
    expect(priceRow.parse({ ...cells, comment: "negotiated" })).toEqual({
      provider: "aws",
      instanceType: "p5.48xlarge",
      accelerator: "H100",
      count: 8,
      region: "*",
      onDemand: 30,
      spot: null,
      source: null,
      asOf: null,
    });
    expect(priceRow.parse({ ...cells, on_demand_usd_h: "", spot_usd_h: "9.5", region: "us-east-1", as_of: "2026-11" })).toMatchObject({
      onDemand: null,
      spot: 9.5,
      region: "us-east-1",
      asOf: "2026-11",
    });
  });

  it.each([
    ["provider", ""],
    ["accelerator_count", "-1"],
    ["on_demand_usd_h", "$30"],
    ["spot_usd_h", "31"],
    ["as_of", "yesterday"],
  ])("rejects %s %j at that column", (column, value) => {
    const result = priceRow.safeParse({ ...cells, [column]: value });
    expect(result.error?.issues[0]?.path).toEqual([column]);
  });
});
