import {
  type Accelerator,
  type Calibration,
  type AttentionKernel,
  type Cluster,
  type Layout,
  type Method,
  type Offload,
  type OptimizerId,
  peakMemory,
  type Precision,
  probabilityWithin,
  type Recompute,
  resolveConstants,
  type Setup,
  type Sharding,
  sigmaOf,
  type Stack,
  type TensorTable,
} from "@outlay/engine";
import { type Degrees, degreesToTry, expertDegree } from "./parallel.ts";
import { type Choice, likeliest, virtualChoices } from "./switches.ts";

/** One way in which the record may have run; the weights of a case's branches sum to 1. */
export interface Branch {
  readonly weight: number;
  readonly label: string;
  readonly setup: Setup;
  readonly stack: Stack;
  readonly accelerator: Accelerator;
  readonly compile: boolean;
  /** Times that the setup's step runs one after the other within an optimizer step (a naive split over layers). */
  readonly repeat: number;
}

/** Everything of a run that is settled, before its open switches. */
export interface Settled {
  readonly table: TensorTable;
  readonly method: Method;
  readonly stack: Stack;
  readonly precisions: readonly Choice<Precision>[];
  readonly optimizer: OptimizerId;
  readonly attention: AttentionKernel;
  readonly compile: boolean;
  readonly cluster: Cluster;
  /** Tokens of a sample as processed; null: half of the longest, as unequal samples have it. */
  readonly sequence: number | null;
  readonly longests: readonly Choice<number>[];
  readonly varying: boolean;
  readonly degrees: Degrees;
  readonly openDegrees: boolean;
  /** Sequences of a micro-batch over all replicas, as stated: there can't be more replicas than that. */
  readonly mostReplicas: number | null;
  readonly naive: boolean;
  readonly shardings: readonly Sharding[];
  readonly shardGroup: number | null;
  readonly offload: Offload;
  readonly sequenceParallel: boolean | null;
  readonly ep: number | null;
  readonly virtualPp: number | undefined;
  readonly recomputes: readonly Choice<Recompute>[];
  /** Micro-batches for a count of replicas, with what they accumulate to. */
  readonly micros: (dp: number, pp: number) => readonly Choice<{ readonly micro: number; readonly accum: number }>[];
  readonly year: number;
}

interface Switches {
  readonly degrees: Degrees;
  readonly sharding: Sharding;
  readonly precision: Precision;
  readonly recompute: Recompute;
  readonly virtualPp: number;
  readonly micro: number;
  readonly accum: number;
  readonly longest: number;
}

function layersOf(table: TensorTable): number {
  let layers = 0;
  for (const g of table.groups) layers += g.count;
  return layers;
}

function replicasOf(s: Settled, d: Degrees): number {
  return Math.max(1, Math.floor(s.cluster.gpus / (d.tp * d.pp * d.cp)));
}

function layoutOf(s: Settled, w: Switches): Layout {
  const { tp, pp, cp } = w.degrees;
  const dp = replicasOf(s, w.degrees);
  const { moe } = s.table.architecture;
  const { ep } = moe ? expertDegree(s.ep, { experts: moe.experts, replicas: dp * cp, stack: s.stack }) : { ep: 1 };
  const all = dp * cp;
  return {
    dp,
    tp,
    pp,
    cp,
    ep,
    virtualPp: w.virtualPp,
    sequenceParallel: tp > 1 && (s.sequenceParallel ?? (s.stack.dims.sequenceParallel && s.year >= 2023)),
    sharding: all > 1 ? w.sharding : "none",
    shardGroup: w.sharding === "hsdp" ? Math.min(all, s.shardGroup ?? s.cluster.node.gpus) : all,
    recompute: w.recompute,
    recomputeLayers: null,
    microBatch: w.micro,
    gradAccum: w.accum,
    offload: s.offload,
  };
}

