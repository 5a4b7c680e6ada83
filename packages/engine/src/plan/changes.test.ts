import { describe, expect, it } from "vitest";
import { a10g, machines, nodes } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { alternatives, requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { freeze, full, lora, pretrain, qlora } from "../../fixtures/setups.ts";
import { megatron, torchtitan, trl, unsloth } from "../../fixtures/stacks.ts";
import { changing, economies, relaxations } from "./changes.ts";
import type { Variant } from "./levers/lever.ts";
import { held } from "./pins.ts";
import { type Offering, offerings, timeSigma } from "./offering.ts";
import { plan } from "./plan.ts";
import { finished } from "./progress.ts";
import type { PlanRequest } from "./request.ts";
import { search } from "./search.ts";
import { frontier, shortlist } from "./shortlist.ts";

const paths = (all: readonly Variant[]): readonly string[] => all.map((v) => `${v.path}: ${v.from} -> ${v.to}`);
const relaxed = (more: Partial<PlanRequest>): readonly string[] => paths(relaxations(requestOf(more), alternatives));

function chosenOf(request: PlanRequest): Offering {
  const [listed] = shortlist(request, offerings(request, search(request).candidates));
  if (!listed) throw new Error("nothing was found");
  return listed.offering;
}

const saved = (more: Partial<PlanRequest>): readonly string[] => {
  const request = requestOf(more);
  const chosen = chosenOf(request);
  return paths(economies({ request: held(request, chosen), asked: request, chosen, all: alternatives }));
};

describe("ways to make a job fit", () => {
  it("let go of what is pinned, the smallest first", () => {
    const all = relaxed({ layout: { recompute: "none", microBatch: 8, gradAccum: 2, sharding: "none", tp: 1 } });
    expect(all.slice(0, 6)).toEqual([
      "layout.recompute: none -> full",
      "layout.microBatch: 8 -> 1",
      "layout.sharding: none -> any",
      "layout.offload: none -> optimizer",
      "layout.offload: none -> params",
      "layout: pinned -> any",
    ]);
    const [, micro, sharding] = relaxations(
      requestOf({ layout: { recompute: "none", microBatch: 8, gradAccum: 2, sharding: "none" } }),
      alternatives,
    );
    expect(micro?.request.layout).toEqual({ recompute: "none", microBatch: 1, sharding: "none" });
    expect(sharding?.request.layout.sharding).toBeUndefined();
  });

  it("take nothing away that isn't there", () => {
    const all = relaxed({
      layout: { recompute: "full", microBatch: 1, offload: "params" },
      work: samples(10, 1, { sequence: 128 }),
      method: qlora(),
    });
    expect(all.filter((p) => /recompute|microBatch|offload|sequence|method/.test(p))).toEqual([]);
  });

  it("shorten the sequence, add GPUs up to 64, free the card, the method, the stack", () => {
    const all = relaxed({ method: full, gpus: { min: 1, max: 16 } });
    expect(all).toContain("training.sequence: 1024 -> 512");
    expect(all.filter((p) => p.startsWith("where.gpus"))).toEqual(["where.gpus: 16 -> 32", "where.gpus: 16 -> 64"]);
    for (const p of ["where.accelerators: pinned -> any", "method: full -> lora", "method: full -> qlora", "stack: pinned -> any"])
      expect(all).toContain(p);
    expect(relaxed({ method: freeze(4) })).toContain("method: freeze -> lora");
    expect(relaxed({ method: pretrain }).some((p) => p.startsWith("method"))).toBe(false);
  });

  it("that are told have an answer, the one that is told", () => {
    const request = requestOf({
      model: { name: "llama-3-8b", architecture: models.llama3With8B, source: "the model card", verified: true, checkpoint: null },
      method: full,
      machines: [machines.a10g],
      stacks: [trl],
      gpus: { min: 1, max: 1 },
    });
    const variants = relaxations(request, alternatives);
    const { nearest } = plan(request, alternatives);
    expect(nearest.length).toBeGreaterThan(2);
    for (const change of nearest) {
      const answers = variants.filter((v) => v.path === change.path && v.from === change.from).map((v) => plan(v.request, alternatives));
      expect(answers.some((a) => a.plans.some((p) => p.costUsd?.p50 === change.costUsd && p.runSeconds.p50 === change.runSeconds))).toBe(
        true,
      );
    }
  });
});

describe("ways to make a plan cheaper", () => {
  it("of adapters: spot, packing, a quantised base, compiled kernels, fewer epochs, shorter samples", () => {
    const all = saved({ machines: [machines.a10g], work: samples(2000, 3), stacks: [trl] });
    for (const p of [
      "where.purchase: on-demand -> spot",
      "training.padding: longest -> packed",
      "training.compile: false -> true",
      "method.kind: lora -> qlora",
      "data.epochs: 3 -> 2",
      "training.sequence: 1024 -> 512",
      "where: pinned -> any",
    ])
      expect(all).toContain(p);
  });

  it("of full fine-tuning: adapters; of a quantised base: one that isn't", () => {
    expect(saved({ method: full, machines: [machines.h100Single], stacks: [trl] })).toContain("method: full -> lora");
    expect(saved({ method: qlora() })).toContain("method.kind: qlora -> lora");
    expect(saved({ method: full, machines: [machines.h100], stacks: [trl], gpus: { min: 16, max: 16 } })).toContain("where: pinned -> any");
  });

  it("let go of pinned recomputation and un-fused attention, take fp8 where card and stack have it", () => {
    const training = { ...requestOf().training, attention: "eager" as const };
    const work = tokens(1e8, 2048);
    const all = saved({
      method: full,
      training,
      layout: { recompute: "full" },
      machines: [machines.h100],
      gpus: { min: 8, max: 8 },
      stacks: [torchtitan],
      work,
    });
    for (const p of [
      "layout.recompute: full -> none",
      "layout.recompute: full -> selective",
      "training.attention: eager -> sdpa",
      "training.precision: bf16 -> fp8",
    ]) {
      expect(all).toContain(p);
    }
    expect(all.some((p) => p.startsWith("data.epochs") || p.startsWith("training.padding"))).toBe(false);
  });

  it("of one's own machine are no spot offers", () => {
    expect(saved({ machines: [machines.ownRtx4090], stacks: [trl] }).some((p) => p.startsWith("where.purchase"))).toBe(false);
  });
});

describe("a change", () => {
  const told = (v: Partial<Variant>): readonly string[] =>
    finished(changing([{ path: "method", from: "a", to: "b", request: requestOf(), ...v }])).map((c) => c.to);
  const nowhere = requestOf({ gpus: { min: 3, max: 3 }, machines: [machines.h100] });

  it("without an answer isn't told", () => {
    expect(told({ request: nowhere })).toEqual([]);
  });

  it("to anything says what was found, and one that stands for more says for what", () => {
    const { bench, setup } = chosenOf(requestOf()).candidate;
    expect(told({ path: "where", to: "any" })).toEqual([`${bench.cluster.gpus}x ${bench.cluster.accelerator.id} (cloud)`]);
    expect(told({ path: "where.accelerators", to: "any" })).toEqual(told({ path: "where", to: "any" }));
    expect(told({ path: "layout.sharding", to: "any" })).toEqual([setup.layout.sharding]);
    expect(told({ path: "stack", to: "any" })).toEqual([bench.stack.id]);
    expect(told({ path: "layout", to: "any" })).toEqual(["any"]);
    expect(told({})).toEqual(["b"]);
    expect(told({ note: "1 year" })).toEqual(["b (1 year)"]);
  });
});

describe("the frontier", () => {
  it("is empty without prices and falls in time as it rises in cost", () => {
    const request = requestOf({ work: samples(60_000) });
    const all = offerings(request, search(request).candidates);
    const front = frontier(request, all);
    expect(front.length).toBeGreaterThan(1);
    for (let i = 1; i < front.length; i++) {
      expect(front[i]?.cost ?? 0).toBeGreaterThan(front[i - 1]?.cost ?? 0);
      expect(front[i]?.seconds).toBeLessThan(front[i - 1]?.seconds ?? 0);
    }
    for (const o of all) expect(front.some((f) => (f.cost ?? 0) <= (o.cost ?? 0) && f.seconds <= o.seconds)).toBe(true);
    expect(
      frontier(
        request,
        all.map((o) => ({ ...o, cost: null })),
      ),
    ).toEqual([]);
    expect(offerings(request, [])).toEqual([]);
  });
});

describe("doubt about time", () => {
  it("is widest for experts, wider when lengths were guessed", () => {
    const of = (more: Partial<PlanRequest>): number => {
      const request = requestOf({ machines: [machines.h100Single], stacks: [trl], ...more });
      return timeSigma(request, chosenOf(request).candidate);
    };
    const moe = { ...requestOf().model, architecture: models.tinyMoe };
    const { amount } = samples();
    const guessed =
      amount.kind === "samples" ? { ...samples(), amount: { ...amount, lengths: { ...amount.lengths, uncertainty: 0.3 } } } : samples();
    expect(of({ method: full })).toBeLessThan(of({ method: lora() }));
    expect(of({ method: lora() })).toBeLessThan(of({ model: moe }));
    expect(of({ work: guessed })).toBeGreaterThan(of({}));
  });
});

it("machines that compute alike are searched once, and each keeps its price", () => {
  const other = {
    ...machines.a10g,
    id: "other/a10g",
    provider: "other",
    prices: [{ region: "r", onDemand: 0.5, spot: null, source: "list", asOf: "2026-11-23" }],
  };
  const one = search(requestOf({ machines: [machines.a10g] }));
  const two = search(requestOf({ machines: [machines.a10g, other] }));
  expect(two.evaluated).toBe(one.evaluated);
  expect(two.candidates.length).toBe(2 * one.candidates.length);
  expect(chosenOf(requestOf({ machines: [machines.a10g, other] })).candidate.bench.machine.provider).toBe("other");
});

it("a host without room for what is offloaded refuses it", () => {
  const box = { ...machines.a10g, node: nodes.single, accelerator: a10g, hostMemory: 1e9 };
  const request = requestOf({ machines: [box], method: full, stacks: [trl], layout: { offload: "params" } });
  expect(search(request).candidates).toEqual([]);
  expect(search({ ...request, machines: [{ ...box, hostMemory: 1e12 }] }).candidates).not.toEqual([]);
  expect(unsloth.offloads).toEqual(["none"]);
  expect(megatron.offloads).toContain("optimizer");
});
