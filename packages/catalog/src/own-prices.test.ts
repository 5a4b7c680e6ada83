import { describe, expect, it } from "vitest";
import { machines } from "./machine.ts";
import { type PriceRow, withPrices } from "./own-prices.ts";

const row = (more: Partial<PriceRow>): PriceRow => ({
  provider: "aws",
  instanceType: "p5.48xlarge",
  accelerator: "H100",
  count: 8,
  region: "us-east-1",
  onDemand: 30,
  spot: null,
  source: null,
  asOf: null,
  ...more,
});
const base = machines({ providers: ["aws"] });
const p5 = (list: ReturnType<typeof withPrices>) => list.machines.find((m) => m.id === "aws/p5.48xlarge");

describe("prices of one's own", () => {
  it("nothing given changes nothing", () => {
    expect(withPrices(base, { rows: [], discount: 0 })).toEqual({ machines: base, issues: [] });
  });

  it("a row replaces the price of its region only, and is final", () => {
    const before = base.find((m) => m.id === "aws/p5.48xlarge")?.prices ?? [];
    const after = p5(withPrices(base, { rows: [row({})], discount: 0.5 }))?.prices ?? [];
    expect(after.find((p) => p.region === "us-east-1")).toMatchObject({ onDemand: 30, source: "own price list" });
    const west = (list: typeof before) => list.find((p) => p.region === "us-west-2")?.onDemand ?? Number.NaN;
    expect(west(after)).toBeCloseTo(west(before) / 2, 9);
    expect(after.find((p) => p.region === "us-west-2")?.source).toContain("less 50 %");
  });

  it("a price of all regions replaces them all", () => {
    expect(p5(withPrices(base, { rows: [row({ region: "*" })], discount: 0 }))?.prices).toHaveLength(1);
  });

  it("an unknown price stays unknown under a discount", () => {
    const list = withPrices(machines(), { rows: [], discount: 0.2 }).machines.flatMap((m) => m.prices);
    expect(list.filter((p) => p.onDemand === null)).toHaveLength(
      machines()
        .flatMap((m) => m.prices)
        .filter((p) => p.onDemand === null).length,
    );
  });

  it("an instance type that the catalog hasn't got becomes a machine", () => {
    const added = withPrices(base, {
      rows: [row({ provider: "ours", instanceType: "big", accelerator: "NVIDIA A100-SXM4-80GB", count: 4 })],
      discount: 0,
    }).machines.at(-1);
    expect(added).toMatchObject({ id: "ours/big", accelerator: { id: "a100-sxm-80gb" }, node: { gpus: 4, assumed: true }, maxNodes: 1 });
  });

  it("rows that can't be used are issues, the rest is kept", () => {
    const rows = [
      row({ instanceType: "x", accelerator: "A100" }),
      row({ instanceType: "y", accelerator: "warp-drive" }),
      row({ count: 4 }),
      row({}),
    ];
    const { issues, machines: list } = withPrices(base, { rows, discount: 0 });
    expect(issues.map((i) => [i.code, i.path])).toEqual([
      ["prices.accelerator-ambiguous", "where.prices.file.0"],
      ["prices.accelerator-unknown", "where.prices.file.1"],
      ["prices.count-differs", "where.prices.file.2"],
    ]);
    expect(list).toHaveLength(base.length);
  });
});
