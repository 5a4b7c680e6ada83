import { describe, expect, it } from "vitest";
import { clusterOf, gb200, h100, nodeOf, nodes } from "../../fixtures/machines.ts";
import { groupPath, transferSeconds } from "./path.ts";

const cluster = clusterOf(h100, nodes.h100, 32);
const shares = { bytes: 1e9, linkShare: 1, networkShare: 1 };

describe("a group of ranks", () => {
  it("stays in a node while its ranks do", () => {
    expect(groupPath(cluster, 1, 8)).toMatchObject({ nodes: 1, perNode: 8, link: 450e9 });
    expect(groupPath(cluster, 4, 2)).toMatchObject({ nodes: 1, perNode: 2 });
  });

  it("spans nodes once its ranks do, with as many in each as fit", () => {
    expect(groupPath(cluster, 1, 32)).toMatchObject({ nodes: 4, perNode: 8, sharing: 1 });
    expect(groupPath(cluster, 2, 16)).toMatchObject({ nodes: 4, perNode: 4, sharing: 2 });
    expect(groupPath(cluster, 8, 4)).toMatchObject({ nodes: 4, perNode: 1, sharing: 8 });
    expect(groupPath(cluster, 16, 2)).toMatchObject({ nodes: 2, perNode: 1, sharing: 8 });
  });

  it("of a rack of NVLink stays in the rack, and leaves it by the network of all its nodes", () => {
    const racks = clusterOf(gb200, nodes.nvl72, 144);
    expect(groupPath(racks, 1, 72)).toMatchObject({ nodes: 1, perNode: 72 });
    expect(groupPath(racks, 72, 2)).toMatchObject({ nodes: 2, network: 18 * 200e9 });
  });

  it("has no link or network where the machine has none", () => {
    expect(groupPath(clusterOf(h100, nodeOf(2, null), 2), 1, 2)).toMatchObject({ link: null, network: null });
  });
});

describe("passing bytes through a group", () => {
  it("of one takes no time", () => expect(transferSeconds(groupPath(cluster, 1, 1), shares)).toBe(0));

  it("inside a node takes the link's time", () => {
    expect(transferSeconds(groupPath(cluster, 1, 8), shares)).toBeCloseTo((1e9 * 7) / 8 / 450e9, 15);
  });

  it("between nodes takes the slower of link and network", () => {
    const all = groupPath(cluster, 1, 32);
    expect(transferSeconds(all, { ...shares, linkShare: 2 })).toBeCloseTo((1e9 * 3) / 4 / 400e9, 12);
    expect(transferSeconds(all, { ...shares, linkShare: 0.01 })).toBeCloseTo((1e9 * 7) / 8 / 4.5e9, 12);
  });

  it("takes longer when more groups share the node's network", () => {
    const quick = { ...shares, linkShare: 2 };
    expect(transferSeconds(groupPath(cluster, 8, 4), quick)).toBeCloseTo(8 * transferSeconds(groupPath(cluster, 1, 32), quick), 12);
  });

  it("without a way takes forever", () => {
    expect(transferSeconds(groupPath(clusterOf(h100, nodeOf(2, null), 2), 1, 2), shares)).toBe(Number.POSITIVE_INFINITY);
    expect(transferSeconds(groupPath(clusterOf(h100, nodes.pcie4, 8), 1, 8), shares)).toBe(Number.POSITIVE_INFINITY);
  });
});
