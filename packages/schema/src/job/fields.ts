import { z } from "zod";
import { type CountRange, parseBytes, parseCount, parseDuration, parseFraction, parseMoney, parseRange } from "./units.ts";

/** What a field takes; the name of the message that explains it. */
export type FieldKind = "count" | "whole" | "bytes" | "duration" | "money" | "fraction" | "range" | "rate" | "word";

/** A field read by a function: null from it is a bad value of that kind. */
function read<T>(kind: FieldKind, parse: (value: unknown) => T | null, json: Record<string, unknown>): z.ZodType<T> {
  return z
    .unknown()
    .meta(json)
    .transform((value, context): T => {
      const found = parse(value);
      if (found !== null) return found;
      context.addIssue({ code: "custom", message: kind, params: { kind, value } });
      return z.NEVER;
    }) as z.ZodType<T>;
}

const text = { type: ["string", "number"] };
const positive = (n: number | null): number | null => (n !== null && n > 0 ? n : null);
const notNegative = (n: number | null): number | null => (n !== null && n >= 0 ? n : null);
const whole = (n: number | null): number | null => (n !== null && Number.isInteger(n) && n >= 1 && n <= 1e15 ? n : null);

export const count: z.ZodType<number> = read("count", (v) => positive(parseCount(v)), { ...text, description: "a count such as 12M, 1.4T or 3000" });
export const wholeCount: z.ZodType<number> = read("whole", (v) => whole(parseCount(v)), { ...text, description: "a whole number from 1" });
export const bytes: z.ZodType<number> = read("bytes", (v) => positive(parseBytes(v)), { ...text, description: "a size such as 80GB or 80GiB" });
export const durationField: z.ZodType<number> = read("duration", (v) => positive(parseDuration(v)), { ...text, description: "a time such as 24h, 90min or 2 days" });
export const money: z.ZodType<number> = read("money", (v) => notNegative(parseMoney(v)), { ...text, description: "an amount such as $500 or 500 USD" });
export const range: z.ZodType<CountRange> = read("range", parseRange, { ...text, description: "a count or range of GPUs: 8, 1..8, >=4" });
export const learningRate: z.ZodType<number> = read("rate", (v) => {
  const n = positive(parseCount(v));
  return n !== null && n < 10 ? n : null;
}, { ...text, description: "a number between 0 and 10, such as 2e-4" });
export const fraction: z.ZodType<number> = read("fraction", (v) => {
  const n = notNegative(parseFraction(v));
  return n !== null && n <= 1 ? n : null;
}, { ...text, description: "a fraction from 0 to 1, or a percentage" });

/** One of some words; case and underscores don't matter. */
export function choice<const T extends readonly string[]>(words: T): z.ZodType<T[number]> {
  const plain = (s: string): string => s.trim().toLowerCase().replaceAll("_", "-");
  return z
    .unknown()
    .meta({ type: "string", enum: [...words] })
    .transform((value, context): T[number] => {
      const found = typeof value === "string" ? words.find((w) => w === plain(value)) : undefined;
      if (found !== undefined) return found;
      context.addIssue({ code: "custom", message: "choice", params: { kind: "choice", value, words } });
      return z.NEVER;
    }) as z.ZodType<T[number]>;
}

/** One or several, as a list or separated by commas. */
export function listOf<T>(item: z.ZodType<T>, json: Record<string, unknown>): z.ZodType<readonly T[]> {
  const split = (value: unknown): unknown => (typeof value === "string" ? value.split(",").map((s) => s.trim()).filter((s) => s !== "") : Array.isArray(value) ? value : [value]);
  return z.unknown().meta({ anyOf: [json, { type: "array", items: json }] }).transform(split).pipe(z.array(item).min(1).max(200)) as unknown as z.ZodType<readonly T[]>;
}

/** A name; `4090` needs no quotes. */
export const word: z.ZodType<string> = read("word", (v) => {
  const text = typeof v === "number" && Number.isFinite(v) ? String(v) : v;
  return typeof text === "string" && text.trim() !== "" && text.length <= 400 ? text.trim() : null;
}, { ...text, description: "a name" });
export const words: z.ZodType<readonly string[]> = listOf(word, { type: "string" });
export const flag: z.ZodType<boolean> = z.unknown().meta({ type: "boolean" }).transform((value, context): boolean => {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "yes" || value === "on") return true;
  if (value === "false" || value === "no" || value === "off") return false;
  context.addIssue({ code: "custom", message: "flag", params: { kind: "flag", value } });
  return z.NEVER;
}) as z.ZodType<boolean>;
