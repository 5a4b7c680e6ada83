import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS, setups } from "../../fixtures/arbitraries.ts";
import { clusterOf, h100, nodes } from "../../fixtures/machines.ts";
import { llama2With7B, llama3With8B, mixtral8x7B, tableOf, tiny } from "../../fixtures/models.ts";
import { byEngine, byTrainer, dpo, grpo, kto, orpo, ppo, rolloutOf } from "../../fixtures/objectives.ts";
import { lora, qlora, setupOf } from "../../fixtures/setups.ts";
import { trl } from "../../fixtures/stacks.ts";
import type { Setup } from "../layout/setup.ts";
import { rolloutSpace } from "../memory/rollout.ts";
import type { Generation, Objective, Rollout } from "../method/objective.ts";
import { forwardSeconds } from "./forward.ts";
import { decodedBytes, decodeIterations, decodeStepSeconds, generationTerms } from "./generation.ts";
import { extraLoad, objectiveStep, phaseSeconds, policyTerms, wholeStepParts, wholeStepSeconds } from "./objective.ts";
import { stepSeconds, stepTerms } from "./step.ts";

const of = (objective: Objective | null, more: Parameters<typeof setupOf>[0] = {}): Setup =>
  setupOf({ model: llama2With7B, stack: trl, batch: { globalBatch: 64 }, ...more, objective });
const part = (setup: Setup, id: string): number => wholeStepParts(setup).find((p) => p.id === id)?.value ?? 0;
const training = (setup: Setup): number => stepSeconds(stepTerms(setup));

describe("the step of an objective", () => {
  it("is the sum of its parts, and of rollout, scoring and training", () => {
    fc.assert(
      fc.property(setups, fc.constantFrom(null, dpo, kto, orpo, grpo(), ppo(), grpo({ generation: byEngine })), (setup, objective) => {
        const at = { ...setup, objective };
        const seconds = wholeStepSeconds(at);
        expect(wholeStepParts(at).reduce((sum, p) => sum + p.value, 0) / seconds).toBeCloseTo(1, 9);
        if (!objective) return;
        const { rollout, scoring, training: own } = phaseSeconds(objectiveStep(at, objective));
        expect((rollout + scoring + own) / seconds).toBeCloseTo(1, 9);
        const load = extraLoad(at);
        expect(load.computing + load.moving).toBeLessThanOrEqual(seconds - stepSeconds(policyTerms(at)) + 1e-9);
      }),
      RUNS,
    );
  });

  it("of the next token is the training's own", () => {
    expect(wholeStepSeconds(of(null))).toBe(training(of(null)));
    expect(extraLoad(of(null))).toEqual({ computing: 0, moving: 0 });
  });

  it("of DPO adds a forward pass of the reference, of ORPO nothing", () => {
    expect(part(of(dpo), "reference")).toBe(forwardSeconds(of(dpo), false));
    expect(wholeStepSeconds(of(orpo))).toBe(training(of(orpo)));
    expect(part(of({ ...dpo, reference: "precomputed", epochs: 3 }), "reference")).toBeCloseTo(part(of(dpo), "reference") / 3, 12);
  });

  it("of KTO adds passes for the divergence: of the policy, and of the reference where it is passed along", () => {
    expect(part(of(kto), "divergence")).toBeCloseTo(forwardSeconds(of(kto), true) + forwardSeconds(of(kto), false), 12);
    expect(part(of({ ...kto, reference: "precomputed" }), "divergence")).toBeCloseTo(forwardSeconds(of(kto), true), 12);
  });

  it("passes the answers once for each epoch, and has an optimizer step for each minibatch", () => {
    const once = policyTerms(of(grpo()));
    const often = policyTerms(of(grpo({ updateEpochs: 3, minibatches: 4 })));
    expect(often.matmul / once.matmul).toBeCloseTo(3, 9);
    expect(often.optimizer / once.optimizer).toBeCloseTo(12, 9);
    expect(once).toEqual(stepTerms(of(grpo())));
  });

  it("of PPO scores by four models and trains the value beside the policy", () => {
    const ids = wholeStepParts(of(ppo({}, llama2With7B))).map((p) => p.id);
    for (const id of ["reference", "old-log-probs", "reward-model", "value-model", "value-training", "prefill", "decode"])
      expect(ids).toContain(id);
    expect(ids).not.toContain("reward-rule");
  });

  it("waits for rules as long as they take, every replica with its own answers", () => {
    expect(part(of(grpo({ rewardSeconds: 0.5 })), "reward-rule")).toBe(32);
    expect(part(of(grpo({ rewardSeconds: 0.5 }), { layout: { dp: 4 } }), "reward-rule")).toBe(8);
  });

  it("of adapters scores with them switched off and writes with them on", () => {
    const setup = of(ppo({}, llama2With7B), { method: lora() });
    expect(part(setup, "old-log-probs")).toBeGreaterThan(part(setup, "reference"));
  });
});

