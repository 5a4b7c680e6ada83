import type { Offload, Sharding, Stack } from "@outlay/engine";
import { whole } from "../record/amounts.ts";
import type { EvidenceRecord, ParallelFields } from "../record/record.ts";

export interface Degrees {
  readonly tp: number;
  readonly pp: number;
  readonly cp: number;
}

export interface ReadParallel extends Degrees {
  readonly gpus: number;
  /** The record states a count of GPUs, or a layout that gives it. */
  readonly gpusKnown: boolean;
  /** Nothing of the layout is stated: tp and pp are to be searched. */
  readonly open: boolean;
  /** Layers lie on the GPUs one after the other, without a pipeline. */
  readonly naive: boolean;
  readonly assumed: readonly string[];
}

const MOST_GPUS = 1_000_000;
/** Pre-training of which only the hours are printed. */
const USUAL_CLUSTER = 512;

function degree(n: number | null | undefined): number {
  return whole(n, 65536) ?? 1;
}

function gpusOf(r: EvidenceRecord, d: Degrees, p: ParallelFields): { gpus: number; known: boolean } {
  const stated = whole(r.hardware?.gpus, MOST_GPUS);
  if (stated !== undefined) return { gpus: stated, known: true };
  const named = /^\s*(\d{1,6})\s?[x×*]\s?\S/.exec((r.hardware?.gpu ?? "").slice(0, 40));
  if (named) return { gpus: Math.max(1, Number(named[1])), known: true };
  const model = d.tp * d.pp * d.cp;
  const dp = whole(p.dp, MOST_GPUS);
  if (dp !== undefined) return { gpus: Math.min(MOST_GPUS, dp * model), known: true };
  if (model > 1) return { gpus: Math.max(model, degree(p.ep)), known: false };
  return { gpus: r.method === "pretrain" ? USUAL_CLUSTER : 1, known: false };
}

/** Degrees of a record: what it states, 1 for the rest; dp follows from the GPUs. */
export function parallelOf(r: EvidenceRecord, stack: Stack): ReadParallel {
  const p = r.parallel ?? {};
  const assumed: string[] = [];
  const naive = /naive|device_map/i.test(p.sharding ?? "");
  const written = { tp: degree(p.tp), pp: degree(p.pp), cp: degree(p.cp) };
  const { gpus, known } = gpusOf(r, written, p);
  const ulysses = whole(p.cp) === undefined && !stack.dims.tp && /sequence_parallel/.test(r.id);
  if (ulysses) assumed.push(`sequences split over ${gpus} GPUs (the run's name)`);
  const stated = ulysses ? { ...written, cp: gpus } : written;
  if (!known) assumed.push(`GPUs: ${gpus} (not stated)`);
  if (naive) return { tp: 1, pp: gpus, cp: 1, gpus, gpusKnown: known, open: false, naive, assumed };
  const none = whole(p.tp) === undefined && whole(p.pp) === undefined && whole(p.cp) === undefined && whole(p.dp) === undefined;
  const model = stated.tp * stated.pp * stated.cp;
  const impossible = model > gpus;
  const open = (none && gpus > 1 && stack.dims.tp && !/fsdp|zero[- ]?3/i.test(p.sharding ?? "")) || impossible;
  if (impossible) assumed.push(`layout: ${model} model ranks are more than ${gpus} GPUs, another is searched`);
  else if (gpus % model !== 0) assumed.push(`layout: ${model} model ranks do not divide ${gpus} GPUs`);
  return { ...(impossible ? { tp: 1, pp: 1, cp: 1 } : stated), gpus, gpusKnown: known, open, naive, assumed };
}

/** Splits to try where the layout is open, the lightest on communication first. */
export function degreesToTry(gpus: number, perNode: number, layers: number, heads: number): readonly Degrees[] {
  const list: Degrees[] = [];
  for (const pp of [1, 2, 3, 4, 6, 8, 12, 16]) {
    for (const tp of [1, 2, 4, 8]) {
      if (tp <= perNode && tp * pp <= gpus && gpus % (tp * pp) === 0 && pp <= layers && heads % tp === 0) list.push({ tp, pp, cp: 1 });
    }
  }
  return list.toSorted((a, b) => a.tp * a.pp - b.tp * b.pp || a.pp - b.pp);
}

const SHARDINGS: readonly (readonly [RegExp, Sharding])[] = [
  [/hsdp/i, "hsdp"],
  [/fsdp/i, "fsdp"],
  [/zero-?_?1/i, "zero-1"],
  [/zero-?_?2/i, "zero-2"],
  [/zero-?_?3/i, "zero-3"],
  [/^none|^ddp|naive|device_map/i, "none"],
];

export interface ReadSharding {
  readonly sharding: Sharding;
  /** Not stated: other ways are possible where this one doesn't fit. */
  readonly open: boolean;
  readonly assumed: readonly string[];
}

/** Sharding as stated, else the stack's habit: Megatron's distributed optimizer since 2022, FSDP where the stack is built on it. */
export function shardingOf(text: string, at: { stack: Stack; replicas: number; year: number }): ReadSharding {
  const { stack, replicas } = at;
  if (replicas <= 1) return { sharding: "none", open: false, assumed: [] };
  const stated = SHARDINGS.find(([pattern]) => text !== "" && pattern.test(text))?.[1];
  if (stated) return { sharding: stated, open: false, assumed: [] };
  const habit: Sharding =
    stack.class === "megatron"
      ? at.year <= 2021
        ? "none"
        : "zero-1"
      : stack.class === "fsdp-compiled" || stack.class === "fsdp-eager" || stack.class === "jax"
        ? "fsdp"
        : "none";
  return { sharding: habit, open: stack.class === "hf", assumed: [`sharding: ${habit} (${stack.name})`] };
}

/** Offloading as stated, else as the name of the run has it. */
export function offloadOf(p: ParallelFields, id: string): Offload {
  const hinted = /offload/i.test(p.sharding ?? "") || ((p.offload ?? "") === "" && /(?<!no-?)offload/i.test(id));
  const text = `${p.offload ?? ""} ${hinted ? "params" : ""}`;
  if (/param/i.test(text)) return "params";
  return /optim/i.test(text) ? "optimizer" : "none";
}

/** Experts of one GPU group. Megatron may spread them over tensor ranks too; cutting the experts by tp instead costs the same memory and FLOPs. */
export function expertDegree(
  ep: number | null | undefined,
  at: { experts: number; replicas: number; stack: Stack },
): { ep: number; assumed: readonly string[] } {
  const most = greatestDivisor(at.replicas, at.experts);
  const stated = whole(ep, 65536);
  if (stated === undefined) {
    const habit = at.stack.dims.ep ? greatestDivisor(at.replicas, Math.min(8, at.experts)) : 1;
    return { ep: habit, assumed: [`expert parallel ${habit} (not stated)`] };
  }
  const used = at.replicas % stated === 0 ? Math.min(stated, at.experts) : greatestDivisor(at.replicas, Math.min(stated, most));
  return { ep: used, assumed: used === stated ? [] : [`expert parallel ${stated} laid as ${used} beside tensor parallel`] };
}

/** Largest divisor of n that is at most `limit`. */
export function greatestDivisor(n: number, limit: number): number {
  for (let d = Math.min(n, Math.floor(limit)); d > 1; d--) if (n % d === 0) return d;
  return 1;
}
