import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { machines, priceOf } from "../../fixtures/machines.ts";
import { alternatives, requestOf, runSpec } from "../../fixtures/requests.ts";
import { spaces } from "../../fixtures/spaces.ts";
import { finds } from "./found.ts";
import { plan, planning } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import { search } from "./search.ts";

type Change = (r: PlanRequest) => PlanRequest;

/** Changes of a job as someone makes them, those that move layouts among them. */
const CHANGES: Readonly<Record<string, Change>> = {
  budget: (r) => ({ ...r, goal: { ...r.goal, budget: 3 } }),
  deadline: (r) => ({ ...r, goal: { ...r.goal, deadline: 3600 } }),
  time: (r) => ({ ...r, goal: { ...r.goal, minimise: "time" } }),
  rate: (r) => ({ ...r, training: { ...r.training, learningRate: 1e-4 } }),
  prices: (r) => ({ ...r, machines: r.machines.map((m) => ({ ...m, prices: [priceOf(9, 3)] })) }),
  spot: (r) => ({ ...r, purchases: ["spot"] }),
  checkpoints: (r) => ({ ...r, run: { ...r.run, checkpointEvery: 50 } }),
  evaluation: (r) => ({ ...r, run: { ...runSpec, evaluateEvery: 10, evaluationSequences: 64 } }),
  amount: (r) => ({ ...r, work: { ...r.work, amount: { kind: "tokens", tokens: 3e8, epochs: 2 } } }),
  epochs: (r) => (r.work.amount.kind === "steps" ? r : { ...r, work: { ...r.work, amount: { ...r.work.amount, epochs: 4 } } }),
  sequence: (r) => ({ ...r, work: { ...r.work, sequence: 2 * r.work.sequence } }),
  batch: (r) => ({ ...r, work: { ...r.work, globalBatch: 32 } }),
  layout: (r) => ({ ...r, layout: { recompute: "full" } }),
  surer: (r) => ({ ...r, goal: { ...r.goal, pFits: 0.99 } }),
  card: (r) => ({
    ...r,
    machines: r.machines.map((m) => ({ ...m, accelerator: { ...m.accelerator, bandwidth: 2 * m.accelerator.bandwidth } })),
  }),
};

const names = Object.keys(CHANGES);

describe("searches that are kept", () => {
  it("change nothing of any answer, whatever is changed after what", () => {
    fc.assert(
      fc.property(spaces, fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }), (space, changes) => {
        const kept = { ...alternatives, finds: finds() };
        let request = space;
        for (const name of ["", ...changes, ...changes]) {
          request = CHANGES[name]?.(request) ?? request;
          expect(JSON.stringify(plan(request, kept))).toBe(JSON.stringify(plan(request, alternatives)));
        }
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it.each(["budget", "deadline", "time", "rate", "prices", "spot", "checkpoints"])("aren't made again after another %s", (name) => {
    const request = requestOf({ machines: Object.values(machines), gpus: { min: 1, max: 8 } });
    const store = finds();
    plan(request, { ...alternatives, finds: store });
    const changed = CHANGES[name]?.(request) ?? request;
    const steps = [...planning(changed, { ...alternatives, finds: store })];
    const fresh = [...planning(changed, alternatives)];
    expect(steps.length).toBeLessThan(fresh.length);
    expect(steps.at(-1)?.considered).toBe(fresh.at(-1)?.considered);
  });

  it("are forgotten where they are many", () => {
    const store = finds();
    const of = (sequence: number): PlanRequest => requestOf({ work: { ...requestOf().work, sequence } });
    for (let i = 1; i <= 20; i++) store.keep(of(64 * i), 0.9, 16, search(of(64 * i)));
    expect(store.of(of(64), 0.9, 16)).toBeNull();
    expect(store.of(of(64 * 20), 0.9, 16)).not.toBeNull();
  });
});
