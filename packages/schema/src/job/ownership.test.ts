import { findAccelerator } from "@outlay/catalog";
import { describe, expect, it } from "vitest";
import { Notes } from "./notes.ts";
import { type OwnCost, ownCost } from "./ownership.ts";
import { readJob } from "./read.ts";
import type { JobBought } from "./schema.ts";

function card(name: string) {
  const found = findAccelerator(name);
  if (found.kind !== "found") throw new Error(name);
  return found.accelerator;
}

function cost(bought: JobBought, more: { launchPrice?: number | null; nodes?: number } = {}): { cost: OwnCost; codes: readonly string[] } {
  const notes = new Notes();
  const accelerator = { ...card("h100"), launchPrice: more.launchPrice ?? null };
  const own = { accelerator: "h100", bought, nodes: more.nodes };
  const found = ownCost(own, { accelerator, gpus: 8, path: "where.owned.0", electricity: false }, notes);
  return { cost: found, codes: notes.issues.map((i) => i.code) };
}

describe("hardware that the job says was bought", () => {
  it("costs what it loses in value, with the network between its nodes", () => {
    expect(cost({ usdPerGpu: 30_000 }).cost.usdPerGpuHour).toBeCloseTo(1.809287, 5);
    expect(cost({ usdPerGpu: 30_000 }, { nodes: 2 }).cost.usdPerGpuHour).toBeCloseTo(1.809287 + 0.424401, 5);
    expect(cost({ usdPerGpu: 30_000, lifetimeYears: 5, serverOverhead: 1.64 }).cost.usdPerGpuHour).toBeCloseTo(1.122519, 5);
    expect(cost({ usdPerGpu: 30_000 }).cost.priceSource).toContain("Cottier");
    expect(cost({ usdPerGpu: 30_000 }).codes).toEqual(["default.own-use"]);
  });

  it("is taken at its launch price, or asked for", () => {
    expect(cost({ use: 1 }, { launchPrice: 1599 }).codes).toEqual(["default.launch-price"]);
    expect(cost({})).toEqual({ cost: { usdPerGpuHour: null }, codes: ["job.no-launch-price"] });
  });

  it("of which only the electricity has a price is taken as paid for", () => {
    const notes = new Notes();
    const at = { accelerator: card("h100"), gpus: 1, path: "where.owned.0" };
    expect(ownCost({ accelerator: "h100" }, { ...at, electricity: true }, notes).usdPerGpuHour).toBe(0);
    expect(notes.issues.map((i) => i.code)).toEqual(["default.own-price"]);
    expect(ownCost({ accelerator: "h100" }, { ...at, electricity: false }, notes).usdPerGpuHour).toBeNull();
    expect(ownCost({ accelerator: "h100", usdPerGpuHour: 2 }, { ...at, electricity: true }, notes).usdPerGpuHour).toBe(2);
  });

  it("can't have a price an hour beside it, nor two ways of writing it off", () => {
    const told = (own: unknown): readonly string[] =>
      readJob({ model: "m", data: { tokens: "1M" }, where: { owned: [own] } }).issues.map((i) => `${i.code} ${i.path}`);
    expect(told({ accelerator: "h100", usdPerGpuHour: 1, bought: {} })).toEqual(["job.both where.owned.0.bought"]);
    expect(told({ accelerator: "h100", bought: { lifetimeYears: 5, ageYears: 1 } })).toEqual([
      "job.both where.owned.0.bought.lifetimeYears",
    ]);
    expect(told({ accelerator: "h100", bought: { use: 0 } })).toEqual(["job.bad-share where.owned.0.bought.use"]);
    expect(told({ accelerator: "h100", bought: { ageYears: 99 } })).toEqual(["job.bad-rate-up-to where.owned.0.bought.ageYears"]);
  });
});
