import * as z from "zod";
import { type CountRange, parseBytes, parseCarbon, parseCount, parseDuration, parseFraction, parseMoney, parseRange } from "./units.ts";

/** What a field takes; the name of the message that explains it. */
export type FieldKind =
  | "count"
  | "whole"
  | "whole-or-all"
  | "share"
  | "rate-up-to"
  | "amount-up-to"
  | "pue"
  | "carbon"
  | "duration"
  | "multiplier"
  | "times"
  | "bytes"
  | "money"
  | "price"
  | "fraction"
  | "range"
  | "rate"
  | "word"
  | "loss"
  | "flop"
  | "warmup"
  | "dimension";

/** A field read by a function: null from it is a bad value of that kind. `more` goes into its message. */
function read<T>(
  kind: FieldKind,
  parse: (value: unknown) => T | null,
  json: Record<string, unknown>,
  more: Readonly<Record<string, number | string>> = {},
): z.ZodType<T> {
  return z
    .unknown()
    .meta(json)
    .transform((value, context): T => {
      const found = parse(value);
      if (found !== null) return found;
      context.addIssue({ code: "custom", message: kind, params: { kind, value, more } });
      return z.NEVER;
    }) as z.ZodType<T>;
}

const text = { type: ["string", "number"] };
/** Beyond every count that means something; sums and products of counts stay finite. */
const MOST_COUNT = 1e18;
const MOST_WHOLE = 1e15;
const MOST_USD = 1e15;
const MOST_SECONDS = 1e12;
const positive = (n: number | null): number | null => (n !== null && n > 0 ? n : null);
const atMost = (n: number | null, most: number): number | null => (n !== null && n <= most ? n : null);
const notNegative = (n: number | null): number | null => (n !== null && n >= 0 ? n : null);

export const count: z.ZodType<number> = read("count", (v) => positive(atMost(parseCount(v), MOST_COUNT)), {
  ...text,
  description: "a count such as 12M, 1.4T or 3000",
});

