import { describe, expect, it } from "vitest";
import { albertBase } from "../../fixtures/models.ts";
import { alternatives, requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { freeze, lora, pretrain, qlora } from "../../fixtures/setups.ts";
import { torchtitan } from "../../fixtures/stacks.ts";
import type { QualityFact } from "../method/quality.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { QualityResult } from "./quality.ts";

const fact = (lever: string, setting: string, effect: QualityFact["effect"] = null): QualityFact => ({
  id: `${lever} ${setting}`,
  lever,
  setting,
  effect,
  validity: "a test",
  contradicts: null,
  source: "a paper",
  asOf: "2026-11",
  trust: "read",
});
const LEVERS = ["method.kind", "method.base", "method.rank", "method.targets", "model.window", "model.sharedLayers", "model.gated"];
const ANY = [...LEVERS, "training.precision", "training.optimizer"].map((lever) => fact(lever, "*"));

function found(quality: readonly QualityFact[], more: Partial<PlanRequest>): readonly QualityResult[] {
  const [first] = plan(
    requestOf({ stacks: [{ ...torchtitan, methods: ["pretrain", "lora", "dora", "qlora", "freeze"] }], quality, ...more }),
    alternatives,
  ).plans;
  if (!first) throw new Error("nothing was found");
  return first.quality;
}

describe("what is published of a plan's choices", () => {
  const values = (more: Partial<PlanRequest>): Record<string, string> =>
    Object.fromEntries(found(ANY, more).map((q) => [q.lever, q.value]));

  it("is about the method of a fine-tune", () => {
    expect(values({ method: qlora(32) })).toMatchObject({ "method.kind": "lora", "method.base": "nf4-dq", "method.rank": "32" });
    expect(values({ method: lora(8, { targets: ["q_proj"], dora: true }) })).toMatchObject({
      "method.kind": "dora",
      "method.targets": "some",
    });
    expect(values({ method: freeze(4) })).toMatchObject({ "method.kind": "freeze", "method.base": "bf16" });
  });

  it("is about the shape of a pre-training, not of a fine-tune", () => {
    const model = requestOf().model;
    const work = tokens(1e9, 512);
    expect(values({ method: pretrain, work })).toMatchObject({ "model.gated": "true" });
    const windowed = { ...model, architecture: { ...model.architecture, window: { size: 256, every: 1 } } };
    expect(values({ method: pretrain, work, model: windowed })["model.window"]).toBe("256");
    expect(values({ method: pretrain, work, model: { ...model, architecture: albertBase } })["model.sharedLayers"]).toBe("12");
    expect(values({ work: samples(100) })["model.gated"]).toBeUndefined();
  });

  it("comes with what it does to the loss, where that is known", () => {
    const facts = [
      fact("training.precision", "bf16", { kind: "loss", low: 0, high: 0.01 }),
      fact("training.precision", "*", { kind: "parameters", low: 0.5, high: 0.9 }),
      fact("training.precision", "bf16", { kind: "compute", low: 0.5, high: 1 }),
      fact("training.precision", "fp8"),
    ];
    const of = (more: Partial<PlanRequest>) => found(facts, more).map((q) => q.lossChange);
    const [loss, parameters, compute] = of({ method: pretrain, work: tokens(2e10, 2048) });
    expect(loss).toEqual({ low: 0, high: 0.01 });
    expect(parameters?.low).toBeGreaterThan(0);
    expect(parameters?.high).toBeGreaterThan(parameters?.low ?? 1);
    expect(compute).toBeNull();
    expect(of({ method: lora() })).toEqual([{ low: 0, high: 0.01 }, null, null]);
    expect(found([fact("training.precision", "*")], {})[0]?.lossChange).toBeNull();
  });
});
