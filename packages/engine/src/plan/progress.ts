import type { Seconds, Usd } from "../units.ts";
import type { Candidate } from "./candidate.ts";
import { type Offering, offerings } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import { shortlist } from "./shortlist.ts";

/** What is best of all that has been found, by the job's own goal. */
export interface BestSoFar {
  readonly accelerator: string;
  readonly gpus: number;
  readonly provider: string;
  /** Null without a price. */
  readonly costUsd: Usd | null;
  readonly runSeconds: Seconds;
}

/** How far a search is. */
export interface Progress {
  /** Machines with a count of GPUs and a stack that have been searched, of all of them. */
  readonly searched: number;
  readonly of: number;
  /** Configurations of these, those that were estimated, and those that were found to fit. */
  readonly considered: number;
  readonly evaluated: number;
  readonly feasible: number;
  /** Priced only when it is asked for. */
  readonly best: () => BestSoFar | null;
}

/** Work that says how far it is and may be left at any of these points: whoever doesn't go on has cancelled it. */
export type Working<T> = Generator<Progress, T, void>;

/** Goes on to the end. */
export function finished<T>(work: Working<T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** How work is done in turns with something else: a clock in milliseconds, how long a turn may be, and what is done between two. */
export interface Turns {
  readonly clock: () => number;
  readonly milliseconds: number;
  /** False: leave off. */
  readonly between: (progress: Progress) => Promise<boolean>;
}

/** Goes on to the end, in turns; null where it was told to leave off. */
export async function inTurns<T>(work: Working<T>, { clock, milliseconds, between }: Turns): Promise<T | null> {
  let began = clock();
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    if (clock() - began < milliseconds) continue;
    if (!(await between(next.value))) return null;
    began = clock();
  }
}

/** Work beside a search that is done: it may be left as well, and says of the search alone. */
export function* beside<T>(work: Generator<unknown, T, void>, done: Progress): Working<T> {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    yield done;
  }
}

export function summary({ candidate, cost: costUsd, seconds: runSeconds }: Offering): BestSoFar {
  const { machine, cluster } = candidate.bench;
  return { accelerator: cluster.accelerator.id, gpus: cluster.gpus, provider: machine.provider, costUsd, runSeconds };
}

/** The best of a list that grows: what was priced before isn't priced again. */
export function bestOf(request: PlanRequest, found: readonly Candidate[]): () => BestSoFar | null {
  let priced = 0;
  let best: Offering | null = null;
  return () => {
    const more = offerings(request, found.slice(priced));
    priced = found.length;
    best = shortlist(request, best ? [best, ...more] : more)[0]?.offering ?? null;
    return best && summary(best);
  };
}
