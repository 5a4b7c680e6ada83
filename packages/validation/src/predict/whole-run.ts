import { assumptions, failureRates } from "@outlay/catalog";
import {
  billedSeconds,
  checkpointBytes,
  duration,
  failureModel,
  jobMtbf,
  type RunInput,
  type RunSpec,
  slowdown,
  type Slowed,
  totalParameters,
  trainableParameters,
} from "@outlay/engine";
import type { Case } from "../case/case.ts";

const FAILURES = failureModel(failureRates);
/** GPUs of a usual server: a slice of TPUs is one domain, but many hosts write its checkpoints. */
const SERVER = 8;

/** A run of which nothing is said but that it ended: checkpoints where the time is least, failures as published. */
const USUAL: RunSpec = {
  evaluateEvery: null,
  evaluationSequences: null,
  checkpointEvery: null,
  checkpointSeconds: null,
  checkpointsKept: null,
  checkpointContent: "full",
  checkpointStore: null,
  checkpointAsync: false,
  failures: { counted: true, perThousandNodeDays: null, restart: null },
  slowdown: null,
};

function inputOf(c: Case, stepsSeconds: number): RunInput | null {
  const [first] = c.branches;
  if (!first) return null;
  const { cluster, table, method, batch } = first.setup;
  const { gpus } = cluster;
  const hosts = Math.max(cluster.nodes, Math.ceil(gpus / SERVER));
  const trained = trainableParameters(table, method);
  const perStep = first.repeat * batch.globalBatch * batch.sequence;
  const steps = Math.max(1, Math.round(c.amount.steps ?? (c.amount.tokens ?? perStep) / perStep));
  const mtbf = jobMtbf(FAILURES, { gpus, nodes: hosts, perThousandNodeDays: null }).value;
  return {
    spec: USUAL,
    assumptions,
    steps,
    stepSeconds: stepsSeconds / steps,
    globalBatch: batch.globalBatch,
    forwardShare: 1 / 3,
    gpus,
    nodes: hosts,
    owned: true,
    compiles: false,
    download: 0,
    checkpoint: checkpointBytes({ trained: trained.trained, adapters: trained.adapters, all: totalParameters(table) }, "full"),
    inputSeconds: 0,
    interruptions: { mtbf, restart: assumptions["recovery-seconds"].value + assumptions["rendezvous-seconds"].value, wait: 0 },
  };
}

/** Seconds from the first step to the last of a run whose steps take so long: as a plan has them, without what starting takes. */
export function wholeSeconds(c: Case, stepsSeconds: number): number {
  const run = c.hours === "run" ? inputOf(c, stepsSeconds) : null;
  if (!run) return stepsSeconds;
  const d = duration(run);
  return billedSeconds(d) - d.compile;
}

/** How complete runs differ from their steps; not at all where hours are steps. */
export function slowedBy(c: Case, wallSeconds: number): Slowed {
  if (c.hours === "steps") return { factor: 1, down: 0, up: 0 };
  return slowdown(assumptions, { training: wallSeconds, gpus: c.branches[0]?.setup.cluster.gpus ?? 1, own: null });
}
