import { describe, expect, it } from "vitest";
import { dpo, grpo, kto, orpo, ppo, reward } from "../../fixtures/objectives.ts";
import { gathersLogProbs, needsOldLogProbs, sequencesPerUnit, sequencesTogether, unitOf, updatesPerRound } from "./objective.ts";

describe("a batch of an objective", () => {
  it("is counted in pairs of two sequences, in single samples, or in prompts with all their answers", () => {
    expect([dpo, orpo, reward].map((o) => [unitOf(o), sequencesPerUnit(o)])).toEqual([
      ["pair", 2],
      ["pair", 2],
      ["pair", 2],
    ]);
    expect([unitOf(kto), sequencesPerUnit(kto)]).toEqual(["sample", 1]);
    expect([unitOf(grpo()), sequencesPerUnit(grpo())]).toEqual(["prompt", 8]);
    expect([unitOf(ppo()), sequencesPerUnit(ppo())]).toEqual(["prompt", 1]);
  });

  it("keeps both sides of a pair in one pass, answers needn't be", () => {
    expect([dpo, kto, grpo()].map(sequencesTogether)).toEqual([2, 1, 1]);
  });

  it("takes as many optimizer steps as epochs times minibatches, and one where there is no round", () => {
    expect(updatesPerRound(grpo({ updateEpochs: 2, minibatches: 4 }))).toBe(8);
    expect(updatesPerRound(dpo)).toBe(1);
  });

  it("needs the log-probabilities of before only where the policy changes within a round", () => {
    expect([needsOldLogProbs(grpo()), needsOldLogProbs(grpo({ minibatches: 2 })), needsOldLogProbs(ppo())]).toEqual([false, true, true]);
  });

  it("gathers log-probabilities but for a reward model", () => expect([dpo, reward].map(gathersLogProbs)).toEqual([true, false]));
});
