import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS, setups } from "../../fixtures/arbitraries.ts";
import { llama2With7B, tableOf, tiny } from "../../fixtures/models.ts";
import { byEngine, byTrainer, dpo, grpo, orpo, ppo, reward } from "../../fixtures/objectives.ts";
import { full, lora, qlora, setupOf } from "../../fixtures/setups.ts";
import { deepspeed, trl } from "../../fixtures/stacks.ts";
import type { Setup } from "../layout/setup.ts";
import type { Objective } from "../method/objective.ts";
import { totalParameters } from "../model/parameters.ts";
import { withScalarHead } from "../model/scalar-head.ts";
import { sum } from "../quantity.ts";
import { memoryParts } from "./explain.ts";
import { phaseBytes, totalBytes } from "./phases.ts";
import { sideBytes } from "./models.ts";
import { wholePeak } from "./objective.ts";
import { rolloutSpace } from "./rollout.ts";
import { logitsBytes } from "./transients.ts";

const n = totalParameters(tableOf(tiny));
const withObjective = (setup: Setup, objective: Objective | null): Setup => ({ ...setup, objective });
const of = (objective: Objective | null, more: Parameters<typeof setupOf>[0] = {}): Setup => setupOf({ stack: trl, ...more, objective });
const rolloutTerm = (setup: Setup): number => {
  const all = phaseBytes(wholePeak(setup));
  return all[all.length - 1] ?? 0;
};

describe("the peak with an objective", () => {
  it("is the sum of its terms, none negative, and never below the next token's with the same loss", () => {
    fc.assert(
      fc.property(setups, fc.constantFrom(dpo, orpo, grpo(), ppo(), grpo({ generation: byEngine })), (setup, objective) => {
        const plain = wholePeak(withObjective(setup, orpo));
        const peak = wholePeak(withObjective(setup, objective));
        expect(totalBytes(peak.terms) / peak.total).toBeCloseTo(1, 9);
        for (const value of Object.values(peak.terms)) expect(value).toBeGreaterThanOrEqual(0);
        expect(peak.total).toBeGreaterThanOrEqual(plain.total * (1 - 1e-9));
        expect(sum(memoryParts(withObjective(setup, objective), peak)) / peak.total).toBeCloseTo(1, 9);
      }),
      RUNS,
    );
  });

  it("holds the reference of a full fine-tune: two bytes a parameter more", () => {
    expect(wholePeak(of(dpo)).total - wholePeak(of(orpo)).total).toBeCloseTo(2 * n, 0);
  });

  it("needs no memory for the reference of adapters, of a quantised base either, nor for one passed before", () => {
    for (const method of [lora(), qlora()]) expect(sideBytes(of(dpo, { method }), "first").reference).toBe(0);
    expect(wholePeak(of({ ...dpo, reference: "precomputed" })).total).toBe(wholePeak(of(orpo)).total);
  });

  it("shards the reference where the policy's weights are: over ZeRO-3, not over ZeRO-1 and 2", () => {
    const reference = (sharding: "zero-1" | "zero-2" | "zero-3"): number =>
      sideBytes(of(dpo, { layout: { dp: 8, sharding } }), "first").reference;
    expect(reference("zero-3")).toBeCloseTo((2 * n) / 8, 0);
    expect([reference("zero-1"), reference("zero-2")]).toEqual([2 * n, 2 * n]);
  });

  it("keeps an offloaded reference on the host", () => {
    const setup = of(dpo, { layout: { offload: "params" } });
    expect(sideBytes(setup, "first")).toMatchObject({ reference: 0, hosted: 2 * n });
    expect(wholePeak(setup).hosted - wholePeak(of(orpo, { layout: { offload: "params" } })).hosted).toBeCloseTo(2 * n, 0);
  });

  it("has 8 bytes around the loss of log-probabilities, whatever the stack fuses, and next to none with a head of width 1", () => {
    const model = { ...llama2With7B, vocab: 128256 };
    const logits = (objective: Objective | null, table = tableOf(model)): number =>
      logitsBytes({ ...setupOf({ model, stack: { ...trl, logitsBytes: 1 }, layout: { microBatch: 8 } }), table, objective });
    expect(logits(orpo) / logits(null)).toBe(8);
    expect(logits(reward, withScalarHead(tableOf(model))) / logits(null)).toBeCloseTo(1 / 128256, 9);
  });
});

describe("a round", () => {
  it("holds the cache of all answers that are written at a time", () => {
    const small = rolloutTerm(of(grpo({ generation: { ...byTrainer, batch: 1 } }), { batch: { globalBatch: 64 } }));
    const large = rolloutTerm(of(grpo({ generation: { ...byTrainer, batch: 33 } }), { batch: { globalBatch: 64 } }));
    expect(large - small).toBeCloseTo(32 * 500 * 2 * 2 * 8 * 256, 0);
  });

  it("is the peak when its cache is larger than what training takes", () => {
    const setup = of(grpo({ maxResponseTokens: 30_000, generation: { ...byTrainer, batch: 64 } }), { batch: { globalBatch: 64 } });
    const peak = wholePeak(setup);
    expect(peak.phase).toBe("rollout");
    expect(peak.terms.gradients).toBe(0);
    expect(totalBytes(peak.terms)).toBeCloseTo(peak.total, 0);
    expect(phaseBytes(peak)).toHaveLength(7);
  });

  it("gathers sharded weights whole before the trainer generates", () => {
    const space = (sharding: "zero-1" | "zero-3", method = full): number => {
      const objective = grpo();
      const setup = of(objective, { method, layout: { dp: 8, sharding }, batch: { globalBatch: 64 } });
      return objective.rollout ? rolloutSpace(setup, objective.rollout).weights : 0;
    };
    expect(space("zero-3")).toBeCloseTo(2 * n, 0);
    expect(space("zero-1")).toBe(0);
    expect(space("zero-3", qlora())).toBeLessThan(0.8 * space("zero-3", lora()));
  });

  it("lies over several cards where the stack cuts what one can't hold", () => {
    const objective = grpo();
    const at = (cutsGeneration: boolean) => {
      const stack = { ...deepspeed, cutsGeneration };
      const setup = setupOf({
        model: { ...llama2With7B, layers: 120 },
        stack,
        objective,
        layout: { dp: 8, sharding: "zero-3" },
        batch: { globalBatch: 64 },
      });
      if (!objective.rollout) throw new Error("no rollout");
      return rolloutSpace(setup, objective.rollout);
    };
    expect(at(false)).toMatchObject({ copies: 8, tp: 1, sequences: 8 });
    expect(at(true).tp).toBeGreaterThan(1);
    expect(at(true).copies * at(true).tp).toBe(8);
  });
});

