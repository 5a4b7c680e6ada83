import { describe, expect, it } from "vitest";
import { a10g, a100With40GB, machineOf, machines, nodeOf, nodes, priceOf } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { alternatives, requestOf } from "../../fixtures/requests.ts";
import { full, lora } from "../../fixtures/setups.ts";
import { deepspeed, torchtitan, trl, unsloth } from "../../fixtures/stacks.ts";
import { PURCHASES } from "../money/offer.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan, PlanResult } from "./result.ts";

const run = (request: PlanRequest): PlanResult => plan(request, alternatives);
const cost = (p: Plan | undefined): number => p?.costUsd?.p50 ?? Number.POSITIVE_INFINITY;

function first(result: PlanResult): Plan {
  const [chosen] = result.plans;
  if (!chosen) throw new Error(`no plan: ${JSON.stringify(result.issues)}`);
  return chosen;
}

describe("machines as they are", () => {
  const codes = (result: PlanResult): readonly string[] => [...result.issues, ...result.plans.flatMap((p) => p.issues)].map((i) => i.code);

  it("three GPUs share a batch that three divide", () => {
    const own = first(run(requestOf({ machines: [machines.ownRtx4090], gpus: { min: 3, max: 3 }, stacks: [trl] })));
    expect([own.gpus, own.globalBatch % 3, own.layout.dp]).toEqual([3, 0, 3]);
    const rented = machineOf("box", a10g, nodeOf(1, null, 10), { prices: [priceOf(1)] });
    expect(first(run(requestOf({ machines: [rented], gpus: { min: 3, max: 3 }, stacks: [trl] }))).nodes).toBe(3);
  });

  it("hardware without a price is ranked by time and costs nothing known", () => {
    const result = run(requestOf({ machines: [machines.ownRtx4090], gpus: { min: 1, max: 8 } }));
    expect(first(result).costUsd).toBeNull();
    expect(first(result).reasons).toContain("fastest");
    expect(codes(result)).toContain("plan.no-price");
    expect(result.frontier).toEqual([]);
    expect(result.pricesAsOf).toBeNull();
  });

  it("hardware of one's own with a price is paid by the share that is used", () => {
    const mine = { ...machines.ownRtx4090, prices: [priceOf(8)] };
    const p = first(run(requestOf({ machines: [mine], gpus: { min: 2, max: 2 }, stacks: [trl] })));
    expect(cost(p)).toBeCloseTo((2 * p.runSeconds.p50) / 3600, 6);
    expect(p.purchase).toBe("owned");
  });

  it("are owned, or sold on terms that a job may name", () => expect(PURCHASES).toEqual(["on-demand", "spot", "owned"]));

  it("no spot price is no spot offer", () => {
    const result = run(requestOf({ machines: [machines.a10gBox], purchases: ["spot"] }));
    expect(result.plans).toEqual([]);
    expect(codes(result)).toContain("plan.no-offer");
    expect(result.nearest.length).toBeGreaterThan(0);
  });

  it("spot is cheaper for a short run, its interruptions counted or said not to be", () => {
    const result = run(requestOf({ machines: [machines.a10g], purchases: ["on-demand", "spot"] }));
    expect(first(result).purchase).toBe("spot");
    expect(codes(result)).not.toContain("plan.spot-interruptions");
    expect(result.notCounted).not.toContain("spot-interruptions");
    const uncounted = run(requestOf({ machines: [machines.a10g], purchases: ["spot"], spot: [] }));
    expect(codes(uncounted)).toContain("plan.spot-interruptions");
    expect(uncounted.notCounted).toContain("spot-interruptions");
    expect(cost(first(uncounted))).toBeLessThan(cost(first(result)));
    expect(run(requestOf({ machines: [machines.a10g] })).cheaper.some((c) => c.path === "where.purchase")).toBe(true);
  });

  it("a price of another month is stale, one without a date undated; neither stops a plan", () => {
    const at = (asOf: string | null): PlanResult =>
      run(requestOf({ machines: [{ ...machines.a10g, prices: [priceOf(1, null, { asOf })] }] }));
    const said = (asOf: string | null): readonly string[] => codes(at(asOf)).filter((c) => /^plan\.(?:stale|undated)-price$/.test(c));
    expect([said("2026-11-20"), said("2026-09-01"), said(null)]).toEqual([[], ["plan.stale-price"], ["plan.undated-price"]]);
    expect([first(at("2026-09-01")).priceStale, first(at(null)).priceStale, first(at("2026-11-01")).priceStale]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("the cheapest region is taken", () =>
    expect(first(run(requestOf({ machines: [machines.h100], gpus: { min: 8, max: 8 }, stacks: [trl] }))).region).toBe("us-east-1"));

  it("boxes without a fabric stay alone, and boxes with PCIe work", () => {
    expect(first(run(requestOf({ machines: [machines.rtx4090Box], gpus: { min: 8, max: 64 }, stacks: [trl] }))).nodes).toBe(1);
    expect(run(requestOf({ machines: [machines.a10gBox], gpus: { min: 8, max: 8 } })).plans).toEqual([]);
    const unconnected = { ...machines.a10gBox, maxNodes: 4 };
    expect(run(requestOf({ machines: [unconnected], gpus: { min: 8, max: 16 } })).plans).toEqual([]);
  });

  it("a T4 has no bf16 and falls to fp16", () => {
    const result = run(requestOf({ machines: [machines.t4] }));
    expect(first(result).precision).toBe("fp16");
    expect(codes(result)).toContain("plan.no-bf16");
  });

  it("an A100 has no fp8, a stack no method, a vendor no stack: each is refused with its reason", () => {
    const training = requestOf().training;
    const machine = machineOf("a100", a100With40GB, nodes.a100, { prices: [priceOf(30)] });
    const on = (more: Partial<PlanRequest>): readonly string[] =>
      codes(run(requestOf({ machines: [machine], gpus: { min: 8, max: 8 }, ...more })));
    expect(on({ training: { ...training, precision: "fp8" }, stacks: [torchtitan], method: full })).toContain(
      "plan.refused.stack.precision",
    );
    expect(on({ stacks: [torchtitan] })).toContain("plan.refused.stack.method");
    expect(on({ stacks: [unsloth] })).toContain("plan.refused.stack.gpus");
    expect(on({ training: { ...training, optimizer: "galore" }, stacks: [deepspeed], method: lora() })).toContain(
      "plan.refused.stack.optimizer",
    );
    expect(on({ layout: { offload: "params" }, stacks: [unsloth], gpus: { min: 1, max: 1 }, machines: [machines.a10g] })).toContain(
      "plan.refused.stack.offload",
    );
    expect(on({ machines: [{ ...machine, accelerator: { ...a100With40GB, vendor: "google" } }] })).toContain("plan.refused.stack.vendor");
    expect(on({ layout: { tp: 3 } })).toContain("plan.refused.layout.split");
    expect(on({ layout: { microBatch: 7 } })).toContain("plan.refused.layout.batch");
  });

  it("a state space needs a stack that trains its kind, has no attention to set, and is said to be unmeasured", () => {
    const model = { ...requestOf().model, architecture: models.mamba(24, 768) };
    const on = (kinds: readonly ("mamba" | "mamba2")[]): PlanResult =>
      run(requestOf({ model, stacks: [{ ...trl, stateSpaces: kinds }], machines: [machines.h100Single] }));
    expect(codes(run(requestOf({ model, stacks: [trl], machines: [machines.h100Single] })))).toContain("plan.refused.stack.state-space");
    expect(codes(on(["mamba2"]))).toContain("plan.refused.stack.state-space");
    const found = on(["mamba", "mamba2"]);
    expect(codes(found)).toContain("plan.state-space-unmeasured");
    expect(first(found).settings.map((s) => s.id)).not.toContain("attention");
    expect(first(found).stepSeconds.parts.map((p) => p.id)).toContain("scan");
  });

  it("a card or stack that was never measured is planned with the few numbers, and said so", () => {
    const result = run(requestOf({ machines: [machines.t4] }));
    expect(first(result).calibration).toBe("few");
    expect(codes(result)).toContain("plan.unmeasured");
  });
});
