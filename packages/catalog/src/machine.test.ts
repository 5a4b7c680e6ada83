import type { Machine } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import { accelerators } from "./accelerator.ts";
import { machines, MOST_NODES } from "./machine.ts";
import { offers } from "./offer.ts";

const machine = (id: string): Machine => {
  const found = machines({ unpriced: true }).find((m) => m.id === id);
  if (!found) throw new Error(id);
  return found;
};

describe("offers", () => {
  const all = offers().flatMap((o) => o.prices.map((p) => ({ ...o, ...p })));

  it("there are 1,835, each of a card that the catalog has", () => {
    const cards = new Set(accelerators.map((a) => a.id));
    expect(all).toHaveLength(1835);
    for (const o of all) expect(cards.has(o.accelerator)).toBe(true);
  });

  it("a price is positive or unknown, never 0; spot is no dearer than on demand; a source is named", () => {
    for (const o of all) {
      expect(o.onDemand ?? o.spot).not.toBeNull();
      for (const usd of [o.onDemand, o.spot]) if (usd !== null) expect(usd).toBeGreaterThan(0);
      if (o.spot !== null && o.onDemand !== null) expect(o.spot).toBeLessThanOrEqual(o.onDemand);
      expect(o.source).not.toBe("");
    }
  });

  it("are per whole instance: eight H100 of AWS cost eight times 6.88", () => {
    expect(machine("aws/p5.48xlarge").prices.find((p) => p.region === "us-east-1")?.onDemand).toBeCloseTo(8 * 6.88, 2);
    expect(machine("aws/g5.xlarge").prices.find((p) => p.region === "us-east-1")).toMatchObject({ onDemand: 1.006, asOf: "2026-07-20" });
  });
});

describe("machines", () => {
  it("each instance type is one machine with a price per region", () => {
    const list = machines();
    expect(new Set(list.map((m) => m.id)).size).toBe(list.length);
    for (const m of list) expect(new Set(m.prices.map((p) => p.region)).size).toBe(m.prices.length);
  });

  it("a node's links are one direction: 450 GB/s NVLink and 8x400 Gbps", () => {
    expect(machine("azure/Standard_ND96isr_H100_v5").node).toMatchObject({
      gpus: 8,
      intra: { kind: "nvlink", rate: 450e9 },
      inter: { kind: "infiniband", rate: 400e9 },
      assumed: false,
      linkDomain: 8,
    });
  });

  it("only instances that are known to be connected go beyond one node", () => {
    expect(machine("aws/p5.48xlarge").maxNodes).toBe(MOST_NODES);
    expect(machine("lambda/gpu_8x_h100_sxm5")).toMatchObject({ maxNodes: 1, node: { inter: null, assumed: false } });
    expect(machine("runpod/8x_H100-SXM_SECURE").maxNodes).toBe(1);
    for (const m of machines()) expect(m.maxNodes > 1).toBe(m.node.inter !== null);
  });

  it("without a row of links a box takes the card's own, flagged: NVLink for SXM, PCIe for the rest", () => {
    expect(machine("crusoe/h100-sxm.8x").node).toMatchObject({ assumed: true, inter: null, intra: { kind: "nvlink", rate: 450e9 } });
    expect(machine("vast/8x-RTX_4090-32-65536").node).toMatchObject({ assumed: true, intra: { kind: "pcie", rate: 31.5e9 } });
    expect(machine("crusoe/a100-pcie-80gb.8x").node.intra).toMatchObject({ kind: "pcie" });
  });

  it("bridges join pairs: two cards have NVLink, four talk over PCIe", () => {
    expect(machine("azure/Standard_NC48ads_A100_v4").node.intra).toMatchObject({ kind: "nvlink", rate: 300e9 });
    expect(machine("azure/Standard_NC96ads_A100_v4").node.intra).toMatchObject({ kind: "pcie", rate: 31.5e9 });
  });

  it("a single card has no inner link, several always have one", () => {
    for (const m of machines({ unpriced: true })) expect(m.node.intra === null).toBe(m.node.gpus === 1);
  });

  it("racks share NVLink among 72, a TPU slice is one node", () => {
    expect(machine("azure/Standard_ND128isr_NDR_GB200_v6").node).toMatchObject({ gpus: 4, linkDomain: 72 });
    expect(machine("gcp/tpu-v5p-128")).toMatchObject({
      maxNodes: 1,
      node: { gpus: 64, linkDomain: 64, inter: null, assumed: false, intra: { kind: "ici", rate: 600e9 } },
    });
  });

  it("filters by card and provider", () => {
    const list = machines({ accelerators: ["a10g"], providers: ["aws"] });
    expect(list.length).toBeGreaterThan(3);
    for (const m of list) expect([m.provider, m.accelerator.id]).toEqual(["aws", "a10g"]);
  });

  it("hardware that nobody prices is there on request, without a price", () => {
    expect(machines().some((m) => m.prices.length === 0)).toBe(false);
    expect(machine("generic/DGX-H100")).toMatchObject({ prices: [], maxNodes: MOST_NODES, node: { gpus: 8 } });
    for (const a of accelerators) expect(machines({ unpriced: true, accelerators: [a.id] }).length).toBeGreaterThan(0);
  });
});
