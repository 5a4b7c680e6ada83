import type { Seconds } from "../units.ts";

/** How often a system's jobs or nodes failed, as its owners published it. */
export interface FailureRate {
  readonly system: string;
  /** GPUs of the job; of the fleet where `scope` is fleet. */
  readonly gpus: number;
  readonly scope: "job" | "fleet";
  /** Failures per 1,000 days of a node with eight GPUs. */
  readonly perThousandNodeDays: number;
  readonly source: string;
}

/** Failures of a node with eight GPUs per second, with its 80 % range over systems. */
export interface NodeFailureRate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Two ends of what was measured: jobs up to 1,024 GPUs fail for more reasons than their nodes; large jobs and fleets. */
export interface FailureModel {
  readonly small: NodeFailureRate;
  readonly large: NodeFailureRate;
  /** The systems that the rates are of. */
  readonly source: string;
}

/** What a job's own rate may be off by, either way. */
const OWN_RATE = 2;

const NODE_GPUS = 8;
const SMALL_NODES = 128;
const LARGE_NODES = 2048;
const PER_THOUSAND_DAYS = 1000 * 86_400;
/** Of Llama 3's 419 unexpected interruptions 268 were of a GPU: 2407.21783, table 5, recounted. The rest strikes a node whatever it holds. */
const GPU_SHARE = 268 / 419;

function quantile(sorted: readonly number[], p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const [a = 0, b = a] = sorted.slice(below, below + 2);
  return a + (b - a) * (at - below);
}

function rateOf(rows: readonly FailureRate[]): NodeFailureRate {
  const sorted = rows.map((r) => r.perThousandNodeDays).sort((a, b) => a - b);
  const at = (p: number): number => quantile(sorted, p) / PER_THOUSAND_DAYS;
  return { value: at(0.5), low: at(0.1), high: at(0.9) };
}

/** Worked out once for each table: every plan and every change of one asks. */
const MODELS = new WeakMap<readonly FailureRate[], FailureModel>();

/** Medians and 80 % ranges of what was measured. The systems differ tenfold: the range is part of the answer. */
export function failureModel(rows: readonly FailureRate[]): FailureModel {
  let model = MODELS.get(rows);
  if (!model) MODELS.set(rows, (model = modelOf(rows)));
  return model;
}

function modelOf(rows: readonly FailureRate[]): FailureModel {
  const small = rows.filter((r) => r.scope === "job" && r.gpus <= SMALL_NODES * NODE_GPUS);
  const source = rows.map((r) => `${r.system} ${r.perThousandNodeDays}`).join(", ");
  return { small: rateOf(small), large: rateOf(rows.filter((r) => !small.includes(r))), source };
}

/** A node's rate in a job of so many nodes: between the two ends by the logarithm of the nodes. */
function rateAmong(model: FailureModel, nodes: number): NodeFailureRate {
  const span = Math.log(nodes / SMALL_NODES) / Math.log(LARGE_NODES / SMALL_NODES);
  const share = Math.min(1, Math.max(0, span));
  const between = (a: number, b: number): number => a ** (1 - share) * b ** share;
  const { small, large } = model;
  return { value: between(small.value, large.value), low: between(small.low, large.low), high: between(small.high, large.high) };
}

/** Nodes of eight GPUs that fail as often as these do. */
function equivalentNodes(gpus: number, nodes: number): number {
  return GPU_SHARE * (gpus / NODE_GPUS) + (1 - GPU_SHARE) * nodes;
}

export interface JobSize {
  readonly gpus: number;
  readonly nodes: number;
  /** A rate of one's own per 1,000 node-days; null: as measured elsewhere. */
  readonly perThousandNodeDays: number | null;
}

function nodeRate(model: FailureModel, at: JobSize): NodeFailureRate {
  if (at.perThousandNodeDays === null) return rateAmong(model, at.gpus / NODE_GPUS);
  const value = at.perThousandNodeDays / PER_THOUSAND_DAYS;
  return { value, low: value / OWN_RATE, high: value * OWN_RATE };
}

/** Mean time between failures of a job, with its range: 1 / (nodes x rate). */
export function jobMtbf(model: FailureModel, at: JobSize): { readonly value: Seconds; readonly low: Seconds; readonly high: Seconds } {
  const rate = nodeRate(model, at);
  const nodes = equivalentNodes(at.gpus, at.nodes);
  return { value: 1 / (nodes * rate.value), low: 1 / (nodes * rate.high), high: 1 / (nodes * rate.low) };
}

/** What the mean time was worked out from, for the explanation. */
export function mtbfInputs(model: FailureModel, at: JobSize): Readonly<Record<string, number>> {
  return {
    gpus: at.gpus,
    nodes: at.nodes,
    equivalentNodes: equivalentNodes(at.gpus, at.nodes),
    perThousandNodeDays: nodeRate(model, at).value * PER_THOUSAND_DAYS,
  };
}
