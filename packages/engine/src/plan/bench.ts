import { resolveConstants } from "../machine/constants.ts";
import type { Accelerator } from "../machine/accelerator.ts";
import type { Cluster } from "../machine/cluster.ts";
import type { OptimizerId, Precision } from "../method/method.ts";
import { sequencesPerUnit } from "../method/objective.ts";
import { type AttentionKernel, hasEngine, type Stack } from "../method/stack.ts";
import type { TensorTable } from "../model/tensors.ts";
import type { Machine } from "../money/offer.ts";
import type { Bench } from "./candidate.ts";
import type { PlanRequest } from "./request.ts";
import { trainersOf } from "./trainers.ts";

/** Why a machine can't be used with a stack; codes of issues. */
export type Refusal =
  | "stack.vendor"
  | "stack.method"
  | "stack.precision"
  | "stack.optimizer"
  | "stack.gpus"
  | "stack.state-space"
  | "stack.offload"
  | "stack.objective"
  | "stack.generation"
  | "machine.generation"
  | "layout.split"
  | "layout.batch"
  | "machine.count"
  | "accelerator.attention"
  | "links"
  | "host-memory"
  | "memory";

/** bf16 where card and stack have it, else fp16, else fp32. A pinned precision must be had by both. */
function precisionFor(request: PlanRequest, stack: Stack, card: Accelerator): Precision | null {
  const has = (p: Precision): boolean => stack.precisions.includes(p) && card.peak[p] !== null;
  const { precision } = request.training;
  if (precision !== null) return has(precision) ? precision : null;
  return (["bf16", "fp16", "fp32"] as const).find(has) ?? null;
}

/** The pinned kernel where the card has it; else the stack's own, or PyTorch's where the card lacks that. */
function attentionFor(request: PlanRequest, stack: Stack, card: Accelerator): AttentionKernel | null {
  const { attention } = request.training;
  if (attention !== null) return card.attention.includes(attention) ? attention : null;
  return card.attention.includes(stack.attention) ? stack.attention : "sdpa";
}

function optimizerFor(request: PlanRequest, stack: Stack): OptimizerId | null {
  const { optimizer } = request.training;
  if (optimizer !== null) return stack.optimizers.includes(optimizer) ? optimizer : null;
  if (request.method.kind === "qlora" && stack.optimizers.includes("paged-adamw-8bit")) return "paged-adamw-8bit";
  return "adamw";
}

/** The same in whole pairs or prompts. */
function divisibleUnits(request: PlanRequest, batch: number, gpus: number): number {
  const each = request.objective ? sequencesPerUnit(request.objective) : 1;
  return each * divisibleBatch(batch / each, gpus);
}

/** A batch that an odd number of GPUs can share: 16 becomes 18 on three. */
function divisibleBatch(batch: number, gpus: number): number {
  let odd = gpus;
  while (odd % 2 === 0) odd /= 2;
  return odd * Math.ceil(batch / odd);
}

/** Micro-batch and accumulation pinned together fix the global batch of a number of replicas. */
function pinnedBatch(request: PlanRequest, gpus: number): number | null {
  const { microBatch, gradAccum, dp, tp = 1, pp = 1, cp = 1 } = request.layout;
  const steps = request.objective?.rollout?.minibatches ?? 1;
  return microBatch === undefined || gradAccum === undefined
    ? null
    : steps * microBatch * gradAccum * (dp ?? Math.max(1, gpus / (tp * pp * cp)));
}

/** Puts a stack on a cluster, or says why it can't be. */
export function benchOf(
  request: PlanRequest,
  machine: Machine,
  cluster: Cluster,
  at: { stack: Stack; table: TensorTable; globalBatch: number },
): Bench | Refusal {
  const { stack, table, globalBatch } = at;
  const card = machine.accelerator;
  if (!stack.vendors.includes(card.vendor)) return "stack.vendor";
  if (!stack.methods.includes(request.method.kind)) return "stack.method";
  const { objective } = request;
  if (objective && !stack.objectives?.includes(objective.kind)) return "stack.objective";
  const generation = objective?.rollout?.generation;
  if (objective && generation && !hasEngine(stack, objective.kind, generation.engine, generation.gpus)) return "stack.generation";
  const { gpus } = trainersOf(cluster, objective);
  if (gpus < 1) return "machine.generation";
  const { ssm } = table.architecture;
  if (ssm && !stack.stateSpaces?.includes(ssm.kind)) return "stack.state-space";
  if (stack.maxGpus !== null && cluster.gpus > stack.maxGpus) return "stack.gpus";
  const precision = precisionFor(request, stack, card);
  if (precision === null) return "stack.precision";
  const optimizer = optimizerFor(request, stack);
  if (optimizer === null) return "stack.optimizer";
  const attention = attentionFor(request, stack, card);
  if (attention === null) return "accelerator.attention";
  if (request.layout.offload !== undefined && !stack.offloads.includes(request.layout.offload)) return "stack.offload";
  const compile = request.training.compile ?? stack.compiled;
  return {
    machine,
    cluster,
    stack,
    table,
    precision,
    optimizer,
    compile,
    globalBatch: request.work.globalBatch ?? pinnedBatch(request, gpus) ?? divisibleUnits(request, globalBatch, gpus),
    attention,
    padding: request.work.padding ?? (request.work.amount.kind === "samples" ? stack.padding : "packed"),
    resolved: resolveConstants(request.calibration, card, stack, compile),
  };
}
