import type { CatalogAccelerator } from "@outlay/catalog";
import { isShardedWeights, type Precision, type Stack } from "@outlay/engine";
import type { Settled } from "../layout/branches.ts";
import { offloadOf, parallelOf, shardingOf } from "../layout/parallel.ts";
import { type Choice, recomputeChoices } from "../layout/switches.ts";
import { clusterOf } from "../machine/cluster.ts";
import { attentionOf } from "../method/attention.ts";
import { optimizerOf, precisionOf, type ReadMethod } from "../method/method.ts";
import type { ReadShape } from "../model/shape.ts";
import { positive, whole } from "../record/amounts.ts";
import type { EvidenceRecord, TrainingFields } from "../record/record.ts";
import { batchOf, microBatches, withDefaultBatch, withTotalBatch } from "../run/batch.ts";
import type { ReadLength } from "../run/length.ts";
import type { SourceRule } from "../source/source.ts";
import { variantOf } from "./variant.ts";

export interface Parts {
  readonly r: EvidenceRecord;
  readonly rule: SourceRule;
  readonly accelerator: CatalogAccelerator;
  readonly stack: Stack;
  readonly method: ReadMethod;
  readonly shape: ReadShape;
  readonly length: ReadLength;
  readonly year: number;
}

export interface Settlement {
  readonly settled: Settled;
  readonly gpusKnown: boolean;
  /** Sequences per step, null when nothing of the batch is stated. */
  readonly globalBatch: number | null;
  readonly batchStated: boolean;
  readonly assumed: readonly string[];
}

/** Precisions where a table prints none: MLPerf's entries on cards with FP8 mostly use it (NVIDIA's, Intel's). */
function precisionChoices(p: Parts, assumed: string[]): readonly Choice<Precision>[] {
  const stated = p.r.training?.precision ?? p.rule.precision ?? "";
  const { accelerator } = p;
  if (
    stated === "" &&
    p.rule.group === "mlperf" &&
    accelerator.peak.fp8 !== null &&
    (accelerator.vendor === "nvidia" || accelerator.vendor === "intel")
  ) {
    assumed.push("precision: fp8 or bf16 (not stated)");
    return [
      { value: "fp8", weight: 0.85 },
      { value: "bf16", weight: 0.15 },
    ];
  }
  const read = precisionOf(stated, { generation: accelerator.generation, bf16: accelerator.peak.bf16 !== null });
  assumed.push(...read.assumed);
  return [{ value: read.precision, weight: 1 }];
}

/** Chips of one slice where the id says how many slices there are: `8x-v5e-256`. */
function sliceOf(id: string, gpus: number): number | undefined {
  const slices = /\/(\d{1,3})x-v\d/.exec(id);
  return slices ? Math.max(1, Math.floor(gpus / Number(slices[1]))) : undefined;
}

/** Sequences per step of a pre-training that doesn't say: four million tokens, a whole number per GPU. */
function usualBatch(gpus: number, sequence: number): number {
  return Math.max(1, Math.round(4e6 / sequence / gpus)) * gpus;
}

/** Sequences that a micro-batch has over all replicas, where the record says so. */
function mostReplicas(t: NonNullable<EvidenceRecord["training"]>): number | null {
  const sequences = whole(t.global_batch);
  return sequences === undefined ? null : sequences / (whole(t.grad_accum) ?? 1);
}

/** Pre-trainings on fewer that don't say how much they trained are benchmarks of a few steps: nobody gives them millions of tokens a batch. */
const LEAST_CLUSTER = 32;

function isBench(r: EvidenceRecord): boolean {
  const gpus = whole(r.hardware?.gpus);
  return gpus !== undefined && gpus < LEAST_CLUSTER && positive(r.measured?.total_tokens) === undefined;
}

const TINY = 1;

