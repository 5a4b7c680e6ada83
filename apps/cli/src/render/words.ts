import type { Plan, Range } from "@outlay/engine";
import { type Language, text } from "@outlay/schema";
import { usd, whole } from "./format.ts";
import type { Paint } from "./paint.ts";

export interface Look {
  readonly language: Language;
  readonly width: number;
  readonly paint: Paint;
}

export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export const sayer =
  ({ language }: Look): Say =>
  (key, values) =>
    text(key, language, values);

/** A word of the engine's in the reader's language; one that has no text stays as it is. */
export function sayOr(say: Say, key: string, word: string): string {
  const said = say(key);
  return said === key ? word : said;
}

export function machineOf(
  say: Say,
  p: Pick<Plan, "gpus" | "accelerator" | "nodes" | "provider" | "purchase" | "region" | "instanceType">,
): string {
  const cards = `${whole(p.gpus)}x ${p.accelerator}`;
  const nodes = p.nodes > 1 ? `, ${say("cli.nodes", { nodes: whole(p.nodes), size: Math.ceil(p.gpus / p.nodes) })}` : "";
  if (p.provider === "unpriced") return `${cards} · ${say("cli.unpriced")}${nodes}`;
  if (p.purchase === "owned") return `${cards} · ${say("purchase.owned")}${nodes}`;
  const where = p.region === null || p.region === "*" ? "" : `, ${p.region}`;
  return `${cards} · ${p.provider} ${p.instanceType}${p.nodes > 1 ? ` x${whole(p.nodes)}` : ""}${where}, ${say(`purchase.${p.purchase}`)}`;
}

export function costText(say: Say, range: Range | null): string {
  return range ? usd(range.p50) : say("cli.unknown");
}

/** A range with its unit once where that is clear: $0.36-0.52, 20-29 min; else 1 h 59 min to 3 h. */
export function spanOf(say: Say, r: Range, show: (n: number) => string): string {
  const [low, high] = [show(r.p10), show(r.p90)];
  const [lowUnit, highUnit] = [low.replace(/^[^a-zA-Z]*/, ""), high.replace(/^[^a-zA-Z]*/, "")];
  if (low === high) return low;
  if (low.startsWith("$") && high.startsWith("$")) return `${low}-${high.slice(1)}`;
  const once = lowUnit === highUnit && lowUnit !== "" && !/\d/.test(lowUnit);
  return once ? `${low.slice(0, low.length - lowUnit.length).trimEnd()}-${high}` : say("cli.from-to", { low, high });
}

/** A probability; none is certain. */
export function chance(p: number): string {
  if (p >= 0.995) return "> 99 %";
  return p < 0.005 ? "< 1 %" : `${Math.round(100 * p)} %`;
}
