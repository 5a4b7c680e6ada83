import { chance, count, gib, number, percent, quantity, type Say, time, usd } from "@outlay/charts";
import { at, type Explanation, type Value } from "@outlay/schema";

/** Six digits. */
function digits(n: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 6 }).format(n);
}

const unitOf = (say: Say, unit: string | null): string => (unit === null ? "" : say.id("unit", unit));

/** A number to the digit, with its unit. */
export function exact(say: Say, { value, unit }: Explanation): string {
  if (typeof value !== "number") return value === null ? say("explain.unknown") : String(value);
  return `${digits(value, say.language)} ${unitOf(say, unit)}`.trim();
}

/** A number as people say it. */
export function shown(say: Say, e: Explanation): string {
  const { value, unit } = e;
  const { language } = say;
  if (typeof value !== "number") return exact(say, e);
  switch (unit) {
    case "USD":
      return usd(value, language);
    case "s":
      return value === 0 ? "0" : time(value, language);
    case "B":
      return gib(value, language);
    case "share":
      return CHANCES.test(e.path) ? chance(value, language) : percent(value, language);
    case "USD/unit":
    case "USD/h":
    case "USD/GPU-hour":
      return usd(value, language);
    case "kWh":
    case "kg":
    case "GPU-hour":
    case "h":
      return `${quantity(value, language)} ${unitOf(say, unit)}`;
    case null:
    default:
      return `${Number.isInteger(value) && Math.abs(value) < 1e7 ? number(value, language) : count(value, language)} ${unitOf(say, unit)}`.trim();
  }
}

/** None is certain. */
const CHANCES = /\.p(?:Fits|Budget|Deadline|Carbon)$/;

/** Lists whose things have a name of their own in the reader's language, by what they are kept under. */
const SECTIONS: Readonly<Record<string, string>> = {
  memoryBytes: "memory",
  stepSeconds: "time",
  runSeconds: "run",
  bill: "bill",
  waterfall: "waterfall",
};

/** What a number of the result is called: by the reader's word for the thing, else by its path without what goes without saying. */
export function labelOf(say: Say, root: Value, path: string): string {
  const keys = path.split(".");
  const place = keys.findLastIndex((key, i) => /^\d+$/.test(key) && keys[i - 1] !== "plans");
  const id = place < 0 ? undefined : at(root, [...keys.slice(0, place + 1), "id"]);
  const inputs = keys.lastIndexOf("inputs");
  const parts = keys.lastIndexOf("parts");
  if (inputs >= 0) return keys.slice(inputs + 1).join(".");
  const part = keys[parts + 1] ?? "";
  if (parts > 0 && !/^\d+$/.test(part)) return say.id(SECTIONS[keys[parts - 1] ?? ""] ?? "", part);
  if (typeof id === "string") {
    const group = keys[place - 1] === "parts" ? keys[place - 2] : keys[place - 1];
    const name = say.id(SECTIONS[group ?? ""] ?? "", id);
    const rest = keys.slice(place + 1).filter((key) => key !== "value" && key !== "p50" && key !== "costUsd" && key !== "usd");
    return rest.length === 0 ? name : `${name}: ${rest.join(".")}`;
  }
  return path.replace(/^plans\.\d+\.(facts\.)?/, "").replace(/\.(value|p50)$/, "");
}