describe("vLLM's share", () => {
  const objective = (more: Partial<typeof byEngine> = {}): Objective => grpo({ generation: { ...byEngine, ...more } });
  const card = setupOf().cluster.accelerator.memory;
  const cacheOf = (o: Objective): number => wholePeak(of(o, { batch: { globalBatch: 64 } })).terms.cache ?? 0;

  it("stands beside the training, unless the engine sleeps", () => {
    expect(cacheOf(objective())).toBeCloseTo(0.3 * card, 0);
    expect(wholePeak(of(objective(), { batch: { globalBatch: 64 } })).reserved).toBeCloseTo(0.3 * card, 0);
    expect(wholePeak(of(objective({ sleeps: true }), { batch: { globalBatch: 64 } })).reserved).toBeCloseTo(0.3 * card, 0);
    expect(wholePeak(of(objective({ sleeps: true }), { batch: { globalBatch: 64 }, layout: { microBatch: 64 } })).reserved).toBe(0);
    const awake = wholePeak(of(objective(), { batch: { globalBatch: 64 } }));
    const asleep = wholePeak(of(objective({ sleeps: true }), { batch: { globalBatch: 64 } }));
    expect(awake.total).toBeGreaterThan(asleep.total);
    expect(phaseBytes(asleep)[0]).toBeCloseTo((phaseBytes(awake)[0] ?? 0) - 0.3 * card, 0);
  });

  it("holds one whole answer at least, however small it is asked for", () => {
    expect(cacheOf(objective({ memoryShare: 0.001 }))).toBeGreaterThan(2 * n + 500 * 2 * 2 * 8 * 256);
  });

  it("on GPUs of its own leaves the training's alone, and counts where weights and one answer need more", () => {
    const apart = objective({ gpus: 4, memoryShare: 0.9 });
    const alone = wholePeak(of(apart, { batch: { globalBatch: 64 }, layout: { microBatch: 8 } }));
    expect(alone.terms.cache).toBe(0);
    const large = grpo({ maxResponseTokens: 10e6, generation: { ...byEngine, gpus: 4, memoryShare: 0.9 } });
    const fuller = wholePeak(of(large, { batch: { globalBatch: 64 } }));
    expect(fuller.phase).toBe("rollout");
    expect(fuller.total).toBeCloseTo(2 * n + 1e9 + (10e6 + 200) * 2 * 2 * 8 * 256, -3);
    expect(fuller.terms.weights).toBe(0);
  });

  it("is cut over as few GPUs as hold the weights, or as many as the job says", () => {
    const o = objective();
    const tp = (generation: Partial<typeof byEngine>, layers = 120): number => {
      const setup = setupOf({ model: { ...llama2With7B, layers }, objective: o, layout: { dp: 8 }, batch: { globalBatch: 64 } });
      if (!o.rollout) throw new Error("no rollout");
      return rolloutSpace(setup, { ...o.rollout, generation: { ...o.rollout.generation, ...generation } }).tp;
    };
    expect(tp({}, 8)).toBe(1);
    expect(tp({})).toBe(4);
    expect(tp({ tp: 2 })).toBe(2);
    expect(tp({ tp: 64 })).toBe(8);
  });
});

describe("the models of PPO", () => {
  it("stand frozen, but for the value model, which is a training of its own", () => {
    const side = sideBytes(of(ppo()), "first");
    const scalar = n - 512 * 32000 + 512;
    expect(side.reference).toBe(2 * n);
    expect(side.reward).toBeCloseTo(2 * scalar, 0);
    expect(side.value).toBeCloseTo(3 * side.reward, 0);
  });

  it("have the activations of policy and value alive at once in one graph, by turns otherwise", () => {
    const at = (jointValue: boolean): number => wholePeak(of(ppo(), { stack: { ...trl, jointValue }, layout: { microBatch: 32 } })).total;
    expect(at(true)).toBeGreaterThan(at(false));
  });

  it("of which the value may be the larger when it trains", () => {
    const objective = ppo({}, { ...tiny, layers: 64 });
    const setup = of(objective, { stack: { ...trl, jointValue: false }, layout: { microBatch: 4 } });
    const alone = wholePeak(setupOf({ stack: trl, model: { ...tiny, layers: 64, vocab: 1 }, layout: { microBatch: 4 } }));
    expect(wholePeak(setup).total).toBeGreaterThan(alone.total);
  });
});