function branchOf(s: Settled, w: Switches, at: { readonly weight: number; readonly calibration: Calibration }): Branch {
  const { weight, calibration } = at;
  const layout = layoutOf(s, w);
  const sequence = s.sequence ?? Math.max(1, w.longest / 2);
  const repeat = s.naive ? layout.gradAccum : 1;
  const used = s.naive ? { ...layout, gradAccum: 1 } : layout;
  const { constants } = resolveConstants(calibration, s.cluster.accelerator, s.stack, s.compile);
  const setup: Setup = {
    table: s.table,
    method: s.method,
    stack: s.stack,
    precision: w.precision,
    optimizer: s.optimizer,
    attention: s.attention,
    compile: s.compile,
    cluster: s.cluster,
    layout: used,
    constants,
    batch: {
      sequence,
      longest: Math.max(sequence, w.longest),
      varying: s.varying,
      globalBatch: used.microBatch * used.gradAccum * used.dp,
    },
  };
  const label = `tp${layout.tp} pp${layout.pp}x${layout.virtualPp} dp${layout.dp} ${layout.sharding} ${layout.recompute} ${w.precision} mb${layout.microBatch}`;
  return { weight, label, setup, stack: s.stack, accelerator: s.cluster.accelerator, compile: s.compile, repeat };
}

/** Log-sd of a memory estimate where much is unknown, and the weight that a setting keeps although it seems not to fit. */
const MEMORY_SIGMA: number = sigmaOf(1.38);
const DOUBT = 0.02;

/** A setting is usual that is a fifth as likely as the likeliest: the small micro-batch of one that would take a larger one if it fitted. */
const USUAL = 0.2;

function fitting(b: Branch): Branch & { readonly chance: number } {
  const chance = probabilityWithin(b.accelerator.memory, peakMemory(b.setup).total, MEMORY_SIGMA);
  return { ...b, weight: b.weight * (DOUBT + chance), chance };
}

/** Branches of one split and one sharding over the other open switches. */
function across(s: Settled, degrees: Degrees, at: { readonly sharding: Sharding; readonly calibration: Calibration }): readonly Branch[] {
  const layers = layersOf(s.table);
  const list: Branch[] = [];
  const virtual = s.naive
    ? [{ value: 1, weight: 1 }]
    : virtualChoices(s.virtualPp, { pp: degrees.pp, layers, stack: s.stack, year: s.year });
  const micros = s.micros(replicasOf(s, degrees), degrees.pp);
  for (const precision of s.precisions) {
    for (const recompute of s.recomputes) {
      for (const v of virtual) {
        for (const m of micros) {
          for (const longest of s.longests) {
            const w: Switches = {
              degrees,
              sharding: at.sharding,
              precision: precision.value,
              recompute: recompute.value,
              virtualPp: v.value,
              ...m.value,
              longest: longest.value,
            };
            const weight = precision.weight * recompute.weight * v.weight * m.weight * longest.weight;
            list.push(branchOf(s, w, { weight, calibration: at.calibration }));
          }
        }
      }
    }
  }
  return list;
}

/**
 * The ways in which a record may have run, weighted, twelve at most. Settings count by how likely they fit the card; an open layout takes the
 * least split, and the least sharding, under which the usual settings fit.
 */
export function branchesOf(s: Settled, calibration: Calibration): readonly Branch[] {
  const { architecture } = s.table;
  const tried = s.openDegrees ? degreesToTry(s.cluster.gpus, s.cluster.node.gpus, layersOf(s.table), architecture.heads) : [s.degrees];
  // JAX code shards and splits matrices; pipelines are rare there.
  const usual = s.stack.class === "jax" ? tried.filter((d) => d.pp === 1) : tried;
  const within = usual.filter((d) => replicasOf(s, d) <= (s.mostReplicas ?? Number.POSITIVE_INFINITY));
  const splits = within.length > 0 ? within : usual.slice(-1);
  const searching = splits.length * s.shardings.length > 1;
  let last: readonly Branch[] = [];
  for (const degrees of splits) {
    for (const sharding of s.shardings) {
      const all = across(s, degrees, { sharding, calibration });
      if (all.length === 1 && !searching) return likeliest(all);
      const weighed = all.map(fitting);
      const usual = USUAL * Math.max(...all.map((b) => b.weight));
      if (!searching || weighed.some((b, i) => b.chance >= 0.5 && (all[i]?.weight ?? 0) >= usual)) return likeliest(weighed);
      last = weighed;
    }
  }
  return likeliest(last);
}
