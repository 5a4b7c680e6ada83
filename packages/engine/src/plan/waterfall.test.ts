import { describe, expect, it } from "vitest";
import { a100With40GB, machineOf, machines, nodes, priceOf } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { alternatives, requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { pretrain } from "../../fixtures/setups.ts";
import { megatron } from "../../fixtures/stacks.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan } from "./result.ts";

const disk = { provider: "cloud", kind: "storage", item: "disk", usd: 0.1, unit: "GB-month", source: "list", asOf: null } as const;
const cluster = machineOf("a100-8", a100With40GB, nodes.a100, { prices: [priceOf(32, 12)] });
const pretraining: Partial<PlanRequest> = {
  model: { name: "llama-3.2-1b", architecture: models.llama32With1B, source: "the model card", verified: true, checkpoint: null },
  method: pretrain,
  work: tokens(1e11, 2048, { globalBatch: 512 }),
  machines: [cluster],
  stacks: [megatron],
  gpus: { min: 64, max: 64 },
  layout: { tp: 2, pp: 2, recompute: "full" },
};

function planned(more: Partial<PlanRequest>): Plan {
  const [first] = plan(requestOf({ dataPrices: [disk], ...more }), alternatives).plans;
  if (!first) throw new Error("no plan");
  return first;
}

describe("from the cards' peak to the bill", () => {
  it.each([
    ["a fine-tune that pads", { machines: [machines.a10g], work: samples(5000, 1, { padding: "max" }) }],
    ["a spot run that is interrupted", { machines: [machines.a10g], work: samples(200_000), purchases: ["spot"] }],
    ["a pre-training in a pipeline", pretraining],
    ["an evaluated run", { machines: [machines.a10g], run: { ...requestOf().run, evaluateEvery: 10 } }],
  ] as const)("%s: GPU-hours sum to those paid, money to the cost", (_, more) => {
    const p = planned(more);
    const hours = p.waterfall.reduce((sum, s) => sum + s.gpuHours, 0);
    const usd = p.waterfall.reduce((sum, s) => sum + (s.usd ?? 0), 0);
    expect(hours / p.gpuHours.p50).toBeCloseTo(1, 9);
    expect(usd / (p.costUsd?.p50 ?? 0)).toBeCloseTo(1, 9);
    for (const s of p.waterfall) expect(s.gpuHours).toBeGreaterThanOrEqual(0);
    const ideal = p.waterfall.find((s) => s.id === "ideal");
    const training = p.runSeconds.parts.find((part) => part.id === "training")?.value ?? 0;
    const useful = p.usefulTokens / p.tokens;
    expect(ideal?.gpuHours).toBeCloseTo((p.mfu * useful * training * p.gpus) / 3600, 6);
  });

  it("names what a run loses", () => {
    const ids = (more: Partial<PlanRequest>): readonly string[] => planned(more).waterfall.map((s) => s.id);
    expect(ids(pretraining)).toEqual(expect.arrayContaining(["recompute", "exchange", "pipeline", "restarts", "lost", "storage"]));
    const padding = (kind: "max" | "packed"): number =>
      planned({ machines: [machines.a10g], work: samples(5000, 1, { padding: kind }) }).waterfall.find((s) => s.id === "padding")
        ?.gpuHours ?? 0;
    expect(padding("max")).toBeGreaterThan(10 * padding("packed"));
  });

  it("of hardware without a price is in GPU-hours alone", () => {
    const { waterfall } = planned({ machines: [machines.ownRtx4090], gpus: { min: 1, max: 1 } });
    expect(waterfall.every((s) => s.usd === null)).toBe(true);
  });
});