/** 32,768. Written out: a number format of the platform's takes 20 ms to make. */
function grouped(whole: number): string {
  return String(whole).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** A number above 0, up to the most that makes sense there. */
export function countUpTo(most: number): z.ZodType<number> {
  const limit = grouped(most);
  return read(
    "rate-up-to",
    (v) => positive(atMost(parseCount(v), most)),
    { ...text, description: `a number up to ${limit}` },
    { most: limit },
  );
}

/** A number from 0 up to the most that makes sense there. */
export function amountUpTo(most: number): z.ZodType<number> {
  const limit = grouped(most);
  return read(
    "amount-up-to",
    (v) => notNegative(atMost(parseCount(v), most)),
    { ...text, description: `a number from 0 to ${limit}` },
    { most: limit },
  );
}

/** A whole number from 1 to the most that makes sense there. */
export function wholeUpTo(most: number): z.ZodType<number> {
  const parse = (v: unknown): number | null => {
    const n = parseCount(v);
    return n !== null && Number.isInteger(n) && n >= 1 && n <= most ? n : null;
  };
  const limit = most < 1e6 ? grouped(most) : most.toExponential().replace("e+", "e");
  return read("whole", parse, { ...text, description: `a whole number from 1 to ${limit}` }, { most: limit });
}

/** A whole number, or `all`, which is the most that can be. */
export const wholeOrAll: z.ZodType<number> = read(
  "whole-or-all",
  (v) => {
    if (v === "all") return MOST_WHOLE;
    const n = parseCount(v);
    return n !== null && Number.isInteger(n) && n >= 1 && n <= MOST_WHOLE ? n : null;
  },
  { ...text, description: "a whole number from 1, or all" },
);
export const wholeCount: z.ZodType<number> = wholeUpTo(MOST_WHOLE);
export const durationField: z.ZodType<number> = read("duration", (v) => positive(atMost(parseDuration(v), MOST_SECONDS)), {
  ...text,
  description: "a time such as 24h, 90min or 2 days",
});
export const size: z.ZodType<number> = read("bytes", (v) => positive(atMost(parseBytes(v), MOST_COUNT)), {
  ...text,
  description: "a size such as 80GB or 2TB",
});
/** What something costs; nothing is a price too. */
export const price: z.ZodType<number> = read("price", (v) => notNegative(atMost(parseMoney(v), MOST_USD)), {
  ...text,
  description: "an amount such as $0.10 or 2 USD, or 0",
});
/** What may be spent. */
export const money: z.ZodType<number> = read("money", (v) => positive(atMost(parseMoney(v), MOST_USD)), {
  ...text,
  description: "an amount such as $500 or 500 USD",
});
export const range: z.ZodType<CountRange> = read("range", parseRange, { ...text, description: "a count or range of GPUs: 8, 1..8, >=4" });
export const learningRate: z.ZodType<number> = read(
  "rate",
  (v) => {
    const n = positive(parseCount(v));
    return n !== null && n < 10 ? n : null;
  },
  { ...text, description: "a number between 0 and 10, such as 2e-4" },
);
export const fraction: z.ZodType<number> = read(
  "fraction",
  (v) => {
    const n = notNegative(parseFraction(v));
    return n !== null && n <= 1 ? n : null;
  },
  { ...text, description: "a fraction from 0 to 1, or a percentage" },
);

/** Power usage effectiveness: all that a site draws over what its machines draw. */
export const pue: z.ZodType<number> = read(
  "pue",
  (v) => {
    const n = parseCount(v);
    return n !== null && n >= 1 && n <= 5 ? n : null;
  },
  { ...text, description: "a number from 1 to 5, such as 1.1" },
);

/** Kilograms of CO2 equivalent. */
export const carbon: z.ZodType<number> = read("carbon", (v) => positive(atMost(parseCarbon(v), MOST_COUNT)), {
  ...text,
  description: "an amount of CO2 equivalent such as 5kg, 500g or 2t; a bare number is kilograms",
});

/** Times that something is paid, its first included. */
export const times: z.ZodType<number> = read(
  "times",
  (v) => {
    const n = parseCount(v);
    return n !== null && n >= 1 && n <= 100 ? n : null;
  },
  { ...text, description: "a number from 1 to 100, or true" },
);

/** One of some words; case and underscores don't matter. */
export function choice<const T extends readonly string[]>(words: T): z.ZodType<T[number]> {
  const plain = (s: string): string => s.trim().toLowerCase().replaceAll("_", "-");
  return z
    .unknown()
    .meta({ type: "string", enum: [...words] })
    .transform((value, context): T[number] => {
      const found = typeof value === "string" ? words.find((w) => plain(w) === plain(value)) : undefined;
      if (found !== undefined) return found;
      context.addIssue({ code: "custom", message: "choice", params: { kind: "choice", value, words } });
      return z.NEVER;
    }) as z.ZodType<T[number]>;
}

/** One or several, as a list or separated by commas. */
export function listOf<T>(item: z.ZodType<T>, json: Record<string, unknown>): z.ZodType<readonly T[]> {
  const split = (value: unknown): unknown =>
    typeof value === "string"
      ? value
          .split(",")
          .map((s) => s.trim())
          .filter((s) => s !== "")
      : Array.isArray(value)
        ? value
        : [value];
  return z
    .unknown()
    .meta({ anyOf: [json, { type: "array", items: json }] })
    .transform(split)
    .pipe(z.array(item).min(1).max(200)) as z.ZodType<readonly T[]>;
}

/** A name; `4090` needs no quotes. */
export const word: z.ZodType<string> = read(
  "word",
  (v) => {
    const text = typeof v === "number" && Number.isFinite(v) ? String(v) : v;
    return typeof text === "string" && text.trim() !== "" && text.length <= 400 ? text.trim() : null;
  },
  { ...text, description: "a name" },
);
export const words: z.ZodType<readonly string[]> = listOf(word, { type: "string" });
export const flag: z.ZodType<boolean> = z
  .unknown()
  .meta({ type: "boolean" })
  .transform((value, context): boolean => {
    if (typeof value === "boolean") return value;
    if (value === "true" || value === "yes" || value === "on") return true;
    if (value === "false" || value === "no" || value === "off") return false;
    context.addIssue({ code: "custom", message: "flag", params: { kind: "flag", value } });
    return z.NEVER;
  }) as z.ZodType<boolean>;

/** A loss in nats a token. */
export const loss: z.ZodType<number> = read("loss", (v) => positive(atMost(parseCount(v), 20)), {
  ...text,
  description: "a loss in nats a token, above 0 and up to 20, such as 2.1",
});
/** Compute of a whole training. */
export const flop: z.ZodType<number> = read("flop", (v) => positive(atMost(parseCount(v), 1e30)), {
  ...text,
  description: "FLOPs of the whole training, such as 1e22",
});
const MULTIPLIER = { min: 0.001, max: 1000 };
export const multiplier: z.ZodType<number> = read(
  "multiplier",
  (v) => {
    const n = parseCount(v);
    return n !== null && n >= MULTIPLIER.min && n <= MULTIPLIER.max ? n : null;
  },
  { ...text, description: "a factor from 0.001 to 1000: 1.5 for better data, 0.5 for harder" },
);
/** A part of a whole; less than a billionth is nothing. */
const LEAST_SHARE = 1e-9;
export const share: z.ZodType<number> = read(
  "share",
  (v) => {
    const n = parseFraction(v);
    return n !== null && n >= LEAST_SHARE && n <= 1 ? n : null;
  },
  { ...text, description: "a share from 1e-9 to 1, or a percentage" },
);
/** Steps as a whole number, or their share of the run below 1. */
export const warmup: z.ZodType<number> = read(
  "warmup",
  (v) => {
    const n = notNegative(parseFraction(v));
    return n !== null && n <= MOST_WHOLE && (n < 1 || Number.isInteger(n)) ? n : null;
  },
  { ...text, description: "steps such as 2000, or a share of the run such as 1%" },
);

/** Values of a setting to try, or how many. */
export interface Values {
  readonly count: number;
  readonly values: readonly number[];
}
const MOST_VALUES = 1e6;
export const dimension: z.ZodType<Values> = read(
  "dimension",
  (v) => {
    if (Array.isArray(v)) {
      const values = v.map(parseCount);
      const known = values.filter((n): n is number => n !== null);
      return v.length > 0 && v.length <= 1000 ? { count: v.length, values: known.length === v.length ? known : [] } : null;
    }
    const n = parseCount(v);
    return n !== null && Number.isInteger(n) && n >= 1 && n <= MOST_VALUES ? { count: n, values: [] } : null;
  },
  { anyOf: [{ type: "array", items: text }, text], description: "values to try, or how many of them" },
);
