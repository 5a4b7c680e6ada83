import { describe, expect, it } from "vitest";
import { machineOf, machines, nodes, priceOf, a100With40GB } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { alternatives, requestOf, runSpec, tokens } from "../../fixtures/requests.ts";
import { pretrain } from "../../fixtures/setups.ts";
import { megatron } from "../../fixtures/stacks.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { InterruptionResult, Plan } from "./result.ts";

const cluster = machineOf("a100-8", a100With40GB, nodes.a100, { prices: [priceOf(32, 12)] });

/** A pre-training of weeks on 16 nodes. */
const request = requestOf({
  model: { name: "llama-3.2-1b", architecture: models.llama32With1B, source: "the model card", verified: true, checkpoint: null },
  method: pretrain,
  work: tokens(1e12, 2048, { globalBatch: 512 }),
  machines: [cluster],
  stacks: [megatron],
  gpus: { min: 128, max: 128 },
});

function planned(more: Partial<PlanRequest> = {}): Plan {
  const [first] = plan({ ...request, ...more }, alternatives).plans;
  if (!first) throw new Error("no plan");
  return first;
}

function stops(p: Plan): InterruptionResult {
  if (!p.interruptions) throw new Error("nothing interrupts it");
  return p.interruptions;
}

const failing = (perThousandNodeDays: number): Partial<PlanRequest> => ({
  run: { ...runSpec, failures: { counted: true, perThousandNodeDays, restart: null } },
});
const cost = (p: Plan): number => p.costUsd?.p50 ?? Number.NaN;

describe("failures in a plan", () => {
  const counted = planned();
  const left = planned({ run: { ...runSpec, failures: { counted: false, perThousandNodeDays: null, restart: null } } });

  it("make it longer and dearer; left out, they are said to be", () => {
    expect(counted.runSeconds.p50).toBeGreaterThan(left.runSeconds.p50);
    expect(cost(counted)).toBeGreaterThan(cost(left));
    expect([stops(counted).expected > 1, left.interruptions]).toEqual([true, null]);
    const told = (r: PlanRequest): readonly string[] => plan(r, alternatives).notCounted;
    expect(told(request)).not.toContain("failures-and-restarts");
    expect(told({ ...request, run: { ...runSpec, failures: { ...runSpec.failures, counted: false } } })).toContain("failures-and-restarts");
  });

  it("never make it faster by coming more often; deadlines become less sure", () => {
    const goal = { ...request.goal, deadline: counted.runSeconds.p50, confidence: 0 };
    const all = [2, 8, 32, 128].map((rate) => planned({ ...failing(rate), goal }));
    for (let i = 1; i < all.length; i++) {
      const [rarer, oftener] = [all[i - 1], all[i]];
      if (!rarer || !oftener) continue;
      expect(oftener.runSeconds.p50).toBeGreaterThan(rarer.runSeconds.p50);
      expect(oftener.goodput).toBeLessThan(rarer.goodput);
      expect(oftener.checkpoints.everySeconds).toBeLessThan(rarer.checkpoints.everySeconds);
      expect(oftener.pDeadline).toBeLessThanOrEqual(rarer.pDeadline ?? 0);
    }
  });

  it("are expected as often as their mean says, within a range over systems", () => {
    const i = stops(counted);
    expect(i.meanSecondsBetween.p10).toBeLessThan(i.meanSecondsBetween.p50);
    expect(i.meanSecondsBetween.p50).toBeLessThan(i.meanSecondsBetween.p90);
    expect((i.expected * i.meanSecondsBetween.p50) / counted.runSeconds.p50).toBeCloseTo(1, 1);
    expect(i.seconds.p10).toBeLessThan(i.seconds.p50);
    expect(i.seconds.p50).toBeLessThan(i.seconds.p90);
    expect(i.probability).toBeCloseTo(1 - Math.exp(-i.expected), 1);
    expect(i.why.source).toContain("16384 GPUs 4");
    expect(stops(planned(failing(5))).why.source).toContain("own rate");
  });

  it("that end no interval leave no plan, and it is said why", () => {
    const often = { ...request, ...failing(10_000), run: { ...failing(10_000).run, checkpointSeconds: 1e6 } } as PlanRequest;
    const result = plan(often, alternatives);
    expect(result.plans).toEqual([]);
    expect(result.issues.map((i) => i.code)).toContain("plan.never-ends");
    const spot = plan({ ...request, purchases: ["spot"], run: { ...runSpec, checkpointSeconds: 1e6 } }, alternatives);
    expect(spot.nearest.map((c) => c.path)).toEqual(expect.arrayContaining(["run.checkpoints", "where.purchase"]));
  });

  it("find the run saved as the job says, or where the expected time is least", () => {
    expect(counted.checkpoints.why.source).toContain("Daly");
    expect(planned({ run: { ...runSpec, checkpointEvery: 100 } }).checkpoints).toMatchObject({ everySteps: 100 });
    expect(planned({ run: { ...runSpec, checkpointSeconds: 7200 } }).checkpoints.why.source).toContain("job's interval");
    expect(left.checkpoints.why.source).toContain("assumption");
    for (const seconds of [300, 30_000])
      expect(planned({ run: { ...runSpec, checkpointSeconds: seconds } }).runSeconds.p50).toBeGreaterThan(counted.runSeconds.p50);
  });

  it("after checkpoints of weights alone start the optimizer anew, which is told", () => {
    const codes = planned({ run: { ...runSpec, checkpointContent: "weights" } }).issues.map((i) => i.code);
    expect(codes).toContain("plan.not-resumable");
    expect(counted.issues.map((i) => i.code)).not.toContain("plan.not-resumable");
  });
});

