import type { Seconds } from "../units.ts";

/** Work that must be done in time on instances that come and go, with dearer ones that stay. */
export interface MixedWork {
  /** Machine time that the work takes. */
  readonly work: Seconds;
  /** Until when it must be done, changeovers taken off. */
  readonly deadline: Seconds;
  /** Share of the time that the cheaper instances can be had. */
  readonly availability: number;
}

/** Machine time on either kind of instance. */
export interface Mix {
  readonly spot: Seconds;
  readonly onDemand: Seconds;
  /** When the policy goes over to the instances that stay; the deadline where it never does. */
  readonly switchAt: Seconds;
}

/** The cheaper instances alone do it in time. */
function spotAlone({ work, deadline, availability }: MixedWork): boolean {
  return work <= availability * deadline;
}

/**
 * Spot while there is slack, waiting for it otherwise; on-demand from the moment that all time left is needed: (R - C)/(1 - r). Fractions of
 * instances, no delays. Null: too late from the start. Source: Wu et al. 2024, Can't Be Late, NSDI, section 4.
 */
export function greedyMix(m: MixedWork): Mix | null {
  const { work, deadline, availability } = m;
  if (work > deadline) return null;
  if (spotAlone(m)) return { spot: work, onDemand: 0, switchAt: deadline };
  const switchAt = (deadline - work) / (1 - availability);
  return { spot: availability * switchAt, onDemand: deadline - switchAt, switchAt };
}

/** Spot whenever there is some, on-demand in between just so much that progress is even until the deadline. Same source, section 5. */
export function uniformMix(m: MixedWork): Mix | null {
  const { work, deadline, availability } = m;
  if (work > deadline) return null;
  const spot = Math.min(work, availability * deadline);
  return { spot, onDemand: work - spot, switchAt: spotAlone(m) ? deadline : 0 };
}
