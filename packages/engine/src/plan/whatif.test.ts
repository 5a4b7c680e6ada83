import { describe, expect, it } from "vitest";
import { a100With80GB, a10g, machineOf, machines, nodes, priceOf } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { alternatives, requestOf, samples, tokens } from "../../fixtures/requests.ts";
import { freeze, full, lora, pretrain, qlora } from "../../fixtures/setups.ts";
import { megatron, torchtitan, trl } from "../../fixtures/stacks.ts";
import { NO_RECIPE } from "../run/recipe/recipe.ts";
import { AS_GIVEN } from "../run/target/target.ts";
import { plan } from "./plan.ts";
import type { PlanRequest } from "./request.ts";
import type { LeverResult, WhatifResult } from "./whatif-result.ts";
import { whatif } from "./whatif.ts";

const named = (name: string, architecture: PlanRequest["model"]["architecture"]): PlanRequest["model"] => ({
  name,
  architecture,
  source: "the model card",
  verified: true,
  checkpoint: null,
});
const of = (more: Partial<PlanRequest>, all = alternatives): WhatifResult => whatif(requestOf(more), all);
const moves = ({ levers }: WhatifResult, path: string): readonly string[] =>
  levers.filter((l) => l.path === path).map((l) => `${l.from} -> ${l.to}`);
const find = ({ levers }: WhatifResult, path: string, to: string): LeverResult => {
  const found = levers.find((l) => l.path === path && l.to === to);
  if (!found) throw new Error(`${path} ${to} isn't there`);
  return found;
};

const dora: PlanRequest["method"] = { ...lora(), kind: "dora", lora: { rank: 16, targets: "all-linear", dropout: 0.05, dora: true } };

const CARD: Partial<PlanRequest> = { machines: [machines.a10g], stacks: [trl], work: samples(2000, 3) };
const CLUSTER: Partial<PlanRequest> = {
  machines: [machines.h100],
  stacks: [megatron],
  model: named("llama-3-8b", models.llama3With8B),
  method: pretrain,
  gpus: { min: 16, max: 16 },
  work: tokens(2e9, 8192, { globalBatch: 64 }),
};

