import type { Plan } from "@outlay/engine";
import type { TextKey } from "@outlay/schema";
import { number, time, usd } from "./format.ts";
import type { Say } from "./words.ts";

/** The cards of a plan, and from whom and on which terms they are. */
export function machineOf(say: Say, p: Plan): { readonly cards: string; readonly where: string } {
  const nodes = p.nodes > 1 ? ` · ${say("cli.nodes", { nodes: number(p.nodes, say.language), size: Math.ceil(p.gpus / p.nodes) })}` : "";
  const cards = `${number(p.gpus, say.language)}x ${p.accelerator}`;
  if (p.provider === "unpriced") return { cards, where: `${say("cli.unpriced")}${nodes}` };
  if (p.purchase === "owned") return { cards, where: `${say("purchase.owned")}${nodes}` };
  const region = p.region === null || p.region === "*" ? "" : ` · ${p.region}`;
  return { cards, where: `${p.provider} ${p.instanceType}${region} · ${say(`purchase.${p.purchase}`)}${nodes}` };
}

/** The answer in a sentence: its text, and the words that go into it. */
export function sentenceOf(
  say: Say,
  p: Plan,
): { readonly key: TextKey; readonly words: Readonly<Record<"cost" | "time" | "machine" | "provider" | "terms", string>> } {
  const words = {
    cost: p.costUsd ? usd(p.costUsd.p50, say.language) : "",
    time: time(p.runSeconds.p50, say.language),
    machine: machineOf(say, p).cards,
    provider: p.provider,
    terms: say(`purchase.${p.purchase}`),
  };
  if (!p.costUsd) return { key: "answer.sentence-unpriced", words };
  return { key: p.purchase === "owned" ? "answer.sentence-owned" : "answer.sentence", words };
}
