import { describe, expect, it } from "vitest";
import { alternatives, requestOf, tokens } from "../../fixtures/requests.ts";
import { full, pretrain } from "../../fixtures/setups.ts";
import { torchtitan } from "../../fixtures/stacks.ts";
import { NO_RECIPE } from "../run/recipe/recipe.ts";
import { AS_GIVEN } from "../run/target/target.ts";
import type { LearningResult } from "./learning-result.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";

function learned(more: Partial<PlanRequest> = {}): LearningResult {
  const request = requestOf({ method: pretrain, stacks: [torchtitan], work: tokens(2e10, 2048), ...more });
  const [found] = plan({ ...request, goal: { ...request.goal, confidence: 0.5 } }, alternatives).plans;
  if (!found) throw new Error("nothing was found");
  return found.learning;
}
const recipe = (more: Partial<PlanRequest["recipe"]>) => ({ recipe: { ...NO_RECIPE, ...more } });

describe("weights stored in fewer bits after training", () => {
  it("lose more at fewer bits and after more tokens, and beyond what was measured it is said", () => {
    const { quantised } = learned();
    const [eight, four] = quantised?.losses ?? [];
    expect([eight?.bits, four?.bits]).toEqual([8, 4]);
    expect(four?.nats).toBeGreaterThan(eight?.nats ?? 1);
    expect(quantised?.extrapolated).toBe(false);
    const longer = learned({ work: tokens(2e11, 2048) }).quantised;
    expect(longer?.losses[1]?.nats).toBeGreaterThan(four?.nats ?? 1);
    expect(longer?.extrapolated).toBe(true);
    expect(learned({ method: full }).quantised).toBeNull();
  });
});

describe("a model made to serve", () => {
  it("has a size that trains and serves at its loss with the least compute, smaller for more serving", () => {
    const at = (served: number) => learned({ target: { ...AS_GIVEN, served } }).serving;
    const [some, more] = [at(1e12), at(1e14)];
    for (const s of [some, more]) expect(s?.computeShare).toBeLessThanOrEqual(1);
    expect(more?.parameters).toBeLessThan(some?.parameters ?? 0);
    expect(more?.computeShare).toBeLessThan(0.95);
    expect(learned().serving).toBeNull();
  });
});

describe("over-fitting", () => {
  it("isn't expected before a step that is later with more unique tokens, and can't be without repeats", () => {
    const at = (uniqueTokens: number | null) => learned({ target: { ...AS_GIVEN, uniqueTokens } }).overfitting;
    expect(at(1e9)?.value).toBeGreaterThan(0);
    expect(at(4e9)?.value).toBeGreaterThan(at(1e9)?.value ?? Number.POSITIVE_INFINITY);
    expect(at(null)).toBeNull();
    expect(at(2e10)).toBeNull();
  });
});

describe("models of several lengths", () => {
  it("take a run each with cosines, a cooldown each with wsd", () => {
    expect(learned(recipe({ schedule: "cosine" })).horizons).toMatchObject({ cosine: 1.75 });
    expect(learned(recipe({ schedule: "wsd" })).horizons?.wsd).toBeCloseTo(1.15, 9);
    expect(learned(recipe({ schedule: "linear" })).horizons).toBeNull();
    expect(learned().horizons).toBeNull();
  });
});

describe("a critical batch that was measured", () => {
  it("takes the place of the laws in what a batch costs", () => {
    const gradients = [
      { batch: 64, squared: 1.3 },
      { batch: 512, squared: 1.02 },
    ];
    const { batch } = learned(recipe({ gradients }));
    expect(batch?.measured?.value).toBeCloseTo(20.898 * 2048, -1);
    expect(batch?.tokensOverLeast.value).toBeCloseTo(1 + (batch?.value ?? 0) / (batch?.measured?.value ?? 1), 9);
    expect(batch?.tokensOverLeast.value).toBeGreaterThan(learned().batch?.tokensOverLeast.value ?? 0);
    expect(learned().batch?.measured).toBeNull();
  });
});
