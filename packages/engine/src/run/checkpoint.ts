import type { Bytes, Parameters, Seconds } from "../units.ts";
import type { AssumptionId, Assumptions } from "./assumptions.ts";
import { optimalInterval } from "./interval.ts";
import type { CheckpointContent, CheckpointStore, RunSpec } from "./work.ts";

export interface Saved {
  readonly trained: Parameters;
  readonly adapters: Parameters;
  readonly all: Parameters;
}

/**
 * Bytes of a checkpoint. Full: 2 weights, 4 master, 8 moments of what is trained; adapters are fp32, 12 with their moments. Weights: 16 bit.
 * Frozen weights aren't written but where the whole model is. Source: Megatron, DeepSpeed; BLOOM-176B: 2.3 TB, 13.1 B a parameter.
 */
export function checkpointBytes({ trained, adapters, all }: Saved, content: CheckpointContent): Bytes {
  switch (content) {
    case "full":
      return 14 * trained + 12 * adapters;
    case "weights":
      return 2 * all;
    case "adapters":
      return 4 * adapters;
  }
}

const STORE_RATE: Readonly<Record<CheckpointStore, AssumptionId>> = {
  local: "local-disk-bytes-per-second",
  network: "network-disk-bytes-per-second",
  object: "object-store-bytes-per-second",
  parallel: "parallel-files-bytes-per-second",
};

/** The assumption that says how fast a node writes to a store. */
export function storeRate(store: CheckpointStore | null): AssumptionId {
  return store === null ? "checkpoint-bytes-per-second" : STORE_RATE[store];
}

/** How a run saves its state. */
export interface Saving {
  /** Training between two checkpoints. */
  readonly interval: Seconds;
  readonly count: number;
  /** Seconds that a checkpoint holds the training up. */
  readonly write: Seconds;
  /** How long after it a checkpoint is safe: the rest of an asynchronous write. */
  readonly lag: Seconds;
  readonly bytes: Bytes;
}

/**
 * When a run saves: at the job's interval; else where the expected time is least, four hours apart at most; an hour where failures aren't
 * counted. All nodes write at once. An asynchronous write holds the training up for the copy to the host, and is over before the next begins.
 */
export function savingOf(r: {
  readonly spec: RunSpec;
  readonly assumptions: Assumptions;
  readonly bytes: Bytes;
  readonly nodes: number;
  readonly work: Seconds;
  readonly stepSeconds: Seconds;
  readonly steps: number;
  /** Infinite where failures aren't counted. */
  readonly mtbf: Seconds;
}): Saving {
  const { spec, assumptions: a, bytes, nodes, work } = r;
  const full = bytes / (a[storeRate(spec.checkpointStore)].value * nodes);
  const copy = bytes / (a["checkpoint-copy-bytes-per-second"].value * nodes);
  const write = spec.checkpointAsync ? Math.min(copy, full) : full;
  const lag = spec.checkpointAsync ? full - write : 0;
  if (spec.checkpointEvery !== null) {
    const count = Math.max(1, Math.floor(r.steps / spec.checkpointEvery));
    return { interval: work / count, count, write, lag, bytes };
  }
  const every = a["checkpoint-every-seconds"];
  const least = Number.isFinite(r.mtbf)
    ? Math.min(every.high, Math.max(r.stepSeconds, optimalInterval({ write, mtbf: r.mtbf })))
    : every.value;
  const wanted = Math.max(spec.checkpointSeconds ?? least, lag);
  const count = Math.max(1, Math.round(work / wanted));
  return { interval: work / count, count, write, lag, bytes };
}
