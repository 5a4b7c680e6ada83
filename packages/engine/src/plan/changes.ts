import type { MethodKind } from "../method/method.ts";
import type { Offering } from "./offering.ts";
import { shorter } from "./levers/batch.ts";
import { type Here, type Variant, withLayout, withoutLayout } from "./levers/lever.ts";
import { LEVERS } from "./levers/levers.ts";
import { methodOf } from "./levers/method.ts";
import { lighterObjectives } from "./levers/objective.ts";
import { jobUnits } from "./objective.ts";
import type { Working } from "./progress.ts";
import type { PlanRequest } from "./request.ts";
import type { Change } from "./result.ts";
import { type Least, type Solution, solving } from "./solve.ts";

function withMethod(r: PlanRequest, kind: MethodKind): PlanRequest {
  return { ...r, method: methodOf(r.method, kind), training: { ...r.training, optimizer: null } };
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
  const { microBatch: together } = jobUnits(request.objective);
  if (layout.microBatch !== undefined && layout.microBatch > together)
    add(
      "layout.microBatch",
      String(layout.microBatch / together),
      "1",
      withoutLayout(withLayout(request, { microBatch: together }), ["gradAccum"]),
    );
  list.push(...lighterObjectives(request));
  if (layout.sharding !== undefined) add("layout.sharding", layout.sharding, "any", withoutLayout(request, ["sharding", "shardGroup"]));
  for (const offload of ["optimizer", "params"] as const) {
    if ((layout.offload ?? "none") === "none") add("layout.offload", "none", offload, withLayout(request, { offload }));
  }
  if (layout.tp !== undefined || layout.pp !== undefined || layout.dp !== undefined)
    add("layout", "pinned", "any", withoutLayout(request, ["tp", "pp", "cp", "ep", "dp", "virtualPp"]));
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

/** Every machine of the catalogue, where the job holds to some of them. */
function elsewhere({ request, asked, chosen, all }: Here): readonly Variant[] {
  const { bench } = chosen.candidate;
  const { gpus } = bench.cluster;
  if (all.machines.length <= asked.machines.length) return [];
  const range = gpus > 8 ? { min: gpus, max: gpus } : { min: 1, max: 8 };
  const open = { ...asked, machines: all.machines, stacks: request.stacks, gpus: range };
  return [{ path: "where", from: "pinned", to: "any", request: open }];
}

/** Moves of a chosen plan that may make it cheaper and train the same, on the same machine but where the move is the machine. */
export function economies(here: Here): readonly Variant[] {
  return [...LEVERS.flatMap((lever) => lever.moves(here)).filter((v) => v.economy === true), ...elsewhere(here)];
}

/** An answer to a variant: with the layout as it is, or as little changed as there is one; else the reasons why not. */
export function* moving(variant: Variant, least: Least = "cost"): Working<Solution> {
  let last: Solution = { offering: null, refusals: [] };
  for (const keys of variant.loosen ?? [[]]) {
    last = yield* solving(withoutLayout(variant.request, keys), least);
    if (last.offering) return last;
  }
  return last;
}

function detail(variant: Variant, found: Offering): string {
  const { bench, setup } = found.candidate;
  if (variant.to !== "any") return variant.note === undefined ? variant.to : `${variant.to} (${variant.note})`;
  if (variant.path === "where.accelerators" || variant.path === "where")
    return `${bench.cluster.gpus}x ${bench.cluster.accelerator.id} (${bench.machine.provider})`;
  if (variant.path === "layout.sharding") return setup.layout.sharding;
  return variant.path === "stack" ? bench.stack.id : variant.to;
}

/** Solves variants into changes; those without an answer are left out. */
export function* changing(variants: readonly Variant[]): Working<readonly Change[]> {
  const changes: Change[] = [];
  for (const v of variants) {
    const { offering } = yield* moving(v);
    if (!offering) continue;
    const { cost, seconds, candidate } = offering;
    changes.push({
      path: v.path,
      from: v.from,
      to: detail(v, offering),
      costUsd: cost,
      runSeconds: seconds,
      memoryBytes: candidate.memory,
    });
  }
  return changes;
}
