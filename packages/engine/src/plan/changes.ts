import type { Method } from "../method/method.ts";
import { sequencesTogether } from "../method/objective.ts";
import type { Recompute } from "../method/stack.ts";
import type { Architecture } from "../model/architecture.ts";
import { reshaped } from "../model/reshape.ts";
import { fasterObjectives, lighterObjectives } from "./objective-changes.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import type { Change } from "./result.ts";
import type { Variant } from "./variant.ts";

/** Cheapest (or, without prices, fastest) answer to a request; null when nothing is feasible. */
export type Solve = (request: PlanRequest) => Offering | null;

const withLayout = (r: PlanRequest, change: Partial<PlanRequest["layout"]>): PlanRequest => ({ ...r, layout: { ...r.layout, ...change } });

function without<K extends keyof PlanRequest["layout"]>(r: PlanRequest, keys: readonly K[]): PlanRequest {
  const layout = { ...r.layout };
  for (const key of keys) delete layout[key];
  return { ...r, layout };
}

function withMethod(r: PlanRequest, kind: Method["kind"]): PlanRequest {
  const lora = r.method.lora ?? { rank: 16, targets: "all-linear" as const, dropout: 0.05, dora: false };
  const quantised = kind === "qlora";
  const method: Method = { ...r.method, kind, lora: { ...lora, dora: kind === "dora" }, base: quantised ? "nf4-dq" : "bf16" };
  return { ...r, method, training: { ...r.training, optimizer: null } };
}

/** Half the sequence, in steps of 64. */
function shorter(sequence: number): number {
  return Math.max(64, 64 * Math.round(sequence / 128));
}

/** Sequences from which on a window is worth asking about, and its size. */
const LONG = 8192;
const WINDOW = 4096;

/** Other shapes of a model that is yet to be trained: half as deep at equal parameters, attention in a window. */
function shapes(here: PlanRequest): readonly Variant[] {
  const { model, method, work } = here;
  const a = model.architecture;
  if (method.kind !== "pretrain") return [];
  const list: Variant[] = [];
  const add = (path: string, from: string, to: string, architecture: Architecture): void =>
    void list.push({ path, from, to, request: { ...here, model: { ...model, architecture } } });
  const wide = reshaped(a, Math.floor(a.layers / 2));
  if (wide) add("model.layers", String(a.layers), `${wide.layers} (hidden ${wide.hidden})`, wide);
  if (a.window === null && a.mla === null && work.sequence >= LONG)
    add("model.window", "none", String(WINDOW), { ...a, window: { size: WINDOW, every: 1 } });
  return list;
}

/** Ways to make a job fit, from the smallest change to the largest: layout, then lengths, count, card, method. */
export function relaxations(
  request: PlanRequest,
  all: { readonly machines: PlanRequest["machines"]; readonly stacks: PlanRequest["stacks"] },
): readonly Variant[] {
  const { layout, work, method, gpus } = request;
  const list: Variant[] = [];
  const add = (path: string, from: string, to: string, changed: PlanRequest): void => void list.push({ path, from, to, request: changed });
  if (layout.recompute !== undefined && layout.recompute !== "full")
    add("layout.recompute", layout.recompute, "full", withLayout(request, { recompute: "full" }));
  const together = request.objective ? sequencesTogether(request.objective) : 1;
  if (layout.microBatch !== undefined && layout.microBatch > together)
    add(
      "layout.microBatch",
      String(layout.microBatch / together),
      "1",
      without(withLayout(request, { microBatch: together }), ["gradAccum"]),
    );
  list.push(...lighterObjectives(request));
  if (layout.sharding !== undefined) add("layout.sharding", layout.sharding, "any", without(request, ["sharding", "shardGroup"]));
  for (const offload of ["optimizer", "params"] as const) {
    if ((layout.offload ?? "none") === "none") add("layout.offload", "none", offload, withLayout(request, { offload }));
  }
  if (layout.tp !== undefined || layout.pp !== undefined || layout.dp !== undefined)
    add("layout", "pinned", "any", without(request, ["tp", "pp", "cp", "ep", "dp", "virtualPp"]));
  if (work.sequence > 128 && !request.objective?.rollout)
    add("training.sequence", String(work.sequence), String(shorter(work.sequence)), {
      ...request,
      work: { ...work, sequence: shorter(work.sequence) },
    });
  for (const more of [2, 4, 8, 16, 32, 64]) {
    const count = more * gpus.max;
    if (count <= 64) add("where.gpus", `${gpus.max}`, `${count}`, { ...request, gpus: { min: count, max: count } });
  }
  add("where.accelerators", "pinned", "any", { ...request, machines: all.machines, gpus: { min: 1, max: Math.max(8, gpus.max) } });
  if (method.kind === "full" || method.kind === "freeze") add("method", method.kind, "lora", withMethod(request, "lora"));
  if (method.kind !== "qlora" && method.kind !== "pretrain" && method.kind !== "continue")
    add("method", method.kind, "qlora", withMethod(request, "qlora"));
  add("stack", "pinned", "any", { ...request, stacks: all.stacks });
  if (request.run.checkpointEvery !== null || request.run.checkpointSeconds !== null)
    add("run.checkpoints", "pinned", "any", { ...request, run: { ...request.run, checkpointEvery: null, checkpointSeconds: null } });
  if (!request.purchases.includes("on-demand"))
    add("where.purchase", request.purchases.join(", "), "on-demand", { ...request, purchases: ["on-demand"] });
  return list;
}