describe("what levers do", () => {
  const card = of(CARD);
  const cluster = of(CLUSTER);

  it("is said of twenty of them and more, on a card and on a cluster", () => {
    for (const found of [card, cluster]) expect(found.levers.filter((l) => l.refusals.length === 0).length).toBeGreaterThanOrEqual(20);
  });

  it("begins with the plan that `plan` chooses", () => {
    for (const [more, found] of [
      [CARD, card],
      [CLUSTER, cluster],
    ] as const) {
      const [chosen] = plan(requestOf(more), alternatives).plans;
      expect(found.plan?.id).toBe(chosen?.id);
      expect(found.plan?.costUsd).toBe(chosen?.costUsd?.p50);
      expect(found.plan?.runSeconds).toBe(chosen?.runSeconds.p50);
      expect(found.plan?.memoryBytes).toBe(chosen?.memoryBytes.p50);
    }
  });

  it("tells each as `plan` tells it under what would be cheaper", () => {
    const { cheaper } = plan(requestOf(CARD), alternatives);
    expect(cheaper.length).toBeGreaterThan(2);
    for (const change of cheaper.filter((c) => c.path !== "where"))
      expect(find(card, change.path, change.to)).toMatchObject({
        costUsd: change.costUsd,
        runSeconds: change.runSeconds,
        memoryBytes: change.memoryBytes,
      });
  });

  it("stands in the order of cost, time and memory, and what can't be done at the end with its reason", () => {
    const base = card.plan;
    if (!base) throw new Error("no plan");
    const far = (l: LeverResult): number => Math.abs(Math.log((l.costUsd ?? 1) / (base.costUsd ?? 1)));
    const open = card.levers.filter((l) => l.refusals.length === 0);
    const effects = open.map(far);
    for (const [i, effect] of effects.slice(1).entries()) expect(effect).toBeLessThanOrEqual((effects[i] ?? 0) + 1e-9);
    const closed = card.levers.slice(open.length);
    expect(closed.length).toBeGreaterThan(0);
    for (const l of closed) {
      expect(l.refusals.length).toBeGreaterThan(0);
      expect([l.costUsd, l.runSeconds, l.memoryBytes, l.pFits]).toEqual([null, null, null, null]);
    }
    expect(find(card, "training.precision", "fp8").refusals.map((i) => i.code)).toEqual(["plan.refused.stack.precision"]);
  });

  it("doubles tokens, time and cost together, but for the start", () => {
    const more = find(cluster, "data.tokens", "4000000000");
    expect(more.tokens).toBeCloseTo(2 * (cluster.plan?.tokens ?? 0), -7);
    expect((more.runSeconds ?? 0) / (cluster.plan?.runSeconds ?? 1)).toBeGreaterThan(1.8);
    expect((more.runSeconds ?? 0) / (cluster.plan?.runSeconds ?? 1)).toBeLessThanOrEqual(2.0001);
    expect(more.loss ?? 9).toBeLessThan(cluster.plan?.loss ?? 0);
  });

  it("says what followed: accumulation from the batch, replicas from the count", () => {
    const batch = find(cluster, "training.globalBatch", "128");
    expect(batch.followed.map((f) => f.path)).toEqual(["layout.gradAccum"]);
    const half = find(cluster, "where.gpus", "8");
    expect(half.followed.map((f) => f.path)).toContain("layout.dp");
  });

  it("lets go of the micro-batch where the layout as it is doesn't fit", () => {
    const tight = of({
      ...CARD,
      machines: [machines.a10g],
      model: named("mistral-7b", models.mistral7B),
      method: qlora(),
      work: samples(2000, 1, { globalBatch: 16, padding: "max" }),
    });
    const plain = tight.levers.filter((l) => l.refusals.length === 0 && l.followed.some((f) => f.path === "layout.microBatch"));
    expect(plain.length).toBeGreaterThan(0);
    for (const l of plain) expect(l.pFits ?? 0).toBeGreaterThanOrEqual(0.5);
    const none = tight.levers.find((l) => l.path === "layout.recompute" && l.to === "none");
    if (none && none.refusals.length === 0)
      expect(Number(none.followed.find((f) => f.path === "layout.microBatch")?.to ?? 0)).toBeLessThan(
        Number(tight.plan?.pins.find((p) => p.path === "layout.microBatch")?.value),
      );
  });

  it("has what the batch and the rate do to the loss, and what a search costs beside the run", () => {
    const rate = cluster.levers.filter((l) => l.path === "training.learningRate");
    expect(rate.length).toBe(2);
    for (const l of rate) {
      expect(l.costUsd).toBe(cluster.plan?.costUsd);
      expect(l.excessLoss ?? 0).toBeGreaterThan(0);
    }
    expect(find(card, "sweep", "random").statedUsd ?? 0).toBeGreaterThan(10 * (card.plan?.costUsd ?? 0));
    expect(find(card, "run.earlyStop.patience", "3").statedUsd ?? 0).toBeLessThan(0);
    expect(card.plan?.loss).toBeNull();
    expect(card.plan?.excessLoss).toBeNull();
  });
});

