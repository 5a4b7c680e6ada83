import type { Maybe } from "./record.ts";

/** The number where it is a usable one above zero; undefined says that the record doesn't know it. */
export function positive(n: Maybe<number>, most: number = 1e18): number | undefined {
  return n !== null && n !== undefined && Number.isFinite(n) && n > 0 && n <= most ? n : undefined;
}

/** The same for what can only be counted. */
export function whole(n: Maybe<number>, most: number = 1e9): number | undefined {
  const usable = positive(n, most);
  return usable !== undefined && Number.isInteger(usable) ? usable : undefined;
}

/** Zero is a count too. */
export function wholeOrNone(n: Maybe<number>, most: number = 1e9): number | undefined {
  return n === 0 ? 0 : whole(n, most);
}

/** A text of the free part of a record. */
export function extraText(extra: Maybe<Readonly<Record<string, unknown>>>, key: string): string {
  const value = extra?.[key];
  return typeof value === "string" || typeof value === "boolean" ? String(value) : "";
}

export function extraNumber(extra: Maybe<Readonly<Record<string, unknown>>>, key: string): number | undefined {
  const value = extra?.[key];
  return typeof value === "number" ? positive(value) : undefined;
}
