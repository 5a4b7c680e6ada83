import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CatalogAccelerator, findAccelerator } from "./accelerator.ts";
import { ownedMachine, readFabric } from "./owned-machine.ts";

const card = (name: string): CatalogAccelerator => {
  const found = findAccelerator(name);
  if (found.kind !== "found") throw new Error(name);
  return found.accelerator;
};
const own = (name: string, gpusPerNode: number, nodes: number, fabric: string | null) =>
  ownedMachine({ accelerator: card(name), gpusPerNode, nodes, fabric, usdPerGpuHour: 2 });

describe("hardware of one's own", () => {
  it("a 4090 at home is one card with nothing to assume", () => {
    expect(own("4090", 1, 1, null)).toMatchObject({
      owned: true,
      maxNodes: 1,
      node: { gpus: 1, intra: null, inter: null, assumed: false },
    });
  });

  it("stands at home where it is one box of desktop cards, else in a data centre, or where the job says", () => {
    expect(own("4090", 2, 1, null).site).toBe("home");
    expect(own("rtx-a6000", 1, 1, null).site).toBe("home");
    expect(own("4090", 8, 4, null).site).toBe("data-centre");
    expect(own("h100", 8, 1, null).site).toBe("data-centre");
    const said = { accelerator: card("4090"), gpusPerNode: 1, nodes: 1, fabric: null, usdPerGpuHour: null, site: "server-room" } as const;
    expect(ownedMachine(said).site).toBe("server-room");
  });

  it("a whole node's price is its cards'; none is unknown, 0 is 0", () => {
    expect(own("h100", 8, 1, null).prices).toMatchObject([{ onDemand: 16, spot: null }]);
    const base = { accelerator: card("h100"), gpusPerNode: 8, nodes: 1, fabric: null };
    expect(ownedMachine({ ...base, usdPerGpuHour: null }).prices).toEqual([]);
    expect(ownedMachine({ ...base, usdPerGpuHour: 0, asOf: "2026-11-24" }).prices).toMatchObject([{ onDemand: 0, asOf: "2026-11-24" }]);
  });

  it("links not said are the reference server's, flagged: 8x400 for Hopper, 8x200 for A100, 100 Gbps without one", () => {
    expect(own("h100", 8, 4, null)).toMatchObject({
      maxNodes: 4,
      node: { assumed: true, intra: { kind: "nvlink", rate: 450e9 }, inter: { kind: "infiniband", rate: 400e9 } },
    });
    expect(own("a100-80gb", 8, 2, null).node.inter).toMatchObject({ rate: 200e9 });
    expect(own("4090", 8, 2, null).node).toMatchObject({
      assumed: true,
      intra: { kind: "pcie", rate: 31.5e9 },
      inter: { kind: "ethernet", rate: 12.5e9 },
    });
  });

  it("trays of a rack share NVLink", () => {
    expect(own("gb200", 4, 18, null).node.linkDomain).toBe(72);
    expect(own("gb200", 4, 2, null).node.linkDomain).toBe(8);
  });
});

describe("links as people write them", () => {
  it.each([
    ["100G ethernet", { network: "ethernet", rate: 12.5e9, inside: null }],
    ["InfiniBand NDR 8x400", { network: "infiniband", rate: 400e9 }],
    ["IB HDR", { network: "infiniband", rate: null, port: 25e9 }],
    ["3200 Gbps", { network: "other", rate: 400e9 }],
    ["3.2 Tbps", { rate: 400e9 }],
    ["50 GB/s", { rate: 50e9 }],
    ["EFA", { network: "efa", rate: null }],
    ["RoCE 8 x 400 Gb", { network: "roce", rate: 400e9 }],
    ["pcie", { inside: "pcie", network: null }],
    ["PCIe 4 x16, 25GbE", { inside: "pcie", network: "ethernet", rate: 3.125e9 }],
    ["NVLink4, 8x200 HDR", { inside: "nvlink", network: "infiniband", rate: 200e9 }],
  ])("%s", (text, read) => expect(readFabric(text)).toMatchObject(read));

  it("what isn't understood is said to be so", () => expect(readFabric("the usual")).toBeNull());

  it("what is said is used and no longer assumed", () => {
    expect(own("h100", 8, 2, "100G ethernet").node).toMatchObject({
      assumed: false,
      inter: { kind: "ethernet", rate: 12.5e9 },
      intra: { kind: "nvlink" },
    });
    expect(own("h100", 8, 2, "InfiniBand NDR").node).toMatchObject({ assumed: false, inter: { rate: 400e9 } });
    expect(own("h100", 8, 1, "pcie").node).toMatchObject({ assumed: false, intra: { kind: "pcie", rate: 63e9 }, inter: null });
    expect(own("h100", 8, 2, "EFA").node).toMatchObject({ assumed: true, inter: { kind: "efa", rate: 400e9 } });
  });

  it("any phrase is answered with rates that are positive", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 1, max: 16 }), (phrase, nodes) => {
        const { node } = own("a100-80gb", 8, nodes, phrase);
        expect(node.intra?.rate).toBeGreaterThan(0);
        expect(node.inter === null).toBe(nodes === 1);
      }),
      { seed: 1 },
    );
  });
});