/** Moves of a chosen plan to its neighbours, on the same machine but where the move is the machine. */
export function economies(request: PlanRequest, chosen: Offering, all: { readonly machines: PlanRequest["machines"] }): readonly Variant[] {
  const { bench, setup } = chosen.candidate;
  const { gpus } = bench.cluster;
  const here: PlanRequest = { ...request, machines: [bench.machine], stacks: [bench.stack], gpus: { min: gpus, max: gpus } };
  const list: Variant[] = [];
  const add = (path: string, from: string, to: string, changed: PlanRequest): void => void list.push({ path, from, to, request: changed });
  if (!request.purchases.includes("spot") && !bench.machine.owned)
    add("where.purchase", chosen.purchase, "spot", { ...here, purchases: ["spot"] });
  list.push(...fasterObjectives(here));
  if (bench.padding !== "packed" && !request.objective && request.work.amount.kind === "samples")
    add("training.padding", bench.padding, "packed", { ...here, work: { ...request.work, padding: "packed" } });
  const less: readonly Recompute[] = ["none", "selective"];
  for (const r of less)
    if (setup.layout.recompute === "full" && request.layout.recompute === "full" && bench.stack.recomputes.includes(r))
      add("layout.recompute", "full", r, withLayout(here, { recompute: r }));
  if (bench.attention === "eager")
    add("training.attention", "eager", "sdpa", { ...here, training: { ...here.training, attention: "sdpa" } });
  if (bench.precision !== "fp8" && bench.stack.precisions.includes("fp8") && bench.cluster.accelerator.peak.fp8 !== null)
    add("training.precision", bench.precision, "fp8", { ...here, training: { ...here.training, precision: "fp8" } });
  if (!bench.compile && bench.stack.flags["compile=true"] !== undefined)
    add("training.compile", "false", "true", { ...here, training: { ...here.training, compile: true } });
  list.push(...shapes(here));
  if (request.method.kind === "full") add("method", "full", "lora", withMethod(here, "lora"));
  if (request.method.kind === "qlora") add("method", "qlora", "lora", withMethod(here, "lora"));
  if (request.method.kind === "lora") add("method", "lora", "qlora", withMethod(here, "qlora"));
  const { amount } = request.work;
  if (amount.kind === "samples" && amount.epochs > 1)
    add("data.epochs", String(amount.epochs), String(amount.epochs - 1), {
      ...here,
      work: { ...request.work, amount: { ...amount, epochs: amount.epochs - 1 } },
    });
  if (request.work.sequence > 512 && amount.kind === "samples" && !request.objective?.rollout)
    add("training.sequence", String(request.work.sequence), String(shorter(request.work.sequence)), {
      ...here,
      work: { ...request.work, sequence: shorter(request.work.sequence) },
    });
  if (all.machines.length > request.machines.length)
    add("where", "pinned", "any", {
      ...request,
      machines: all.machines,
      stacks: [bench.stack],
      gpus: gpus > 8 ? { min: gpus, max: gpus } : { min: 1, max: 8 },
    });
  return list;
}

function detail(variant: Variant, found: Offering): string {
  const { bench, setup } = found.candidate;
  if (variant.path === "where.accelerators" || variant.path === "where")
    return `${bench.cluster.gpus}x ${bench.cluster.accelerator.id} (${bench.machine.provider})`;
  if (variant.path === "layout.sharding") return setup.layout.sharding;
  if (variant.path === "stack") return bench.stack.id;
  return variant.to;
}

/** Solves variants into changes; those without an answer are left out. */
export function changesOf(variants: readonly Variant[], solve: Solve): readonly Change[] {
  const changes: Change[] = [];
  for (const v of variants) {
    const found = solve(v.request);
    if (!found) continue;
    changes.push({
      path: v.path,
      from: v.from,
      to: detail(v, found),
      costUsd: found.cost,
      runSeconds: found.seconds,
      memoryBytes: found.candidate.memory,
    });
  }
  return changes;
}