describe("levers there are", () => {
  it("of adapters: rank, targets, base, matrices beside them, the method", () => {
    const found = of(CARD);
    expect(moves(found, "method.rank")).toContain("16 -> 32");
    expect(moves(found, "method.targets").length).toBeGreaterThanOrEqual(2);
    expect(moves(found, "method.base")).toContain("bf16 -> nf4-dq");
    expect(moves(found, "method.modulesToSave")).toEqual(["none -> embed_tokens,lm_head"]);
    expect(moves(found, "method")).toEqual(["lora -> full"]);
    expect(new Set(moves(found, "method.kind"))).toEqual(new Set(["lora -> qlora", "lora -> dora"]));
    expect(find(found, "method.kind", "qlora").followed).toContainEqual({ path: "method.base", from: null, to: "nf4-dq" });
  });

  it("of other methods: what does the same job", () => {
    expect(new Set(moves(of({ ...CARD, method: dora }), "method.kind"))).toEqual(new Set(["dora -> lora", "dora -> qlora"]));
    expect(moves(of({ ...CARD, method: qlora() }), "method.kind")).toEqual(["qlora -> lora"]);
    const frozen = of({ ...CARD, method: freeze(8) });
    expect(new Set(moves(frozen, "method.frozenLayers"))).toEqual(new Set(["8 -> 12", "8 -> 4"]));
    expect(new Set(moves(frozen, "method"))).toEqual(new Set(["freeze -> full", "freeze -> lora", "freeze -> qlora"]));
    const whole = of({ ...CARD, machines: [machines.h100Single], method: full });
    expect(moves(whole, "method.rank")).toEqual([]);
    expect(new Set(moves(whole, "method"))).toEqual(new Set(["full -> lora", "full -> qlora"]));
    expect(moves(of(CLUSTER), "method")).toEqual(["pretrain -> continue"]);
  });

  it("keep no checkpoints of adapters for a method without", () => {
    const { run } = requestOf();
    const found = of({ ...CARD, machines: [machines.h100Single], run: { ...run, checkpointContent: "adapters" } });
    expect(find(found, "method", "full").followed).toContainEqual({ path: "run.checkpoints.save", from: null, to: "full" });
  });

  it("of a model that is yet to be trained: its shape", () => {
    const found = of(CLUSTER);
    expect(moves(found, "model.layers")).toContain("32 -> 16");
    expect(find(found, "model.layers", "16").followed.map((f) => f.path)).toContain("model.hidden");
    expect(moves(found, "model.window.size")).toEqual(["none -> 4096"]);
    expect(moves(found, "model.gated")).toEqual(["true -> false"]);
    expect(moves(found, "model.activation")).toEqual(["silu -> gelu"]);
    expect(moves(found, "model.kvHeads")).toEqual(["8 -> 4"]);
    expect(moves(found, "model.sharedLayers")).toEqual(["1 -> 2"]);
    expect(moves(found, "model.embeddingSize")).toEqual(["4096 -> 256"]);
    expect(find(found, "model.sharedLayers", "2").memoryBytes ?? 0).toBeLessThan(found.plan?.memoryBytes ?? 0);
    expect(moves(of({ ...CLUSTER, work: tokens(2e9, 4096, { globalBatch: 64 }) }), "model.window.size")).toEqual(["none -> 2048"]);
    const windowed = { ...models.llama3With8B, window: { size: 4096, every: 1 }, sharedLayers: 2, embeddingSize: 256 };
    const none = of({ ...CLUSTER, model: named("windowed", windowed) });
    for (const path of ["model.window.size", "model.sharedLayers", "model.embeddingSize", "model.layers"])
      expect(moves(none, path)).toEqual([]);
    expect(moves(of(CARD), "model.layers")).toEqual([]);
  });

  it("of the number of parameters: relatives, where some are known", () => {
    const all = { ...alternatives, models: [named("llama-3-8b", models.llama3With8B)] };
    expect(moves(of({ ...CARD, machines: [machines.h100Single] }, all), "model")).toEqual(["llama-3.2-1b -> llama-3-8b"]);
  });

  it("of experts: expert parallelism; of long sequences: context parallelism; of pipelines: interleaving", () => {
    const moe = of({ ...CLUSTER, model: named("tiny-moe", models.tinyMoe), layout: { ep: 2, pp: 2, tp: 2 } });
    expect(moves(moe, "layout.ep").length).toBeGreaterThan(0);
    expect(new Set(moves(moe, "layout.tp"))).toEqual(new Set(["2 -> 4", "2 -> 1"]));
    expect(moves(moe, "layout.virtualPp").length).toBeGreaterThan(0);
    expect(moves(moe, "layout.sequenceParallel").length).toBe(1);
    expect(moves(moe, "layout.cp").length).toBeGreaterThan(0);
    const short = of({ ...CLUSTER, work: tokens(2e9, 4096, { globalBatch: 64 }) });
    expect(moves(short, "layout.ep")).toEqual([]);
    expect(moves(short, "layout.cp")).toEqual([]);
    expect(moves(of(CARD), "layout.tp")).toEqual([]);
    expect(moves(of(CARD), "layout.sharding")).toEqual([]);
  });

  it("of the amount: tokens, steps, samples that no file holds, limits that are spent", () => {
    expect(moves(of(CARD), "data.samples")).toEqual([]);
    const counted = samples(2000, 1, {
      amount: { kind: "samples", samples: 2001, epochs: 1, lengths: { sorted: [], mean: 300, longest: 300, uncertainty: 0 } },
    });
    const { assumptions } = requestOf();
    const found = of({ ...CARD, work: counted, dataBytes: 2001 * 300 * assumptions["bytes-per-token"].value });
    expect(new Set(moves(found, "data.samples"))).toEqual(new Set(["2001 -> 4002", "2001 -> 1001"]));
    expect(moves(found, "data.epochs")).toEqual(["1 -> 2"]);
    const steps = { ...tokens(1, 512), amount: { kind: "steps", steps: 100 } as const };
    expect(new Set(moves(of({ ...CARD, work: steps }), "data.steps"))).toEqual(new Set(["100 -> 200", "100 -> 50"]));
    expect(moves(of({ ...CARD, work: steps }), "data.epochs")).toEqual([]);
    const most = of({
      ...CARD,
      target: { ...AS_GIVEN, goal: { kind: "most", budget: 4, gpuHours: 3, deadline: 3600, carbon: 2 } },
      work: tokens(1e6, 512),
    });
    expect(new Set(moves(most, "goal.budget"))).toEqual(new Set(["4 -> 8", "4 -> 2"]));
    expect(moves(most, "goal.deadline")).toContain("3600s -> 7200s");
    expect(moves(most, "goal.gpuHours").length).toBe(2);
    expect(new Set(moves(most, "goal.carbon"))).toEqual(new Set(["2kg -> 4kg", "2kg -> 1kg"]));
    expect(moves(most, "data.tokens")).toEqual([]);
  });

  it("of the run: as the job says it, or from what is usual", () => {
    const { run } = requestOf();
    const own = of({
      ...CARD,
      run: {
        ...run,
        evaluateEvery: 20,
        checkpointEvery: 50,
        checkpointsKept: 4,
        failures: { counted: false, perThousandNodeDays: null, restart: null },
      },
      recipe: { ...NO_RECIPE, schedule: "cosine", earlyStop: { patience: 3, every: 20, best: null } },
    });
    expect(new Set(moves(own, "run.evaluation.every"))).toEqual(new Set(["20 -> 40", "20 -> 10"]));
    expect(moves(own, "run.evaluation")).toEqual(["20 -> "]);
    expect(new Set(moves(own, "run.checkpoints.every"))).toEqual(new Set(["50 -> 100", "50 -> 25"]));
    expect(new Set(moves(own, "run.checkpoints.keep"))).toEqual(new Set(["4 -> 8", "4 -> 1"]));
    expect(moves(own, "run.failures")).toEqual(["false -> true"]);
    expect(moves(own, "training.schedule")).toEqual(["cosine -> wsd"]);
    expect(moves(own, "run.earlyStop.patience")).toEqual([]);
    const all = of({ ...CARD, run: { ...run, checkpointsKept: Number.POSITIVE_INFINITY, checkpointSeconds: 600 } });
    expect(moves(all, "run.checkpoints.keep")).toEqual([]);
    expect(new Set(moves(all, "run.checkpoints.interval"))).toEqual(new Set(["600s -> 1200s", "600s -> 300s"]));
    expect(moves(of({ ...CARD, run: { ...run, checkpointEvery: 1, evaluateEvery: 1 } }), "run.checkpoints.every")).toEqual(["1 -> 2"]);
  });

  it("of spot instances: how long they last, and on-demand", () => {
    const found = of({ ...CARD, purchases: ["spot"] });
    expect(moves(found, "where.purchase")).toEqual(["spot -> on-demand"]);
    expect(new Set(moves(found, "spot.lifetime"))).toEqual(new Set(["14400s -> 28800s", "14400s -> 7200s"]));
    expect(moves(of({ ...CARD, purchases: ["spot"], spot: [] }), "spot.lifetime")).toEqual([]);
  });

  it("of data: where it lies, caching, the store, tokenising", () => {
    const { data } = requestOf();
    const found = of(CARD);
    expect(moves(found, "data.at")).toEqual(["unsaid -> aws"]);
    expect(moves(found, "data.cache")).toEqual(["false -> true"]);
    expect(moves(of({ ...CARD, work: samples(2000, 1) }), "data.cache")).toEqual([]);
    expect(moves(found, "data.preprocessing.when")).toEqual(["unsaid -> while-training"]);
    const far = of({
      ...CARD,
      dataBytes: 1e9,
      data: { ...data, at: { provider: "aws", region: "us-east-1" }, ahead: { tokensPerSecondPerCore: 1e5, cores: 4 } },
    });
    expect(new Set(moves(far, "data.at"))).toEqual(new Set(["aws/us-east-1 -> cloud", "aws/us-east-1 -> gcp", "aws/us-east-1 -> azure"]));
    expect(find(far, "data.preprocessing.when", "while-training").followed).toContainEqual({
      path: "data.preprocessing.cores",
      from: null,
      to: "4",
    });
    const along = of({ ...CARD, data: { ...data, preparing: { tokensPerSecondPerCore: 1e5, coresPerGpu: 2 } } });
    expect(moves(along, "data.preprocessing.when")).toEqual(["while-training -> ahead"]);
  });

  it("of state spaces leave attention and targets out", () => {
    const found = of({
      ...CARD,
      machines: [machines.h100Single],
      model: named("mamba", models.mamba(24, 768)),
      stacks: [{ ...trl, stateSpaces: ["mamba"] }],
    });
    expect(moves(found, "training.attention")).toEqual([]);
    expect(moves(found, "method.targets")).toEqual([]);
  });
});

