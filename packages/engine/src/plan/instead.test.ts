import { describe, expect, it } from "vitest";
import { machines } from "../../fixtures/machines.ts";
import { alternatives, requestOf, tokens } from "../../fixtures/requests.ts";
import { pretrain } from "../../fixtures/setups.ts";
import { megatron } from "../../fixtures/stacks.ts";
import type { HostedOffer } from "../money/hosted.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { InsteadResult } from "./result.ts";

const offer = (model: string, usd: number, more: Partial<HostedOffer> = {}): HostedOffer => ({
  provider: "service",
  model,
  per: "million-tokens",
  usd: { low: usd, high: usd },
  minimumUsd: null,
  sizes: null,
  objectives: ["sft"],
  trains: "adapters",
  source: "list",
  asOf: "2026",
  ...more,
});
const hosted = [
  offer("custom models", 2e6, { per: "project", usd: { low: 2e6, high: 3e6 }, trains: "any" }),
  offer("project without a price", 1, { per: "project", usd: null }),
  offer("gpt", 0.01),
  offer("up to 16B", 5, { sizes: { over: 0, most: 16e9 } }),
  offer("up to 8B", 0.001, { sizes: { over: 0, most: 8e9 } }),
];

function instead(more: Partial<PlanRequest> = {}): InsteadResult {
  const found = plan(requestOf({ machines: [machines.a10g], hosted, work: tokens(1e7, 1024), ...more }), alternatives).instead;
  if (!found) throw new Error("no plan");
  return found;
}

describe("instead of a plan", () => {
  it("services are listed: those of its size first, the cheapest of them first; whole-model programmes last", () => {
    expect(instead().hosted.map((h) => [h.model, h.fit])).toEqual([
      ["up to 8B", "same"],
      ["up to 16B", "same"],
      ["gpt", "other"],
      ["custom models", "programme"],
    ]);
    const [cheap, dear] = instead().hosted;
    expect(dear?.usd.low).toBeCloseTo(50, 0);
    expect(cheap?.breakEvenTokens).toBeNull();
    expect(dear?.breakEvenTokens).toBeGreaterThan(0);
  });

  it("a pre-training has the programmes alone", () => {
    const of = { method: pretrain, stacks: [megatron], machines: [machines.h100], gpus: { min: 8, max: 8 }, work: tokens(1e9) };
    expect(instead(of).hosted.map((h) => h.fit)).toEqual(["programme"]);
  });

  it("answers can be bought: the training pays after what it costs over what an answer saves", () => {
    const api = { usdPerMillionTokens: 3, ownUsdPerMillionTokens: 1, tokensPerMonth: 1e6 };
    const found = plan(requestOf({ machines: [machines.a10g], api }), alternatives);
    const cost = found.plans[0]?.costUsd?.p50 ?? Number.NaN;
    expect(found.instead?.api?.breakEvenTokens).toBeCloseTo((cost / 2) * 1e6, 3);
    expect(found.instead?.api?.months).toBeCloseTo(cost / 2, 9);
    expect(instead({ api: { ...api, tokensPerMonth: null } }).api?.months).toBeNull();
    expect(instead({ api: { ...api, ownUsdPerMillionTokens: 4 } }).api).toMatchObject({ breakEvenTokens: null, months: null });
    expect(instead().api).toBeNull();
  });

  it("of hardware without a price nothing breaks even, and without a plan there is nothing", () => {
    const mine = instead({
      machines: [machines.ownRtx4090],
      gpus: { min: 1, max: 1 },
      api: { usdPerMillionTokens: 3, ownUsdPerMillionTokens: 0, tokensPerMonth: null },
    });
    expect([mine.api, mine.hosted[0]?.breakEvenTokens]).toEqual([null, null]);
    expect(plan(requestOf({ machines: [machines.a10g], purchases: ["spot"], stacks: [] }), alternatives).instead).toBeNull();
  });
});
