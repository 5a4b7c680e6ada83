import { describe, expect, it } from "vitest";
import { accelerators } from "./accelerator.ts";
import { carbon, commitments, dataPrices, hostedPrices, recentQuotes } from "./other-prices.ts";
import { assumptions, calibration, findStack, stacks } from "./stack.ts";

describe("prices beside the hour of a machine", () => {
  it("data is priced per GB also where the provider bills GiB", () => {
    expect(dataPrices.find((p) => p.provider === "nebius" && p.item === "Object Storage Standard")?.usd).toBeCloseTo(
      0.0147 / 1.073741824,
      9,
    );
    expect(new Set(dataPrices.map((p) => p.kind))).toEqual(new Set(["storage", "egress", "transfer"]));
    for (const p of dataPrices) expect(p.unit).toBe(p.kind === "storage" ? "GB-month" : "GB");
  });

  it("commitments state a price or a discount", () => {
    expect(commitments.length).toBeGreaterThan(40);
    for (const c of commitments) expect(c.usdPerGpuHour ?? c.discount).not.toBeNull();
  });

  it("hosted prices may be a range", () => {
    expect(hostedPrices.find((p) => p.method === "custom training")?.usd).toEqual({ low: 2e6, high: 3e6 });
    expect(hostedPrices.find((p) => p.model === "gpt-4o-mini-2024-07-18")?.usd).toEqual({ low: 3, high: 3 });
  });

  it("quotes name cards of the catalog", () => {
    const cards = new Set(accelerators.map((a) => a.id));
    for (const q of recentQuotes) expect(cards.has(q.accelerator)).toBe(true);
  });

  it("hosted prices say for which sizes, which training and how much of it", () => {
    const of = (provider: string, model: string) => hostedPrices.filter((h) => h.provider === provider && h.model === model);
    expect(of("Together AI", "17B-69B")[0]).toMatchObject({ sizes: { over: 16e9, most: 69e9 }, trains: "adapters", per: "million-tokens" });
    expect(of("Fireworks AI", "16.1B-80B")[0]?.sizes?.over).toBeCloseTo(16.1e9, 0);
    expect(of("Together AI", "up to 16B").map((h) => h.trains)).toEqual(["adapters", "full", "adapters", "full", "full"]);
    expect(of("Together AI", "up to 16B").map((h) => h.objectives)).toEqual([["sft"], ["sft"], ["dpo"], ["dpo"], ["sft"]]);
    expect(of("OpenAI", "gpt-4.1-2025-04-14")[0]?.objectives).toEqual(["sft", "dpo"]);
    expect(of("OpenAI", "o4-mini-2025-04-16")[0]?.objectives).toEqual([]);
    expect(of("Mistral", "Mistral NeMo")[0]).toMatchObject({ minimumUsd: 4, sizes: null });
    expect(hostedPrices.filter((h) => h.per === "project")).toHaveLength(1);
    expect(hostedPrices.filter((h) => h.per === "hour")).toHaveLength(1);
  });

  it("carbon by region, newest figure, and the provider's PUE", () => {
    expect(carbon).toHaveLength(195);
    const of = (provider: string, region: string | null): readonly number[] =>
      carbon.filter((c) => c.provider === provider && c.region === region).map((c) => c.value);
    expect(of("gcp", "asia-east1")).toContain(439.29);
    expect(of("gcp", null)).toEqual([1.1]);
    expect(of("azure", "eastus2")).toEqual([379.069]);
  });
});

describe("software and constants", () => {
  it("a stack is found by id or name", () => {
    expect(findStack("HF Trainer")).toMatchObject({ kind: "found", stack: { id: "hf-trainer" } });
    for (const s of stacks)
      for (const name of [s.id, s.name, s.id.toUpperCase()]) expect(findStack(name)).toMatchObject({ kind: "found", stack: { id: s.id } });
    expect(findStack("unslot")).toMatchObject({ kind: "none", suggestions: expect.arrayContaining(["unsloth"]) });
    expect(findStack("")).toEqual({ kind: "none", suggestions: [] });
  });

  it("constants and assumptions are there, with a source", () => {
    expect(calibration.few.constants.matmul).toBeGreaterThan(0);
    expect(calibration.source).not.toBe("");
    for (const a of Object.values(assumptions)) expect(a.low <= a.value && a.value <= a.high && a.source !== "").toBe(true);
  });
});

it("a project is at most so many times its last run as where 82.2 % of all compute were experiments and failed runs", () => {
  expect(assumptions["experiments-multiplier"].high).toBeCloseTo(1 / (1 - 0.822), 1);
});