describe("doubt about a run", () => {
  it("is wider for a long run than for its steps: complete runs differ by more", () => {
    const wider = (p: Plan): number => Math.log(p.runSeconds.p90 / p.runSeconds.p50) / Math.log(p.stepSeconds.p90 / p.stepSeconds.p50);
    expect(wider(planned())).toBeGreaterThan(1.2);
    const calm = { ...request.assumptions, "run-slowdown": { ...request.assumptions["run-slowdown"], low: 1, high: 1 } };
    expect(wider(planned({ assumptions: calm }))).toBeLessThan(wider(planned()));
  });

  it("the chance of keeping a deadline grows with the deadline, and is even at the median", () => {
    const { p50, p10, p90 } = planned().runSeconds;
    const p = (deadline: number): number => planned({ goal: { ...request.goal, confidence: 0, deadline } }).pDeadline ?? 0;
    const all = [p10 / 2, p10, (p10 + p50) / 2, p50, (p50 + p90) / 2, p90, 2 * p90].map(p);
    for (let i = 1; i < all.length; i++) expect(all[i]).toBeGreaterThan(all[i - 1] ?? 1);
    expect(p(p50)).toBeCloseTo(0.5, 6);
    expect(p(p10)).toBeCloseTo(0.1, 6);
    expect(p(p90)).toBeCloseTo(0.9, 6);
  });
});

describe("spot instances in a plan", () => {
  const spot = planned({ purchases: ["spot"] });
  const onDemand = planned();

  it("take longer than on-demand ones, waiting unpaid", () => {
    expect(spot.runSeconds.p50).toBeGreaterThan(onDemand.runSeconds.p50);
    expect(stops(spot).expected).toBeGreaterThan(stops(onDemand).expected);
    expect(stops(spot).waitSeconds).toBeGreaterThan(0);
    const paid = spot.bill.filter((l) => l.id === "compute" || l.id === "startup").reduce((hours, l) => hours + l.quantity, 0);
    expect(paid / 16).toBeLessThan(spot.runSeconds.p50 / 3600);
    expect(stops(spot).why.source).toContain("assumption");
  });

  it("of which a trace is known are spoken for by it", () => {
    const machine = { ...machines.a10g, prices: [priceOf(1, 0.4)] };
    const p = planned({ ...requestOf({ machines: [machine], purchases: ["spot"] }) });
    expect(stops(p).why.source).toContain("traces");
    expect(p.issues.map((i) => i.code)).not.toContain("plan.spot-assumed");
    expect(spot.issues.map((i) => i.code)).toContain("plan.spot-assumed");
  });

  it("with failures left out are interrupted all the same", () => {
    const p = planned({ purchases: ["spot"], run: { ...runSpec, failures: { ...runSpec.failures, counted: false } } });
    expect(stops(p).expected).toBeGreaterThan(0);
    expect(p.runSeconds.p50).toBeLessThan(spot.runSeconds.p50);
  });
});
