import type { Range } from "../quantity.ts";
import { combine, Z90 } from "./range.ts";

export const QUESTIONS = ["tokenizer", "lengths", "price", "link", "network", "card", "switch"] as const;
/** What is asked: how the data is counted, how long its samples are, what a price is today, what connects the cards, which card it is, how a switch stood. */
export type Question = (typeof QUESTIONS)[number];

/** The one answer that would narrow an estimate most. */
export interface Ask {
  readonly question: Question;
  /** Where the answer goes: a path of the job, or of the record. */
  readonly path: string;
  /** What it may be, where that can be listed. */
  readonly options: readonly string[];
  /** Half-widths of the 80 % interval as factors, now and with the answer: 1.4 means x/ 1.4. */
  readonly narrows: { readonly quantity: "time" | "cost" | "memory"; readonly from: number; readonly to: number };
}

/** Half-width of a range as a factor, on either side of its geometric middle. */
export function halfWidth(r: Range): number {
  return r.p10 === r.p90 ? 1 : Math.sqrt(r.p90 / r.p10);
}

/** Below this an answer isn't worth the asking. */
const WORTH = 1.02;

/** The question whose answer narrows most, in logarithms; null where none is worth asking. */
export function mostNarrowing(asks: readonly Ask[]): Ask | null {
  let best: Ask | null = null;
  const gain = ({ narrows }: Ask): number => narrows.from / narrows.to;
  for (const ask of asks) if (gain(ask) >= WORTH && (!best || gain(ask) > gain(best))) best = ask;
  return best;
}

/** One of several ways in which a run may have gone. `key`: how the switch asked about stood. */
export interface Way {
  readonly key: string;
  readonly weight: number;
  readonly value: number;
}

/** Weighted variance of the logarithms about their mean. */
function variance(list: readonly { readonly weight: number; readonly log: number }[]): number {
  let mean = 0;
  for (const { weight, log } of list) mean += weight * log;
  let squares = 0;
  for (const { weight, log } of list) squares += weight * (log - mean) ** 2;
  return squares;
}

/**
 * Half-widths before and after a switch is known: the spread of the constants, and what the ways differ by, all of it and without the
 * variance between the means of the switch's positions. Weights sum to 1.
 */
export function switchKnown(ways: readonly Way[], sigma: number): { readonly from: number; readonly to: number } {
  const logs = ways.map((w) => ({ weight: w.weight, log: Math.log(w.value), key: w.key }));
  const groups = new Map<string, { weight: number; sum: number }>();
  for (const { key, weight, log } of logs) {
    const group = groups.get(key) ?? { weight: 0, sum: 0 };
    groups.set(key, { weight: group.weight + weight, sum: group.sum + weight * log });
  }
  const all = variance(logs);
  const between = variance([...groups.values()].filter((g) => g.weight > 0).map((g) => ({ weight: g.weight, log: g.sum / g.weight })));
  const factor = (open: number): number => Math.exp(Z90 * combine(sigma, Math.sqrt(Math.max(0, open))));
  return { from: factor(all), to: factor(all - between) };
}
