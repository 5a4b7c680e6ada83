import { describe, expect, it } from "vitest";
import { machines } from "../../fixtures/machines.ts";
import { alternatives, requestOf, runSpec } from "../../fixtures/requests.ts";
import { lora, pretrain } from "../../fixtures/setups.ts";
import { megatron, trl, unsloth } from "../../fixtures/stacks.ts";
import { variantsOf } from "./open.ts";
import { pinsOf } from "./pins.ts";
import { plan, planned } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import { whatif } from "./whatif.ts";

const METHODS = ["full", "lora", "qlora"] as const;
const BASE = requestOf({ machines: Object.values(machines), method: lora(), stacks: [trl, unsloth], gpus: { min: 1, max: 8 } });
const OPEN: PlanRequest = { ...BASE, open: { methods: METHODS, paddings: ["longest", "packed"] } };

/** Each combination planned by itself. */
const alone = variantsOf(OPEN).map(({ open: _open, ...request }) => plan(request, alternatives));
const every = (of: (r: ReturnType<typeof plan>) => number): number => alone.reduce((sum, r) => sum + of(r), 0);

describe("a job that leaves more open than layouts", () => {
  it("has a variant for each combination, and itself alone where nothing is open", () => {
    expect(variantsOf(BASE)).toEqual([BASE]);
    expect(variantsOf(OPEN).map((r) => `${r.method.kind} ${r.work.padding}`)).toEqual([
      "full longest",
      "full packed",
      "lora longest",
      "lora packed",
      "qlora longest",
      "qlora packed",
    ]);
    const more = variantsOf({ ...BASE, open: { precisions: [null, "fp8"], offloads: ["none", "optimizer"] } });
    expect(more.map((r) => `${r.training.precision} ${r.layout.offload}`)).toEqual([
      "null none",
      "null optimizer",
      "fp8 none",
      "fp8 optimizer",
    ]);
  });

  it("saves all of a model that has no adapters", () => {
    const saving = variantsOf({ ...OPEN, run: { ...runSpec, checkpointContent: "adapters" } });
    expect(new Map(saving.map((r) => [r.method.kind, r.run.checkpointContent]))).toEqual(
      new Map([
        ["full", "full"],
        ["lora", "adapters"],
        ["qlora", "adapters"],
      ]),
    );
  });

  it("is answered by the best of all of them, counted together", () => {
    const { plans, search } = plan(OPEN, alternatives);
    const costs = alone.map((r) => r.plans[0]?.costUsd?.p50 ?? Number.POSITIVE_INFINITY);
    expect(plans[0]?.costUsd?.p50).toBe(Math.min(...costs));
    expect(search.space).toBe(every((r) => r.search.space));
    expect(search.feasible).toBe(every((r) => r.search.feasible));
  });

  it("tells the cheapest of each method, with the numbers of that method", () => {
    const { plans } = plan(OPEN, alternatives);
    for (const kind of METHODS) {
      const told = plans.find((p) => p.method === kind && p.reasons.includes("cheapest-of-method"));
      const own = alone.filter((r) => r.method === kind).map((r) => r.plans[0]?.costUsd?.p50 ?? 0);
      expect(told?.costUsd?.p50).toBe(Math.min(...own));
    }
  });

  it("says its method in the result and in the pins, and moves levers from there", () => {
    const { result, offerings } = planned(OPEN, alternatives);
    const [first] = offerings;
    if (!first) throw new Error("nothing was found");
    expect(result.method).toBe(first.request.method.kind);
    expect(new Map(pinsOf(first.request, first).map((p) => [p.path, p.value])).get("method.kind")).toBe(result.method);
    const moved = whatif(OPEN, alternatives);
    expect(moved.method).toBe(result.method);
    expect(moved.plan?.costUsd).toBe(result.plans[0]?.costUsd?.p50);
  });

  it("searches FP8 where card and stack have it, and is no worse for it", () => {
    const at = { machines: [machines.h100], stacks: [megatron], method: pretrain, gpus: { min: 8, max: 8 } } as const;
    const [bf16, any] = [plan(requestOf(at), alternatives), plan(requestOf({ ...at, open: { precisions: [null, "fp8"] } }), alternatives)];
    expect(any.plans[0]?.costUsd?.p50).toBeLessThanOrEqual(bf16.plans[0]?.costUsd?.p50 ?? 0);
    expect(new Set(any.offers.shown.map((l) => l.precision))).toEqual(new Set(["bf16", "fp8"]));
  });

  it("that none of them fits is told once, with what would help", () => {
    const { plans, issues, nearest } = plan({ ...OPEN, machines: [], gpus: { min: 1, max: 1 } }, alternatives);
    expect([plans, issues.length > 0 || nearest.length > 0]).toEqual([[], true]);
  });
});
