import { mtbfInputs } from "../run/failures.ts";
import { lossesOf } from "../run/duration.ts";
import { storeRate } from "../run/checkpoint.ts";
import { chanceOfAny } from "../run/interruptions.ts";
import { spotTerms } from "../run/spot.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import type { CheckpointResult, InterruptionResult } from "./result.ts";
import { interruptionsOf } from "./stops.ts";
import { stopRange } from "./spread.ts";

const PINNED = "the job's interval";
const OPTIMUM = "least expected time: M (1 + W0(-e^(-1 - d/M))), after Daly 2006; four hours at most";

export function checkpointResult(request: PlanRequest, o: Offering): CheckpointResult {
  const { saving } = lossesOf(o.run);
  const { checkpointContent: content, checkpointStore: store, checkpointEvery, checkpointSeconds } = request.run;
  const { mtbf } = o.run.interruptions;
  const every = request.assumptions["checkpoint-every-seconds"];
  const pinned = checkpointEvery !== null || checkpointSeconds !== null;
  const rate = request.assumptions[storeRate(store)];
  return {
    content,
    store,
    bytes: saving.bytes,
    everySeconds: saving.interval,
    everySteps: Math.max(1, Math.round(o.run.steps / saving.count)),
    count: saving.count,
    kept: o.duration.checkpointsKept,
    writeSeconds: saving.write,
    lagSeconds: saving.lag,
    why: {
      formula: "checkpoints.interval",
      inputs: { write: saving.write, bytesPerSecond: rate.value, nodes: o.run.nodes, ...(Number.isFinite(mtbf) ? { mtbf } : {}) },
      source: `${pinned ? PINNED : Number.isFinite(mtbf) ? OPTIMUM : every.source}; ${rate.source}`,
    },
  };
}

/** Where the rates of interruption are from. */
function sourceOf(request: PlanRequest, o: Offering): string {
  const { machine, cluster } = o.candidate.bench;
  const { counted, perThousandNodeDays } = request.run.failures;
  const failures = counted
    ? [perThousandNodeDays === null ? `failures per 1,000 node-days: ${o.facts.failures.source}` : "the job's own rate of failures"]
    : [];
  const terms = o.purchase === "spot" ? spotTerms(request.spot, machine.provider, cluster.accelerator.id) : null;
  return [...failures, ...(terms ? [terms.source] : [])].join("; ");
}

export function interruptionResult(request: PlanRequest, o: Offering): InterruptionResult | null {
  const { mtbf, restart, wait } = o.run.interruptions;
  if (!Number.isFinite(mtbf)) return null;
  const { bench } = o.candidate;
  const { gpus, nodes } = bench.cluster;
  const at = (end: "low" | "high"): number => interruptionsOf(request, o.candidate, { purchase: o.purchase, facts: o.facts, end }).mtbf;
  const { losses } = lossesOf(o.run);
  const { training, slowdown, input, evaluation, checkpoints } = o.duration;
  const { perThousandNodeDays } = request.run.failures;
  return {
    meanSecondsBetween: { p10: at("low"), p50: mtbf, p90: at("high") },
    expected: losses.failures,
    probability: chanceOfAny(training + slowdown + input + evaluation + checkpoints, mtbf),
    restartSeconds: restart,
    waitSeconds: wait,
    seconds: stopRange(request, o, "all"),
    why: {
      formula: "interruptions.mean",
      inputs: { ...mtbfInputs(o.facts.failures, { gpus, nodes, perThousandNodeDays }), mtbf },
      source: sourceOf(request, o),
    },
  };
}
