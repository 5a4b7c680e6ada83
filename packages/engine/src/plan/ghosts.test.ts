import { describe, expect, it } from "vitest";
import { machines } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { alternatives, requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { full, lora, pretrain, qlora } from "../../fixtures/setups.ts";
import { megatron, torchtitan, trl } from "../../fixtures/stacks.ts";
import { type GhostId, type GhostResult, GHOSTS, ghosts } from "./ghosts.ts";
import { planned } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan } from "./result.ts";
import { whatif } from "./whatif.ts";

const model = (name: string, architecture: PlanRequest["model"]["architecture"]): PlanRequest["model"] => ({
  name,
  architecture,
  source: "the model card",
  verified: true,
  checkpoint: null,
});

interface Haunted {
  readonly plan: Plan;
  readonly of: (id: GhostId) => GhostResult;
}

function haunted(more: Partial<PlanRequest>): Haunted {
  const request = requestOf(more);
  const { result, offerings } = planned(request, alternatives);
  const [[plan], [offering]] = [result.plans, offerings];
  if (!plan || !offering) throw new Error(JSON.stringify(result.issues));
  const all = ghosts(request, offering);
  expect(all.map((g) => g.id)).toEqual([...GHOSTS]);
  return {
    plan,
    of: (id) => {
      const found = all.find((g) => g.id === id);
      if (!found) throw new Error(id);
      return found;
    },
  };
}

const bytes = (g: GhostResult): number => g.memoryBytes?.p50 ?? Number.NaN;

const ADAPTERS: Partial<PlanRequest> = {
  machines: [machines.h100],
  stacks: [trl],
  model: model("mistral-7b", models.mistral7B),
  method: lora(),
  gpus: { min: 8, max: 8 },
  work: samples(2000, 1, { globalBatch: 64 }),
  layout: { sharding: "none", recompute: "none", microBatch: 4 },
};

describe("what a device would hold with one thing changed", () => {
  it("is less with quantised weights, recomputation, shards, states of a byte and half the micro-batch", () => {
    const { plan, of } = haunted(ADAPTERS);
    for (const id of GHOSTS) {
      expect(of(id).hollow, id).toBeNull();
      expect(bytes(of(id)), id).toBeLessThan(plan.memoryBytes.p50);
      expect(of(id).memoryBytes?.capacity, id).toBe(plan.memoryBytes.capacity);
    }
    expect([of("qlora").to, of("recompute").to, of("micro-batch").to]).toEqual(["qlora", "full", "2"]);
  });

  it("is what the lever of that name says, where nothing else has to follow", () => {
    const { of } = haunted(ADAPTERS);
    const { levers } = whatif(requestOf(ADAPTERS), alternatives);
    const lever = (path: string, to: string): number | null => levers.find((l) => l.path === path && l.to === to)?.memoryBytes ?? null;
    expect(bytes(of("recompute"))).toBe(lever("layout.recompute", "full"));
    expect(bytes(of("micro-batch"))).toBe(lever("layout.microBatch", "2"));
    expect(bytes(of("sharding"))).toBe(lever("layout.sharding", of("sharding").to));
    expect(bytes(of("optimizer-8bit"))).toBe(lever("training.optimizer", of("optimizer-8bit").to));
  });

  it("has parts that sum to it", () => {
    const { of } = haunted({ ...ADAPTERS, method: full, layout: { sharding: "zero-3", recompute: "none" } });
    const { memoryBytes } = of("recompute");
    const sum = memoryBytes?.parts.reduce((all, p) => all + p.value, 0) ?? 0;
    expect(sum / (memoryBytes?.p50 ?? 0)).toBeCloseTo(1, 9);
  });

  it("isn't there where it is so already, can't be, or makes no sense: with the reason", () => {
    const alone = haunted({
      machines: [machines.a10g],
      stacks: [trl],
      method: qlora(),
      gpus: { min: 1, max: 1 },
      training: { ...requestOf().training, optimizer: "paged-adamw-8bit" },
      layout: { recompute: "full", microBatch: 1 },
    });
    expect(GHOSTS.map((id) => alone.of(id).hollow)).toEqual(["taken", "taken", "alone", "taken", "smallest"]);
    const cluster = haunted({
      machines: [machines.h100],
      stacks: [megatron],
      model: model("llama-3-8b", models.llama3With8B),
      method: pretrain,
      gpus: { min: 16, max: 16 },
      work: tokens(2e9, 8192, { globalBatch: 64 }),
    });
    expect([cluster.of("qlora").hollow, cluster.of("optimizer-8bit").hollow, cluster.of("sharding").hollow]).toEqual([
      "method",
      "stack",
      "stack",
    ]);
    const sharded = haunted({
      machines: [machines.h100],
      stacks: [torchtitan],
      model: model("llama-3-8b", models.llama3With8B),
      method: pretrain,
      gpus: { min: 8, max: 8 },
      work: tokens(2e8, 8192, { globalBatch: 64 }),
      layout: { sharding: "fsdp" },
    });
    expect(sharded.of("sharding").hollow).toBe("taken");
    const whole = haunted({
      machines: [machines.h100],
      stacks: [torchtitan],
      model: model("llama-3-8b", models.llama3With8B),
      method: full,
      gpus: { min: 8, max: 8 },
      work: samples(2000, 1, { globalBatch: 64 }),
    });
    expect([whole.of("qlora").hollow, whole.of("qlora").to]).toEqual(["machine", "qlora"]);
  });
});
