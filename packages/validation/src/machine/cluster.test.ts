import type { CatalogAccelerator } from "@outlay/catalog";
import { expect, it } from "vitest";
import { cardOf } from "./card.ts";
import { clusterOf } from "./cluster.ts";

const card = (name: string): CatalogAccelerator => {
  const found = cardOf(name);
  if (!found) throw new Error(name);
  return found.accelerator;
};

it("a stated network is taken, a missing one is the card's reference server and said", () => {
  const stated = clusterOf({ gpus_per_node: 8, inter: "Omni-Path 4x100Gb (Jean Zay)" }, card("A100-SXM-80GB"), { gpus: 384 });
  expect(stated.cluster.node.inter?.rate).toBe(50e9);
  expect(stated.cluster.nodes).toBe(48);
  expect(stated.assumed).toEqual([]);
  const missing = clusterOf({ gpus_per_node: 8 }, card("H100-SXM-80GB"), { gpus: 64 });
  expect(missing.cluster.node.inter?.rate).toBe(400e9);
  expect(missing.assumed.join()).toContain("3200 Gbps");
});

it("a rack of 72 is one domain of the fast link", () => {
  const { cluster } = clusterOf({ gpus_per_node: 4 }, card("GB200-NVL72"), { gpus: 256 });
  expect(cluster.node.linkDomain).toBe(72);
  expect(cluster.node.gpus).toBe(4);
});

it("cards told to have no NVLink talk over PCIe", () => {
  const { cluster } = clusterOf({ gpus_per_node: 2, intra: "PCIe4 x16 both cards, no NVLink" }, card("RTX4090-24GB"), { gpus: 2 });
  expect(cluster.node.intra?.kind).toBe("pcie");
  expect(cluster.node.inter).toBeNull();
});

it("a named instance brings its own network", () => {
  const { cluster } = clusterOf({ cloud: "aws p4d.24xlarge" }, card("A100-SXM-40GB"), { gpus: 16 });
  expect(cluster.node.gpus).toBe(8);
  expect(cluster.node.inter?.rate).toBe(50e9);
});

it("TPU slices are one domain, several of them a network of hosts", () => {
  const one = clusterOf({}, card("TPU-v5e-16GB"), { gpus: 256 });
  expect(one.cluster.node).toMatchObject({ gpus: 256, linkDomain: 256 });
  const eight = clusterOf({}, card("TPU-v5e-16GB"), { gpus: 2048, slice: 256 });
  expect(eight.cluster.nodes).toBe(8);
  expect(eight.assumed.join()).toContain("between slices");
});
