import type { Purchase } from "../money/offer.ts";
import type { FailureModel } from "../run/failures.ts";
import { jobMtbf } from "../run/failures.ts";
import { storeRate } from "../run/checkpoint.ts";
import { type Interruptions, NEVER } from "../run/interruptions.ts";
import { spotLife, spotTerms } from "../run/spot.ts";
import type { Seconds } from "../units.ts";
import type { Candidate } from "./candidate.ts";
import type { PlanRequest } from "./request.ts";

/** The middle of what is known about interruptions, or an end of its 80 % range: `low` is the shorter life. */
export type End = "value" | "low" | "high";

export interface StopFacts {
  readonly failures: FailureModel;
  readonly checkpoint: number;
  readonly download: number;
}

/** Loading and warming up after a stop, where the machine is still there. */
function reloadSeconds(request: PlanRequest, candidate: Candidate, facts: StopFacts): Seconds {
  const a = request.assumptions;
  const { cluster, compile } = candidate.bench;
  const read = facts.checkpoint / (a[storeRate(request.run.checkpointStore)].value * cluster.nodes);
  const base = facts.download / a["load-bytes-per-second"].value;
  return read + base + (compile ? a["compile-seconds"].value : 0) + (cluster.nodes > 1 ? a["rendezvous-seconds"].value : 0);
}

/** Mean time between failures of the machine; infinite where the job leaves them out. */
function failureMtbf(request: PlanRequest, candidate: Candidate, facts: StopFacts, end: End): Seconds {
  const { counted, perThousandNodeDays } = request.run.failures;
  if (!counted) return Number.POSITIVE_INFINITY;
  const { gpus, nodes } = candidate.bench.cluster;
  return jobMtbf(facts.failures, { gpus, nodes, perThousandNodeDays })[end];
}

/** What interrupts a candidate on these terms: failures and, of spot instances, their being taken away. Rates add. */
export function interruptionsOf(
  request: PlanRequest,
  candidate: Candidate,
  at: { readonly purchase: Purchase; readonly facts: StopFacts; readonly end: End },
): Interruptions {
  const a = request.assumptions;
  const { machine, cluster } = candidate.bench;
  const mtbf = failureMtbf(request, candidate, at.facts, at.end);
  const reload = request.run.failures.restart ?? a["recovery-seconds"].value + reloadSeconds(request, candidate, at.facts);
  const terms = at.purchase === "spot" ? spotTerms(request.spot, machine.provider, cluster.accelerator.id) : null;
  if (!terms) return Number.isFinite(mtbf) ? { mtbf, restart: reload, wait: 0 } : NEVER;
  const { lifetime, wait } = spotLife(terms, cluster.nodes, at.end);
  const again = a["boot-seconds"].value + a["image-seconds"].value + at.facts.download / a["download-bytes-per-second"].value;
  const fresh = again + reloadSeconds(request, candidate, at.facts);
  const rate = 1 / lifetime + 1 / mtbf;
  const taken = 1 / lifetime / rate;
  return { mtbf: 1 / rate, restart: taken * fresh + (1 - taken) * reload, wait: taken * wait };
}
