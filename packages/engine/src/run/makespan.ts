import type { Seconds } from "../units.ts";

export interface Attempt {
  /** What must be done, without writes. */
  readonly work: Seconds;
  /** Of it, what lies between two writes; `work` itself where nothing is written. */
  readonly interval: Seconds;
  readonly write: Seconds;
  /** Mean time between failures of the whole job; failures are exponential. */
  readonly mtbf: Seconds;
  /** From a failure to the first new step. */
  readonly restart: Seconds;
  /** How far the newest finished write lags behind: the writing time of an asynchronous one. */
  readonly lag: Seconds;
}

/** Where the expected time goes: `work + writes + restarts + lost` is the expected makespan. */
export interface Makespan {
  readonly writes: Seconds;
  readonly restarts: Seconds;
  /** Work and writes that failures undo. */
  readonly lost: Seconds;
  /** Expected failures, those during restarts included. */
  readonly failures: number;
  /** Standard deviation of the makespan. */
  readonly deviation: Seconds;
}

/** e^x - 1, kept finite: beyond e^100 a run never ends, which its stretch says. */
function growth(x: number): number {
  return Math.expm1(Math.min(x, 100));
}

/**
 * Expected makespan (T/i) M e^(R/M) (e^((i+d)/M) - 1) in its parts; restarts may fail too. Exponential failures. Source: Daly 2006, eq. 20. Deviation: a Poisson number of failures, each undoing a uniform share of an interval.
 */
export function makespan(a: Attempt): Makespan {
  const { work, mtbf } = a;
  const interval = Math.min(a.interval, work);
  const segments = work <= 0 ? 0 : work / interval;
  const writes = segments * a.write;
  if (!Number.isFinite(mtbf)) return { writes, restarts: 0, lost: 0, failures: 0, deviation: 0 };
  const stops = segments * growth((interval + a.write) / mtbf);
  const recovery = mtbf * growth(a.restart / mtbf);
  const restarts = stops * recovery;
  const lost = Math.max(0, stops * mtbf - work - writes) + stops * a.lag;
  const each = recovery + a.lag + (interval + a.write) / 2;
  const deviation = Math.sqrt(stops) * Math.hypot(each, (interval + a.write) / Math.sqrt(12));
  return { writes, restarts, lost, failures: (work + writes + restarts + lost) / mtbf, deviation };
}

/** Expected seconds from the first step to the last. */
export function expectedSeconds(a: Attempt): Seconds {
  const m = makespan(a);
  return a.work + m.writes + m.restarts + m.lost;
}

/**
 * Share of the time that makes progress, as Meta reckons it: (1 - n r (u + i/2)) / (1 + w/i). First order: good while failures are rare
 * beside intervals. Source: Kokolis et al. 2024, 2410.21680.
 */
export function effectiveShare(a: Omit<Attempt, "work" | "lag">): number {
  return (1 - (a.restart + a.interval / 2) / a.mtbf) / (1 + a.write / a.interval);
}
