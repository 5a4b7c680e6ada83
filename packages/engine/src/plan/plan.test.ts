import { describe, expect, it } from "vitest";
import { calibration } from "../../fixtures/calibration.ts";
import { a10g, machines } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { alternatives, requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { freeze, full, pretrain, qlora } from "../../fixtures/setups.ts";
import { deepspeed, megatron, torchtitan, trl } from "../../fixtures/stacks.ts";
import { sum } from "../quantity.ts";
import { SHARDINGS, type Stack } from "../method/stack.ts";
import { plan } from "./plan.ts";
import type { ModelRef, PlanRequest } from "./request.ts";
import type { Plan, PlanResult } from "./result.ts";

const model = (name: string, architecture: ModelRef["architecture"]): ModelRef => ({
  name,
  architecture,
  source: "the model card",
  verified: true,
  checkpoint: null,
});
const eight = model("llama-3-8b", models.llama3With8B);
const seventy = model("llama-3-70b", models.llama3With70B);

const pretraining = requestOf({
  model: model("tiny", models.tiny),
  method: pretrain,
  work: tokens(1e9, 2048),
  stacks: [torchtitan, megatron],
  machines: [machines.h100, machines.a100],
  gpus: { min: 8, max: 16 },
});
const requests: readonly (readonly [string, PlanRequest])[] = [
  ["adapters on small cards", requestOf()],
  [
    "a quantised 8B",
    requestOf({ model: eight, method: qlora(), machines: [machines.a10g, machines.h100Single], purchases: ["on-demand", "spot"] }),
  ],
  [
    "all of 8B on eight",
    requestOf({ model: eight, method: full, stacks: [trl, deepspeed], machines: [machines.h100], gpus: { min: 8, max: 8 } }),
  ],
  ["frozen layers", requestOf({ method: freeze(8), stacks: [trl] })],
  ["pre-training", pretraining],
  ["experts", { ...pretraining, model: model("tiny-moe", models.tinyMoe), gpus: { min: 8, max: 8 }, stacks: [torchtitan] }],
];

const run = (request: PlanRequest): PlanResult => plan(request, alternatives);
const cost = (p: Plan | undefined): number => p?.costUsd?.p50 ?? Number.POSITIVE_INFINITY;

function first(result: PlanResult): Plan {
  const [chosen] = result.plans;
  if (!chosen) throw new Error(`no plan: ${JSON.stringify(result.issues)}`);
  return chosen;
}

describe.each(requests)("the plan of %s", (_, request) => {
  const result = run(request);
  const chosen = first(result);

  it("is the same each time", () => expect(run(request)).toEqual(result));

  it("has totals that are the sum of their parts", () => {
    for (const p of result.plans) {
      expect(sum(p.memoryBytes.parts) / p.memoryBytes.p50).toBeCloseTo(1, 9);
      expect(sum(p.stepSeconds.parts) / p.stepSeconds.p50).toBeCloseTo(1, 9);
      expect(sum(p.runSeconds.parts) / p.runSeconds.p50).toBeCloseTo(1, 9);
      expect(p.bill.reduce((total, l) => total + (l.costUsd ?? 0), 0) / cost(p)).toBeCloseTo(1, 9);
    }
    expect(sum(result.model.parameters.parts)).toBe(result.model.parameters.total);
    expect(sum(result.model.flopPerToken.parts)).toBe(result.model.flopPerToken.total);
  });

  it("has ordered ranges and probabilities between 0 and 1", () => {
    for (const p of result.plans) {
      for (const r of [p.memoryBytes, p.stepSeconds, p.runSeconds, p.gpuHours, p.costUsd]) {
        expect(r && r.p10 <= r.p50 && r.p50 <= r.p90).toBe(true);
      }
      expect(p.pFits).toBeGreaterThanOrEqual(0.9);
      expect(p.pFits).toBeLessThanOrEqual(1);
    }
  });

  it("uses its GPUs, its batch and no more than the peak", () => {
    const { layout: l } = chosen;
    expect(l.dp * l.tp * l.pp * l.cp).toBe(chosen.gpus);
    expect(l.microBatch * l.gradAccum * l.dp).toBe(chosen.globalBatch);
    expect(chosen.mfu).toBeGreaterThan(0);
    expect(chosen.mfu).toBeLessThanOrEqual(chosen.hfu);
    expect(chosen.hfu).toBeLessThanOrEqual(1);
    expect(chosen.mfuByConvention.find((c) => c.id === "outlay")?.value).toBeCloseTo(chosen.mfu, 9);
    expect(chosen.largestMicroBatch).toBeGreaterThanOrEqual(l.microBatch);
    expect(chosen.usefulTokens).toBeLessThanOrEqual(chosen.tokens * (1 + 1e-9));
  });

  it("with its own layout pinned is the same plan", () => {
    const pinned = first(run({ ...request, layout: chosen.layout, stacks: request.stacks.filter((s) => s.id === chosen.stack) }));
    expect({ ...pinned, reasons: [] }).toEqual({ ...chosen, reasons: [] });
  });

  it("is the cheapest, and its frontier holds nothing that another one beats", () => {
    expect(chosen.reasons).toContain(result.plans.length === 1 && chosen.reasons[0] === "only" ? "only" : "cheapest");
    for (const p of result.plans) expect(cost(chosen)).toBeLessThanOrEqual(cost(p));
    const front = result.frontier.map((id) => result.plans.find((p) => p.id === id));
    for (const a of front) {
      for (const b of front) {
        expect(a !== b && (b?.costUsd?.p50 ?? 0) <= (a?.costUsd?.p50 ?? 0) && (b?.runSeconds.p50 ?? 0) <= (a?.runSeconds.p50 ?? 0)).toBe(
          false,
        );
      }
    }
    const counts = result.search;
    expect(counts.evaluated + counts.pruned).toBe(counts.space);
    expect(counts.feasible).toBeLessThanOrEqual(counts.evaluated);
  });

  it("isn't beaten by pinning a choice that the search had", () => {
    const all = (has: (stack: Stack) => boolean): boolean => request.stacks.every(has);
    const pins: PlanRequest["layout"][] = [
      { recompute: "none" },
      { recompute: "full" },
      { microBatch: 1 },
      { microBatch: 4 },
      { tp: 1 },
      { dp: 8 },
    ];
    if (all((s) => s.dims.tp)) pins.push({ tp: 2 });
    if (all((s) => s.dims.pp)) pins.push({ pp: 2 });
    for (const sharding of SHARDINGS) if (all((s) => s.shardings.includes(sharding))) pins.push({ sharding });
    for (const layout of pins) {
      const [pinned] = run({ ...request, layout }).plans;
      if (pinned && pinned.pFits >= 0.9) expect(cost(pinned)).toBeGreaterThanOrEqual(cost(chosen) * (1 - 1e-9));
    }
  });

  it("is told to be made cheaper only by what is cheaper", () => {
    for (const change of result.cheaper) expect(change.costUsd).toBeLessThan(0.99 * cost(chosen));
  });
});

describe("what is worth more than money", () => {
  it("time: the fastest comes first and nothing on the list is faster", () => {
    const result = run({ ...pretraining, goal: { ...pretraining.goal, minimise: "time" } });
    for (const p of result.plans) expect(first(result).runSeconds.p50).toBeLessThanOrEqual(p.runSeconds.p50);
    expect(first(result).reasons).toContain("fastest");
  });

  it("value: the least cost times time comes first", () => {
    const result = run({ ...pretraining, goal: { ...pretraining.goal, minimise: "value" } });
    for (const p of result.plans)
      expect(cost(first(result)) * first(result).runSeconds.p50).toBeLessThanOrEqual(cost(p) * p.runSeconds.p50);
  });
});

describe("limits", () => {
  const goal = requestOf().goal;
  const open = first(run(requestOf()));

  it("that a plan keeps make it feasible with a probability", () => {
    const p = first(run(requestOf({ goal: { ...goal, budget: 3 * cost(open), deadline: 3 * open.runSeconds.p50 } })));
    expect(p.pBudget).toBeGreaterThanOrEqual(0.9);
    expect(p.pDeadline).toBeGreaterThanOrEqual(0.9);
  });

  it("of time leave the cheapest for a faster one", () => {
    const long = requestOf({ work: samples(60_000) });
    const cheapest = first(run(long));
    const fastest = first(run({ ...long, goal: { ...goal, minimise: "time" } }));
    const p = first(run({ ...long, goal: { ...goal, deadline: 1.5 * fastest.runSeconds.p50 } }));
    expect(fastest.runSeconds.p50).toBeLessThan(cheapest.runSeconds.p50);
    expect(p.runSeconds.p50).toBeLessThan(cheapest.runSeconds.p50);
    expect(cost(p)).toBeGreaterThan(cost(cheapest));
    expect(p.pDeadline).toBeGreaterThanOrEqual(0.9);
  });

  it("that nothing keeps are said to be broken", () => {
    const result = run(requestOf({ goal: { ...goal, budget: cost(open) / 100 } }));
    expect(first(result).pBudget).toBeLessThan(0.01);
    expect(result.issues.map((i) => i.code)).toContain("plan.over-limit");
  });

  it("are kept more surely the wider they are", () => {
    const p = (budget: number): number => first(run(requestOf({ goal: { ...goal, confidence: 0, budget } }))).pBudget ?? 0;
    const all = [0.5, 1, 1.5, 4].map((times) => p(times * cost(open)));
    for (let i = 1; i < all.length; i++) expect(all[i]).toBeGreaterThanOrEqual(all[i - 1] ?? 1);
  });
});

describe("when nothing fits", () => {
  const misfit = requestOf({
    model: seventy,
    method: full,
    work: samples(1000),
    machines: [machines.a10g],
    stacks: [trl],
    gpus: { min: 1, max: 1 },
  });
  const result = run(misfit);

  it("there is no plan, the reason is memory, and changes are told that make one", () => {
    expect(result.plans).toEqual([]);
    expect(result.issues.map((i) => i.code)).toContain("plan.refused.memory");
    expect(result.nearest.length).toBeGreaterThan(0);
    expect(result.cheaper).toEqual([]);
  });

  it("a plan that fits with less than the probability asked for is marked tight", () => {
    const sizes = [5, 7, 8, 9, 10, 11, 12, 14, 16];
    const tight = sizes
      .map((gib) =>
        run(requestOf({ machines: [{ ...machines.a10g, accelerator: { ...a10g, memory: gib * 2 ** 30 } }], method: full, stacks: [trl] })),
      )
      .flatMap((r) => r.plans)
      .filter((p) => p.memoryBytes.verdict === "tight");
    expect(tight.length).toBeGreaterThan(0);
    for (const p of tight) {
      expect(p.pFits).toBeGreaterThanOrEqual(0.5);
      expect(p.issues.map((i) => i.code)).toContain("plan.tight");
      expect(p.fits).toBe(true);
    }
  });

  it("a wider doubt about memory never fits more", () => {
    const doubt = (memory: number): number => {
      const spreads = { ...calibration.full.spreads, memory };
      return first(
        run(requestOf({ calibration: { ...calibration, full: { ...calibration.full, spreads } }, goal: { ...misfit.goal, pFits: 0.5 } })),
      ).pFits;
    };
    expect(doubt(1.5)).toBeLessThanOrEqual(doubt(1.05));
  });
});

it("the search's own time is what the clock says", () => {
  let now = 0;
  const clock = (): number => (now += 500);
  expect(plan(requestOf(), { ...alternatives, clock }).search.seconds).toBe(0.5);
  expect(run(requestOf()).search.seconds).toBe(0);
});