describe("machines", () => {
  const a100 = machineOf("a100-1", a100With80GB, nodes.single, { prices: [priceOf(2)] });
  const elsewhere = machineOf("g", a10g, nodes.single, {
    id: "other/g",
    provider: "other",
    prices: [priceOf(0.9), priceOf(1.2, 0.3, { region: "north, EU" })],
  });
  const pair = machineOf("a10g-2", a10g, { ...nodes.pcie4, gpus: 2, linkDomain: 2 }, { id: "cloud/a10g-2", prices: [priceOf(2.2)] });
  const all = { ...alternatives, machines: [...alternatives.machines, a100, elsewhere, pair] };

  it("are other cards on either side of its speed, of vendors that the stack runs on", () => {
    const cards = moves(of(CARD, all), "where.accelerators");
    expect(cards).toContain("a10g -> a100-sxm-80gb");
    expect(cards).toContain("a10g -> t4");
    const foreign = machineOf("x", { ...a100With80GB, id: "tpu", vendor: "google" }, nodes.single, { prices: [priceOf(1)] });
    expect(moves(of(CARD, { ...all, machines: [...all.machines, foreign] }), "where.accelerators")).not.toContain("a10g -> tpu");
    const unknown = { ...machines.a10g, accelerator: { ...a10g, peak: { ...a10g.peak, bf16: null, fp16: null } } };
    expect(
      moves(of({ ...CARD, machines: [unknown], training: { ...requestOf().training, precision: "fp32" } }, all), "where.accelerators"),
    ).toEqual([]);
  });

  it("are twice as many, by another instance type where the own one has no network", () => {
    const two = find(of(CARD, all), "where.gpus", "2");
    expect(two.followed.find((f) => f.path === "where.instanceTypes")).toMatchObject({ from: "a10g-1", to: "a10g-2" });
    expect(find(of(CARD), "where.gpus", "2").refusals.map((i) => i.code)).toEqual(["plan.refused.machine.count"]);
  });

  it("are other providers and regions of the card", () => {
    const found = of({ ...CARD, machines: [elsewhere] }, all);
    expect(moves(found, "where.providers")).toContain("other -> cloud");
    expect(moves(found, "where.regions")).toEqual(["us-east-1 -> north* EU"]);
    expect(moves(of(CARD, all), "where.providers")).toContain("cloud -> other");
    const anywhere = { ...machines.a10g, prices: [priceOf(1, null, { region: "*" })] };
    expect(moves(of({ ...CARD, machines: [anywhere] }, all), "where.regions")).toEqual([]);
  });

  it("of one's own may be rented instead", () => {
    const owned = [{ path: "where.owned.0", machines: ["own/mine"] }];
    const found = of({ ...CARD, machines: [machines.ownRtx4090], gpus: { min: 1, max: 1 }, owned }, all);
    expect(find(found, "where.accelerators", "a100-sxm-80gb").followed).toContainEqual({ path: "where.owned", from: null, to: "" });
    expect(moves(found, "where.purchase")).toEqual([]);
    expect(moves(found, "where.regions")).toEqual([]);
    expect(found.plan?.costUsd).toBeNull();
    expect(find(found, "sweep", "random").statedUsd).toBeNull();
  });

  it("may be committed to, at the price that a discount comes to", () => {
    const term = {
      provider: "cloud",
      target: "a10g",
      term: "1 year",
      usdPerGpuHour: 0.503,
      discount: null,
      leastHours: 8760,
      ceiling: false,
      source: "list",
      asOf: null,
    };
    const found = of({ ...CARD, commitments: [term], discount: 0 }, all);
    const lever = find(found, "where.prices.discount", "0.5");
    expect(lever.note).toBe("1 year");
    expect(lever.costUsd).toBeCloseTo((found.plan?.costUsd ?? 0) / 2, 9);
    expect(moves(of({ ...CARD, commitments: [term] }, all), "where.prices.discount")).toEqual([]);
    expect(moves(of({ ...CARD, commitments: [term], discount: 0, purchases: ["spot"] }, all), "where.prices.discount")).toEqual([]);
  });

  it("nothing of which fits leave no levers", () => {
    const found = of({ model: named("llama-3-8b", models.llama3With8B), method: full, machines: [machines.t4], gpus: { min: 1, max: 1 } });
    expect([found.plan, found.levers, found.tornado]).toEqual([null, [], []]);
    expect(found.issues.some((i) => i.code.startsWith("plan.refused."))).toBe(true);
  });

  it("that the stack puts on other software are told by it", () => {
    const found = of(
      { ...CARD, machines: [machines.h100Single], method: full, stacks: [torchtitan] },
      { ...all, stacks: [torchtitan, trl] },
    );
    expect(moves(found, "stack")).toEqual(["torchtitan -> trl"]);
    expect(moves(of({ ...CARD, method: lora() }, all), "stack")).not.toContain("trl -> torchtitan");
  });
});
