import type { Seconds } from "../units.ts";

interface Spread {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How long interruptible instances last, and what share of the time they can be had. `*`: any provider, any card. */
export interface SpotTerms {
  readonly provider: string;
  readonly accelerator: string;
  /** Mean seconds until an instance is taken away. */
  readonly lifetime: Spread;
  readonly availability: Spread;
  readonly source: string;
  readonly asOf: string | null;
}

/** The row that speaks for a card of a provider: the most particular. */
export function spotTerms(rows: readonly SpotTerms[], provider: string, accelerator: string): SpotTerms | null {
  const find = (p: string, a: string): SpotTerms | undefined => rows.find((r) => r.provider === p && r.accelerator === a);
  return find(provider, accelerator) ?? find(provider, "*") ?? find("*", "*") ?? null;
}

/**
 * A job ends when any of its nodes is taken; nodes are taken together, so that 16 last 0.43 times as long as one: n^-0.3.
 * Source: V100 traces of 1, 4 and 16 nodes, skypilot-org/spot-traces (2022-23); no trace of newer cards is public.
 */
const TOGETHER = 0.3;

export interface SpotLife {
  readonly lifetime: Seconds;
  /** Mean wait for new instances: what a share of availability and a mean life leave between lives. */
  readonly wait: Seconds;
}

export function spotLife(terms: SpotTerms, nodes: number, at: "value" | "low" | "high"): SpotLife {
  const lifetime = terms.lifetime[at] / nodes ** TOGETHER;
  const availability = terms.availability[at];
  return { lifetime, wait: (lifetime * (1 - availability)) / availability };
}