/** Micro-batch and accumulation for a count of replicas, as settled by the record or in its likely ways. */
function microsOf(p: Parts, at: { t: TrainingFields; globalBatch: number; tokens: number }): Settled["micros"] {
  const { t, globalBatch, tokens } = at;
  return (dp, pp) => {
    const own = batchOf({ ...t, global_batch: t.global_batch ?? (whole(t.micro_batch) === undefined ? globalBatch : null) }, dp);
    if (own.micro !== null && own.accum !== null) return [{ value: { micro: own.micro, accum: own.accum }, weight: 1 }];
    if (p.year <= 2020 && pp === 1) return [{ value: { micro: Math.max(1, Math.round(globalBatch / dp)), accum: 1 }, weight: 1 }];
    return microBatches({ global: globalBatch, dp, pp, tokens }).map(({ value, weight }) => ({
      value: { micro: value, accum: Math.max(1, Math.round(globalBatch / (value * dp))) },
      weight,
    }));
  };
}

/** Settles everything of a record that is not an open switch. */
export function settle(p: Parts): Settlement {
  const { r, rule, accelerator, method, shape, length, year } = p;
  const known = withTotalBatch(r, length.mean);
  const usual = method.task === "pretrain" && !isBench(r) ? known : withDefaultBatch(known.t, p.stack.id);
  const { t } = usual;
  const variant = variantOf(r, p.stack, method.method);
  const { stack } = variant;
  const assumed = [...variant.assumed];
  const parallel = parallelOf(r, stack);
  const slice = sliceOf(r.id, parallel.gpus);
  const cluster = clusterOf(r.hardware ?? {}, accelerator, slice === undefined ? { gpus: parallel.gpus } : { gpus: parallel.gpus, slice });
  const replicas = Math.max(1, Math.floor(parallel.gpus / (parallel.tp * parallel.pp)));
  const hybrid = slice !== undefined && slice < parallel.gpus;
  const sharding = shardingOf(hybrid ? "hsdp" : (r.parallel?.sharding ?? ""), { stack, replicas, year });
  const attention = attentionOf({ impl: t.attention_impl ?? "", stack, generation: accelerator.generation, year });
  const optimizer = optimizerOf(t.optimizer ?? rule.optimizer ?? "");
  const precisions = precisionChoices(p, assumed);
  const recompute = t.recompute ?? rule.recompute ?? "";
  const recomputes = recomputeChoices(recompute, { stack, tuned: rule.tuned === true, sharded: isShardedWeights(sharding) });
  if (recomputes.length > 1) assumed.push(`recompute: ${recomputes.map((c) => c.value).join(" or ")} (not stated)`);
  const sequence = length.mean ?? (length.longests[0]?.value ?? 2 * TINY) / 2;
  const batch = batchOf(t, Math.max(1, Math.floor(replicas / parallel.cp)));
  const globalBatch = batch.global ?? usualBatch(parallel.gpus, sequence);
  if (batch.micro === null)
    assumed.push(batch.global === null ? "batch: four million tokens a step (not stated)" : "micro-batch: those that fit (not stated)");
  const settled: Settled = {
    table: shape.table,
    method: variant.method,
    stack,
    precisions,
    optimizer: optimizer.optimizer,
    attention: attention.attention,
    compile: t.compile ?? stack.compiled,
    cluster: cluster.cluster,
    sequence: length.mean,
    longests: length.longests,
    varying: length.varying && rule.emptiesCache !== true,
    degrees: { tp: parallel.tp, pp: parallel.pp, cp: parallel.cp },
    openDegrees: parallel.open,
    mostReplicas: mostReplicas(t),
    naive: parallel.naive,
    shardings: sharding.open ? [sharding.sharding, "zero-3"] : [sharding.sharding],
    shardGroup: slice ?? null,
    offload: offloadOf(r.parallel ?? {}, r.id),
    sequenceParallel: r.parallel?.sequence_parallel ?? null,
    ep: whole(r.parallel?.ep) ?? null,
    virtualPp: whole(r.parallel?.virtual_pp, 1000),
    recomputes,
    micros: microsOf(p, { t, globalBatch, tokens: sequence }),
    year,
  };
  const notes = [
    ...assumed,
    ...known.assumed,
    ...(usual === known ? [] : usual.assumed),
    ...parallel.assumed,
    ...cluster.assumed,
    ...sharding.assumed,
    ...attention.assumed,
    ...optimizer.assumed,
    ...batch.assumed,
  ];
  return {
    settled,
    gpusKnown: parallel.gpusKnown,
    globalBatch: batch.global,
    batchStated: (usual === known || usual.assumed.length === 0) && (batch.micro !== null || batch.global !== null),
    assumed: notes,
  };
}
