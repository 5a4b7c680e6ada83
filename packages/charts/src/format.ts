import type { Range } from "@outlay/engine";
import type { Language } from "@outlay/schema";

/** Numbers as the reader's language writes them. Bytes by 2^30, GB by 1e9: the unit always says which. */

const GIB = 2 ** 30;
const kept = new Map<string, Intl.NumberFormat>();

function formatter(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const known = kept.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(language, options);
  kept.set(key, made);
  return made;
}

export function number(n: number, language: Language, digits = 0): string {
  return formatter(language, { maximumFractionDigits: digits }).format(n);
}

/** Three digits, as many as an estimate deserves. */
export function rough(n: number, language: Language): string {
  return formatter(language, { maximumSignificantDigits: 3 }).format(n);
}

export function usd(amount: number, language: Language): string {
  const small = amount !== 0 && Math.abs(amount) < 0.1;
  const digits = small
    ? { minimumSignificantDigits: 2, maximumSignificantDigits: 2 }
    : { maximumFractionDigits: Math.abs(amount) < 1000 ? 2 : 0 };
  const least = small || Math.abs(amount) >= 1000 ? {} : { minimumFractionDigits: 2 };
  return formatter(language, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", ...digits, ...least }).format(amount);
}

function unit(n: number, language: Language, name: string, digits: number): string {
  return formatter(language, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: digits }).format(n);
}

/** 38 sec, 24 min, 3 hr 20 min, 12 days. */
export function time(seconds: number, language: Language, minuteDigits = 0): string {
  if (seconds < 1) return unit(Number((seconds * 1000).toPrecision(3)), language, "millisecond", 2);
  if (seconds < 90) return unit(seconds, language, "second", seconds < 10 ? 1 : 0);
  if (seconds < 5400) return unit(seconds / 60, language, "minute", minuteDigits);
  if (seconds >= 48 * 3600) return unit(seconds / 86_400, language, "day", seconds < 30 * 86_400 ? 1 : 0);
  const minutes = Math.round(seconds / 60);
  const rest = minutes % 60;
  const hours = unit(Math.floor(minutes / 60), language, "hour", 0);
  return rest === 0 ? hours : `${hours} ${unit(rest, language, "minute", 0)}`;
}

export function gib(bytes: number, language: Language): string {
  if (bytes > 0 && bytes < 0.1 * GIB) return `${number(Math.max(1, bytes / 2 ** 20), language)} MiB`;
  const value = bytes / GIB;
  return `${number(value, language, value >= 100 ? 0 : 1)} GiB`;
}

export function percent(share: number, language: Language): string {
  const digits = share !== 0 && Math.abs(share) < 0.1 ? 1 : 0;
  return formatter(language, { style: "percent", maximumFractionDigits: digits }).format(share);
}

/** A probability; none is certain. */
export function chance(p: number, language: Language): string {
  if (p >= 0.995) return `> ${percent(0.99, language)}`;
  return p < 0.005 ? `< ${percent(0.01, language).replace(/[.,]0/, "")}` : formatter(language, { style: "percent" }).format(p);
}

const SCALES: readonly (readonly [number, string])[] = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e4, "k"],
];

/** 7.24B, 12.3M, 512: as the field writes counts in every language. */
export function count(n: number, language: Language): string {
  for (const [scale, name] of SCALES) if (n >= scale) return `${rough(name === "k" ? n / 1e3 : n / scale, language)}${name}`;
  return number(n, language, Number.isInteger(n) || n >= 10 ? 0 : 2);
}

/** An amount of a bill: small ones keep two digits. */
export function quantity(n: number, language: Language): string {
  if (n !== 0 && Math.abs(n) < 0.01) return formatter(language, { maximumSignificantDigits: 2 }).format(n);
  return number(n, language, Math.abs(n) < 100 ? 2 : 0);
}

/** P10 to P90. */
export function span(range: Range, show: (n: number) => string): string {
  const [low, high] = [show(range.p10), show(range.p90)];
  return low === high ? low : `${low} – ${high}`;
}