describe("writing answers", () => {
  const space = (r: Rollout, more: Parameters<typeof setupOf>[0] = {}) => rolloutSpace(of(grpo(), more), r);
  const by = (g: Partial<Generation>, more: Partial<Rollout> = {}): Rollout => rolloutOf({ ...more, generation: { ...byTrainer, ...g } });

  it("takes a step a token; a static batch goes on to its longest answer, a refilled one is never idle", () => {
    const hf = by({ batch: 16 }, { responseTokens: 300, maxResponseTokens: 900 });
    expect(decodeIterations(hf, space(hf))).toBeCloseTo(4 * (300 + 600 * (15 / 16)), 6);
    const vllm = by({ ...byEngine, batch: 16 }, { responseTokens: 300, maxResponseTokens: 900 });
    expect(decodeIterations(vllm, space(vllm))).toBe((64 * 300) / 16);
    const wide = by({ ...byEngine, batch: 64 }, { responseTokens: 300, maxResponseTokens: 900 });
    expect(decodeIterations(wide, space(wide))).toBe(900);
  });

  it("one at a time reads all weights for each token: a 7B model in 16 bits at 3.35 TB/s can't do more than 250 tokens a second", () => {
    const r = by({ ...byEngine, batch: 1 });
    const step = decodeStepSeconds(of(grpo()), r, space(r));
    expect(1 / step).toBeLessThan(3350e9 / (2 * 6.6e9));
    expect(1 / step).toBeGreaterThan(60);
  });

  it("of many answers at a time shares that reading: more tokens a second, a longer step", () => {
    const rate = (batch: number): readonly [number, number] => {
      const r = by({ ...byEngine, batch });
      const step = decodeStepSeconds(of(grpo()), r, space(r));
      return [step, batch / step];
    };
    const [one, oneRate] = rate(1);
    const [many, manyRate] = rate(32);
    expect(many).toBeGreaterThan(one);
    expect(manyRate).toBeGreaterThan(10 * oneRate);
  });

  it("waits for the host in the trainer's own generate, not in an engine's graphs", () => {
    const hf = by({ batch: 1 });
    const vllm = by({ ...byEngine, batch: 1 });
    expect(decodeStepSeconds(of(grpo()), hf, space(hf))).toBeGreaterThan(2 * decodeStepSeconds(of(grpo()), vllm, space(vllm)));
  });

  it("reads the experts that any answer is routed to: two of eight for one, nearly all for many", () => {
    const table = tableOf(mixtral8x7B);
    const bytes = (c: number): number => decodedBytes(table, c, { linear: 2, rest: 2 });
    expect(bytes(1) / (2 * 12.6e9)).toBeCloseTo(1, 1);
    expect(bytes(64) / (2 * 46.6e9)).toBeCloseTo(1, 1);
    expect(decodedBytes(tableOf({ ...tiny, lmHead: false }), 1, { linear: 2, rest: 2 })).toBeLessThan(
      decodedBytes(tableOf(tiny), 1, { linear: 2, rest: 2 }),
    );
  });

  it("from a 4-bit base reads it and its 16-bit copy", () => {
    const r = by({ batch: 1 });
    const base = decodeStepSeconds(of(grpo(), { method: qlora(), stack: { ...trl } }), r, space(r));
    const plain = decodeStepSeconds(of(grpo(), { method: lora() }), r, space(r));
    expect(base).toBeGreaterThan(plain);
  });

  it("shares a prompt among its answers in an engine", () => {
    const at = (g: Partial<Generation>): number => {
      const r = by(g, { promptTokens: 4000 });
      return generationTerms(of(grpo()), r, space(r)).prefill;
    };
    expect(at(byEngine) / at({})).toBeCloseTo(1 / 8, 6);
  });

  it("cuts a copy over cards for shorter steps, at the price of an exchange in every layer", () => {
    const at = (tp: number): number => {
      const r = by({ ...byEngine, tp, batch: 1 });
      const setup = of(grpo(), { layout: { dp: 8 } });
      return decodeStepSeconds(setup, r, rolloutSpace(setup, r));
    };
    expect(at(8)).toBeLessThan(at(1));
    expect(at(8)).toBeGreaterThan(at(1) / 8);
  });

  it("brings new weights: none where the trainer's stand whole, gathered where sharded, over the network to GPUs apart, from the host after sleep", () => {
    const sync = (
      g: Partial<Generation>,
      layout: NonNullable<Parameters<typeof setupOf>[0]>["layout"] = {},
      cluster = clusterOf(h100, nodes.h100, 8),
    ): number => {
      const r = by(g);
      const setup = of(grpo(), { layout: { ...layout }, cluster });
      return generationTerms(setup, r, rolloutSpace(setup, r)).sync;
    };
    expect(sync({}, { dp: 8 })).toBe(0);
    expect(sync({}, { dp: 8, sharding: "zero-3" })).toBeGreaterThan(0);
    expect(sync({ ...byEngine, sleeps: true }, { dp: 8 })).toBeGreaterThan(sync(byEngine, { dp: 8 }));
    const apart = sync({ ...byEngine, gpus: 8, tp: 1 }, { dp: 8 });
    expect(apart).toBeGreaterThan(sync({ ...byEngine, tp: 1 }, { dp: 8 }));
    const beside = sync({ ...byEngine, gpus: 4, tp: 1 }, {}, clusterOf(h100, nodes.h100, 1));
    const slow = sync({ ...byEngine, gpus: 4, tp: 1 }, {}, clusterOf(h100, { ...nodes.h100, intra: null }, 1));
    expect(slow).toBeGreaterThan(beside);
    expect(sync({ ...byEngine, gpus: 8, tp: 1 }, {}, { ...clusterOf(h100, { ...nodes.h100, inter: null }, 8), gpus: 1 })).toBeGreaterThan(
      0,
    );
  });

  it("takes longer for longer answers and larger caches", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 2000 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.constantFrom(byTrainer, byEngine),
        (response, more, generation) => {
          const at = (length: number): number =>
            wholeStepSeconds(
              of(grpo({ responseTokens: length, maxResponseTokens: length, generation: { ...generation, batch: 8 } }), {
                model: llama3With8B,
              }),
            );
          expect(at(response + more)).toBeGreaterThan(at(response));
        },
      ),
      { ...RUNS, numRuns: 20 },
    );
  });
});
