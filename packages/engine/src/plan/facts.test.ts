import { describe, expect, it } from "vitest";
import { a100With40GB, a10g, machineOf, machines, nodeOf, nodes, priceOf } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { alternatives, lengths, requestOf, tokens } from "../../fixtures/requests.ts";
import { pretrain } from "../../fixtures/setups.ts";
import { megatron, trl } from "../../fixtures/stacks.ts";
import { halfWidth } from "../doubt/ask.ts";
import type { Machine } from "../money/offer.ts";
import type { Lengths } from "../run/work.ts";
import { openFacts, unequal } from "./facts.ts";
import { offerings } from "./offering.ts";
import { type Alternatives, plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { Plan } from "./result.ts";
import { search } from "./search.ts";

function first(request: PlanRequest, all: Alternatives = alternatives): Plan {
  const [chosen] = plan(request, all).plans;
  if (!chosen) throw new Error("no plan");
  return chosen;
}

const withLengths = (l: Lengths, more: Partial<PlanRequest> = {}): PlanRequest =>
  requestOf({
    stacks: [trl],
    machines: [machines.a10g],
    work: {
      amount: { kind: "samples", samples: 20_000, epochs: 1, lengths: l },
      sequence: 1024,
      globalBatch: null,
      padding: null,
      source: "a data set",
    },
    ...more,
  });
const meanOnly: Lengths = { sorted: [], mean: 200, longest: 200, uncertainty: 0 };

/** A range is as wide as the question says that it is. */
function saysItsWidth({ ask, runSeconds, costUsd }: Plan): void {
  const range = ask?.narrows.quantity === "cost" ? costUsd : runSeconds;
  expect(ask?.narrows.from).toBeCloseTo(range ? halfWidth(range) : Number.NaN, 9);
  expect(ask?.narrows.to).toBeLessThan(ask?.narrows.from ?? 0);
}

describe("lengths of which only the mean is known", () => {
  it("are as unequal as exponential ones: mean kept, deviation as large, a long tail", () => {
    const { sorted, mean, longest } = unequal(210);
    const average = sorted.reduce((total, l) => total + l, 0) / sorted.length;
    const deviation = Math.sqrt(sorted.reduce((total, l) => total + (l - average) ** 2, 0) / sorted.length);
    expect(average).toBeCloseTo(210, 9);
    expect(mean).toBe(210);
    expect(deviation / average).toBeGreaterThan(0.9);
    expect(longest).toBeGreaterThan(4 * mean);
    expect(sorted.toSorted((a, b) => a - b)).toEqual(sorted);
  });

  it("widen time upwards where a batch is padded to its longest, and the data is asked for", () => {
    const open = first(withLengths(meanOnly, { layout: { microBatch: 8 } }));
    expect(open.ask).toMatchObject({ question: "lengths", path: "data.file" });
    saysItsWidth(open);
    expect(open.runSeconds.p90 / open.runSeconds.p50).toBeGreaterThan(open.runSeconds.p50 / open.runSeconds.p10);
  });

  it("are warned of where usual ones would not fit in memory", () => {
    const at = (gib: number): readonly string[] => {
      const small = { ...machines.a10g, accelerator: { ...machines.a10g.accelerator, memory: gib * 2 ** 30 } };
      return first(withLengths(meanOnly, { machines: [small], layout: { microBatch: 8 } })).issues.map((i) => i.code);
    };
    expect(at(12)).toContain("plan.lengths-unknown");
    expect(at(200)).not.toContain("plan.lengths-unknown");
    expect(first(withLengths(lengths)).issues.map((i) => i.code)).not.toContain("plan.lengths-unknown");
  });

  it("are not asked for where a sample is alone in its batch, is packed, or the data is there", () => {
    const asked = (request: PlanRequest): string | undefined => first(request).ask?.question;
    expect(asked(withLengths(meanOnly, { layout: { microBatch: 1 } }))).toBeUndefined();
    const packed = withLengths(meanOnly);
    expect(asked({ ...packed, work: { ...packed.work, padding: "packed" } })).toBeUndefined();
    expect(asked(withLengths(lengths))).toBeUndefined();
  });
});

describe("data counted with another tokenizer", () => {
  it("is asked to be counted with its own; with it the range is what was said", () => {
    const open = first(withLengths({ ...lengths, uncertainty: 0.5 }));
    expect(open.ask).toMatchObject({ question: "tokenizer", path: "data.file", narrows: { quantity: "time" } });
    saysItsWidth(open);
    const counted = first(withLengths(lengths));
    expect(halfWidth(counted.runSeconds)).toBeCloseTo(open.ask?.narrows.to ?? 0, 9);
  });

  it("leaves the wider doubt when there are two: one answer narrows by less than both", () => {
    const both = first(withLengths({ ...meanOnly, uncertainty: 0.2 }, { layout: { microBatch: 8 } }));
    expect(both.ask?.question).toBe("lengths");
    expect(both.ask?.narrows.to).toBeGreaterThan(halfWidth(first(withLengths(lengths, { layout: { microBatch: 8 } })).runSeconds));
    saysItsWidth(both);
  });
});

describe("an old price", () => {
  it("is asked to be replaced; with a new one the cost's range is what was said", () => {
    const priced = (asOf: string | null): Plan =>
      first(withLengths(lengths, { machines: [{ ...machines.a10g, prices: [priceOf(1, null, { asOf })] }] }));
    const old = priced(null);
    expect(old.ask).toMatchObject({ question: "price", path: "where.prices.file", narrows: { quantity: "cost" } });
    saysItsWidth(old);
    const { costUsd } = priced("2026-11-20");
    expect(costUsd && halfWidth(costUsd)).toBeCloseTo(old.ask?.narrows.to ?? 0, 9);
    expect(priced("2026-11-20").ask).toBeNull();
  });
});

it("a machine that costs nothing has no doubt about its cost", () => {
  const free = { ...machines.a10g, prices: [priceOf(0, null, { asOf: null })] };
  const { ask, costUsd } = first(withLengths({ ...meanOnly, uncertainty: 0.3 }, { machines: [free], layout: { microBatch: 8 } }));
  expect(ask?.narrows.quantity).toBe("time");
  for (const end of [costUsd?.p10, costUsd?.p50, costUsd?.p90]) expect(end).toBeGreaterThanOrEqual(0);
});

describe("a plan without a price", () => {
  it("is asked only for what narrows its time", () => {
    const request = withLengths(meanOnly, { machines: [machines.ownRtx4090], gpus: { min: 1, max: 1 }, layout: { microBatch: 8 } });
    const mine = first(request);
    expect(mine.costUsd).toBeNull();
    expect(mine.ask).toMatchObject({ question: "lengths", narrows: { quantity: "time" } });
  });
});

it("a fact under which the layout can't run is no question", () => {
  const request = withLengths(
    { ...lengths, uncertainty: 0.5 },
    { layout: { offload: "optimizer" }, goal: { ...requestOf().goal, pFits: 0.5 } },
  );
  const [offering] = offerings(request, search(request).candidates);
  if (!offering) throw new Error("no offering");
  const known = { machines: [], solve: () => null };
  const { bench } = offering.candidate;
  const cramped = { ...offering, candidate: { ...offering.candidate, bench: { ...bench, machine: { ...bench.machine, hostMemory: 1 } } } };
  expect(openFacts(request, offering, known).map((f) => f.question)).toEqual(["tokenizer"]);
  expect(openFacts(request, cramped, known)).toEqual([]);
});

const owned = (id: string, m: Partial<Machine>): Machine =>
  machineOf(id, a100With40GB, nodes.a100, { provider: "owned", owned: true, maxNodes: 1, ...m });
const pretraining = (machine: Machine, more: Partial<PlanRequest> = {}): PlanRequest =>
  requestOf({
    model: { name: "1b", architecture: models.llama32With1B, source: "the model card", verified: true, checkpoint: null },
    method: pretrain,
    work: tokens(1e9, 2048, { globalBatch: 64 }),
    stacks: [megatron],
    machines: [machine],
    gpus: { min: 16, max: 16 },
    owned: [{ path: "where.owned.0", machines: [machine.id] }],
    ...more,
  });

describe("machines of one's own of which it isn't said", () => {
  const wide = nodeOf(8, nodes.a100.intra, 400);
  const assumed = { ...wide, assumed: true };
  const others = [50, 25].map((rate) => machineOf(`rented-${rate}`, a100With40GB, nodeOf(8, nodes.a100.intra, rate)));
  const guessed = machineOf("guessed", a100With40GB, { ...nodeOf(8, nodes.a100.intra, 800), assumed: true });
  const known: Alternatives = { ...alternatives, machines: [...others, guessed, machines.h100] };

  it("what connects them, have a range over what connects others with the card", () => {
    const request = pretraining(owned("mine", { node: assumed, maxNodes: 2 }), { layout: { sharding: "none", tp: 1, pp: 1 } });
    const open = first(request, known);
    expect(open.ask).toMatchObject({ question: "network", path: "where.owned.0.fabric" });
    expect(open.ask?.options).toEqual(["3200G infiniband", "200G infiniband", "400G infiniband"]);
    saysItsWidth(open);
    const said = first(pretraining(owned("mine", { node: wide, maxNodes: 2 }), { layout: { sharding: "none", tp: 1, pp: 1 } }), known);
    expect(said.ask).toBeNull();
    expect(halfWidth(said.runSeconds)).toBeLessThan(halfWidth(open.runSeconds));
    expect(first({ ...request, owned: [] }, known).ask?.path).toBe("where.owned.fabric");
    expect(first(request, { ...alternatives, machines: [] }).ask).toBeNull();
  });

  it("what connects their cards, have a range over the kinds of link that others have", () => {
    const slow = { ...nodeOf(8, nodes.pcie8.intra), assumed: true };
    const mine = owned("mine", { node: slow });
    const layout = { tp: 8, pp: 1 } as const;
    const open = first(pretraining(mine, { gpus: { min: 8, max: 8 }, layout }), known);
    expect(open.ask).toMatchObject({ question: "link", options: ["pcie", "nvlink"] });
    expect(open.runSeconds.p50 / open.runSeconds.p10).toBeGreaterThan(open.runSeconds.p90 / open.runSeconds.p50);
    const one = first(pretraining(mine, { gpus: { min: 1, max: 1 } }), known);
    expect(one.ask).toBeNull();
  });

  it("which card they have, have a range over all that the name may mean", () => {
    const small = owned("40", {});
    const slow = owned("other", { accelerator: a10g });
    const request = pretraining(small, {
      machines: [small, slow],
      owned: [{ path: "where.owned.0", machines: [small.id, slow.id] }],
      gpus: { min: 8, max: 8 },
    });
    const both = first(request);
    expect(both.ask).toMatchObject({ question: "card", path: "where.owned.0.accelerator", options: [a100With40GB.id, a10g.id] });
    saysItsWidth(both);
    const two = first({ ...request, owned: [small, slow].map((m, i) => ({ path: `where.owned.${i}`, machines: [m.id] })) });
    expect(two.ask).toBeNull();
    const priced = { ...small, prices: [priceOf(1)] };
    const some = first({ ...request, machines: [priced, slow] });
    expect([some.costUsd === null, some.ask?.question]).toEqual([false, "card"]);
    const impossible = { ...slow, accelerator: { ...a10g, vendor: "other" } };
    expect(first({ ...request, machines: [small, impossible] }).ask).toBeNull();
  });
});
