import { isQuantised } from "../method/bytes.ts";
import type { MethodKind, Precision } from "../method/method.ts";
import type { RunFeatures } from "./features.ts";

/** What one feature adds to the distance of two runs. */
export interface Difference {
  readonly id: keyof RunFeatures;
  readonly value: number;
}

/** What parts most runs: a share of the distance that is quickly had. */
const COARSE = { active: 0.75, moe: 2, generation: 1, vendor: 2 } as const;

/** Weight of one doubling. A model twice as large stands 1 apart, with the rest of its shape a little more. */
const DOUBLINGS = [
  { id: "active", weight: COARSE.active },
  { id: "parameters", weight: 0.25 },
  { id: "trained", weight: 0.1 },
  { id: "hidden", weight: 0.2 },
  { id: "layers", weight: 0.2 },
  { id: "vocab", weight: 0.1 },
  { id: "sequence", weight: 0.4 },
  { id: "longest", weight: 0.2 },
  { id: "microBatch", weight: 0.3 },
  { id: "globalBatch", weight: 0.1 },
  { id: "gpus", weight: 0.3 },
  { id: "peak", weight: 0.25 },
  { id: "bandwidth", weight: 0.25 },
  { id: "tp", weight: 0.4 },
  { id: "pp", weight: 0.4 },
  { id: "cp", weight: 0.4 },
  { id: "ep", weight: 0.3 },
  { id: "virtualPp", weight: 0.2 },
] as const satisfies readonly { readonly id: keyof RunFeatures; readonly weight: number }[];

/** Penalty where two runs differ in what has no size. */
const PENALTIES = [
  { id: "moe", penalty: COARSE.moe },
  { id: "accelerator", penalty: 0.25 },
  { id: "generation", penalty: COARSE.generation },
  { id: "vendor", penalty: COARSE.vendor },
  { id: "stack", penalty: 0.4 },
  { id: "stackClass", penalty: 0.6 },
  { id: "optimizer", penalty: 0.15 },
  { id: "compile", penalty: 0.15 },
  { id: "sharding", penalty: 0.3 },
  { id: "recompute", penalty: 0.6 },
  { id: "offload", penalty: 1 },
] as const satisfies readonly { readonly id: keyof RunFeatures; readonly penalty: number }[];

/** What isn't said stands half a penalty, or half a doubling, from anything that is. */
const UNSAID = 0.5;

const hasAdapters = (kind: MethodKind): boolean => kind === "lora" || kind === "dora" || kind === "qlora";
const is16Bit = (p: Precision): boolean => p === "bf16" || p === "fp16";

function kindPenalty(a: MethodKind, b: MethodKind): number {
  return hasAdapters(a) === hasAdapters(b) ? 0.25 : 2;
}

function basePenalty(a: RunFeatures["base"], b: RunFeatures["base"]): number {
  return isQuantised(a) === isQuantised(b) ? 0.2 : 1;
}

const MOST_PRECISION = 0.8;

function precisionPenalty(a: Precision | null, b: Precision | null): number {
  if (a === null || b === null) return UNSAID * MOST_PRECISION;
  return is16Bit(a) && is16Bit(b) ? 0.1 : MOST_PRECISION;
}

function attentionPenalty(a: RunFeatures["attention"], b: RunFeatures["attention"]): number {
  return (a === "eager") === (b === "eager") ? 0.1 : 0.6;
}

/** What one feature adds, where either run may not say it. */
function sized(x: number | null, y: number | null, weight: number): number {
  return x === null || y === null ? UNSAID * weight : weight * Math.log2(x > y ? x / y : y / x);
}

function named(x: string | boolean | null, y: string | boolean | null, penalty: number): number {
  return x === null || y === null ? UNSAID * penalty : penalty;
}

/** Calls `add` for each feature in which two runs differ, as long as it answers yes. */
function eachDifference(a: RunFeatures, b: RunFeatures, add: (id: keyof RunFeatures, value: number) => boolean): void {
  if (a.kind !== b.kind && !add("kind", kindPenalty(a.kind, b.kind))) return;
  for (const { id, penalty } of PENALTIES) if (a[id] !== b[id] && !add(id, named(a[id], b[id], penalty))) return;
  for (const { id, weight } of DOUBLINGS) if (a[id] !== b[id] && !add(id, sized(a[id], b[id], weight))) return;
  if (a.base !== b.base && !add("base", basePenalty(a.base, b.base))) return;
  if (a.attention !== b.attention && !add("attention", attentionPenalty(a.attention, b.attention))) return;
  if (a.precision !== b.precision) add("precision", precisionPenalty(a.precision, b.precision));
}

/**
 * What two runs differ in, feature by feature: log2 of the ratio times a weight where a feature has a size, a penalty where it hasn't. All that was
 * measured stays out. Weights are judgement, ordered by what step time and memory follow. Their sum was checked against the estimates' errors: those
 * of runs within `NEAR` of each other agree a little, those of runs farther apart don't.
 */
export function differences(a: RunFeatures, b: RunFeatures): readonly Difference[] {
  const list: Difference[] = [];
  eachDifference(a, b, (id, value) => list.push({ id, value }) > 0);
  return list;
}

function coarseDistance(a: RunFeatures, b: RunFeatures, limit: number): number {
  let total = a.kind === b.kind ? 0 : kindPenalty(a.kind, b.kind);
  if (a.moe !== b.moe) total += COARSE.moe;
  if (a.generation !== b.generation) total += COARSE.generation;
  if (a.vendor !== b.vendor) total += COARSE.vendor;
  return total > limit ? total : total + COARSE.active * Math.abs(Math.log2(a.active / b.active));
}

/**
 * How far two runs are from being the same: the sum of their differences, 0 only where there are none. Beyond `limit` it is only known to be
 * beyond.
 */
export function distance(a: RunFeatures, b: RunFeatures, limit: number = Number.POSITIVE_INFINITY): number {
  const coarse = coarseDistance(a, b, limit);
  if (coarse > limit) return coarse;
  let total = 0;
  eachDifference(a, b, (_, value) => {
    total += value;
    return total <= limit;
  });
  return total;
}
