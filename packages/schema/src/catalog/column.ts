import * as z from "zod";

/** A cell of a CSV file: text in, a value out. The issue's message says what is allowed. */
export type Column<T> = z.ZodType<T, string>;

export function column<T>(allowed: string, read: (text: string) => T | undefined): Column<T> {
  return z.string({ error: () => allowed }).transform((text, context) => {
    const value = read(text.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: allowed });
    return z.NEVER;
  });
}

const numeral = (text: string): number | undefined => (/^-?\d+(?:\.\d+)?(?:e-?\d+)?$/i.test(text) ? Number(text) : undefined);

export const text: Column<string> = column("some text", (t) => (t === "" ? undefined : t));
export const textOrBlank: Column<string | null> = column("text or nothing", (t) => (t === "" ? null : t));

export const positive: Column<number> = column("a number > 0", (t) => {
  const n = numeral(t);
  return n !== undefined && n > 0 ? n : undefined;
});

export const count: Column<number> = column("a whole number >= 1", (t) => {
  const n = numeral(t);
  return n !== undefined && Number.isInteger(n) && n >= 1 ? n : undefined;
});

export const positiveOrBlank: Column<number | null> = column("a number > 0, or nothing where unknown", (t) => {
  if (t === "") return null;
  const n = numeral(t);
  return n !== undefined && n > 0 ? n : undefined;
});

export const amountOrBlank: Column<number | null> = column("a number >= 0, or nothing where unknown", (t) => {
  if (t === "") return null;
  const n = numeral(t);
  return n !== undefined && n >= 0 ? n : undefined;
});

export const fractionOrBlank: Column<number | null> = column("a fraction between 0 and 1, or nothing", (t) => {
  if (t === "") return null;
  const n = numeral(t);
  return n !== undefined && n >= 0 && n < 1 ? n : undefined;
});

const DATE = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|-Q[1-4]|-\d{4})?$/;
export const DATES = "a date (YYYY, YYYY-MM, YYYY-MM-DD, YYYY-Qn or YYYY-YYYY)";

export const dateOrBlank: Column<string | null> = column(`${DATES}, or nothing where undated`, (t) =>
  t === "" ? null : DATE.test(t) ? t : undefined,
);

export const yesNo: Column<boolean> = column("yes or no", (t) => (t === "yes" ? true : t === "no" ? false : undefined));

/** Names between bars. */
export const list: Column<readonly string[]> = column("names between |", (t) => {
  const names = t === "" ? [] : t.split("|").map((name) => name.trim());
  return names.includes("") ? undefined : names;
});

export function oneOf<const T extends string>(values: readonly T[]): Column<T> {
  return column(`one of ${values.join(", ")}`, (t) => values.find((v) => v === t));
}

export function oneOfOrBlank<const T extends string>(values: readonly T[]): Column<T | null> {
  return column(`one of ${values.join(", ")}, or nothing`, (t) => (t === "" ? null : values.find((v) => v === t)));
}
