import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { architectures, RUNS } from "../../fixtures/arbitraries.ts";
import { byEngine, dpo, grpo, kto, orpo, ppo } from "../../fixtures/objectives.ts";
import { llama2With7B, tableOf, tiny } from "../../fixtures/models.ts";
import { full, lora } from "../../fixtures/setups.ts";
import type { Objective } from "../method/objective.ts";
import { modelFlop, operatorFlops } from "./flops.ts";
import { objectiveFlopParts, objectiveFlops, objectiveHardwareFlop, objectiveModelFlop } from "./objective.ts";

const at = { sequence: 1024, recompute: "none" } as const;
const added = (o: Objective, method = full, table = tableOf(tiny)): number => objectiveModelFlop(objectiveFlops(table, method, o, at));
const ids = (o: Objective): readonly string[] => objectiveFlops(tableOf(tiny), full, o, at).map((p) => p.id);
const own = (method = full, table = tableOf(tiny)): number => modelFlop(operatorFlops(table, method, { ...at, counting: "half" }));

describe("FLOPs of an objective", () => {
  it("of a full fine-tune towards preferences are 8 N a token of a pair, 6 N of the policy and 2 N of the reference", () => {
    fc.assert(
      fc.property(architectures, (a) => {
        const table = tableOf(a);
        expect(added(dpo, full, table) / own(full, table)).toBeCloseTo(2 / 6, 6);
      }),
      RUNS,
    );
  });

  it("need no reference in ORPO, a part of one where it is passed once for several epochs", () => {
    expect(added(orpo)).toBe(0);
    expect(added({ ...dpo, reference: "precomputed", epochs: 4 })).toBeCloseTo(added(dpo) / 4, 6);
  });

  it("of KTO hold a second pass of policy and reference", () => {
    expect(added(kto)).toBeCloseTo(3 * added(dpo), 6);
    expect(added({ ...kto, reference: "precomputed" })).toBeCloseTo(2 * added(dpo), 6);
  });

  it("pass the reference of an adapter without the adapter", () => {
    const table = tableOf(tiny);
    const withAdapters = operatorFlops(table, lora(64), { ...at, counting: "half" }).reduce((sum, o) => sum + o.forward, 0);
    expect(added(dpo, lora(64))).toBeLessThan(withAdapters);
  });

  it("of generation pass each token of an answer once, a prompt once for each answer or once for all", () => {
    const r = { promptTokens: 512, responseTokens: 512, maxResponseTokens: 512, samplesPerPrompt: 8 };
    const each = added(grpo(r));
    const shared = added(grpo({ ...r, generation: byEngine }));
    expect(each / (own() / 3)).toBeCloseTo(1, 6);
    expect(shared / each).toBeCloseTo((512 / 8 + 512) / 1024, 6);
  });

  it("grow by whole trainings with the epochs of a round", () => {
    const more = added(grpo({ updateEpochs: 3 })) - added(grpo());
    expect(more).toBeCloseTo(2 * own() + own() / 3, 0);
  });

  it("of PPO hold five passes beside the policy's training", () => {
    expect(ids(ppo())).toEqual(["reference", "old-log-probs", "reward-model", "value-model", "value-training", "generation"]);
    expect(ids(grpo())).toEqual(["generation"]);
  });

  it("count what is computed twice in hardware alone, and are parts that sum", () => {
    const list = objectiveFlops(tableOf(tiny), full, ppo({ updateEpochs: 2 }), { ...at, recompute: "full" });
    expect(objectiveHardwareFlop(list)).toBeGreaterThan(objectiveModelFlop(list));
    const parts = objectiveFlopParts(list, tableOf(tiny));
    expect(parts.reduce((sum, p) => sum + p.value, 0)).toBeCloseTo(objectiveModelFlop(list), 3);
  });

  it("of a model of 7 B are within a tenth of 8 times its parameters", () => {
    const table = tableOf(llama2With7B);
    expect((added(dpo, full, table) + own(full, table)) / (8 * 6.74e9)).toBeCloseTo(1, 1);
  });
});
