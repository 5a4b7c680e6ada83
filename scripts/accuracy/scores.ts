import { quantile } from "@outlay/validation";
import type { Column, Figure } from "./data.ts";

/** |predicted / measured - 1| of a log residual. */
export const errorOf = (residual: number): number => Math.abs(Math.exp(residual) - 1);

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

export function mean(values: readonly number[]): number {
  let total = 0;
  for (const v of values) total += v;
  return values.length === 0 ? Number.NaN : total / values.length;
}

export function grouped<T>(list: readonly T[], by: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(by(item));
    if (group) group.push(item);
    else groups.set(by(item), [item]);
  }
  return groups;
}

export const bySource = (list: readonly Figure[]): ReadonlyMap<string, readonly Figure[]> => grouped(list, (f) => f.source);

export interface Score {
  readonly median: number;
  readonly p90: number;
}

export function pooled(list: readonly Figure[], column: Column): Score {
  return spread(list.map((f) => errorOf(f[column])));
}

export function spread(values: readonly number[]): Score {
  const list = sorted(values);
  return { median: quantile(list, 0.5), p90: quantile(list, 0.9) };
}

/** Each source counts once: the median over sources of their medians, the mean of their p90s. */
export function perSource(list: readonly Figure[], column: Column): Score {
  const scores = [...bySource(list).values()].map((group) => pooled(group, column));
  return { median: quantile(sorted(scores.map((s) => s.median)), 0.5), p90: mean(scores.map((s) => s.p90)) };
}

/** Median of predicted / measured - 1. */
export function bias(list: readonly Figure[], column: Column): number {
  return quantile(sorted(list.map((f) => Math.expm1(f[column]))), 0.5);
}

/** A share in percent: one decimal below 10. */
export function percent(share: number): string {
  if (Number.isNaN(share)) return "-";
  const value = 100 * share;
  return Math.abs(value) < 9.95 ? value.toFixed(1) : value.toFixed(0);
}

export function signed(share: number): string {
  const text = percent(share);
  return share > 0 ? `+${text}` : text;
}

export const both = (s: Score): string => `${percent(s.median)} / ${percent(s.p90)}`;

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[], left = 1): string {
  const rule = head.map((_, i) => (i < left ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
