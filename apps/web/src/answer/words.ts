import type { Plan } from "@outlay/engine";
import { number, type Say } from "@outlay/charts";

/** 8x H100 at a provider, in which region and on which terms. */
export function machineOf(say: Say, p: Plan): { readonly cards: string; readonly where: string } {
  const nodes = p.nodes > 1 ? ` · ${say("cli.nodes", { nodes: number(p.nodes, say.language), size: Math.ceil(p.gpus / p.nodes) })}` : "";
  const cards = `${number(p.gpus, say.language)}x ${p.accelerator}`;
  if (p.provider === "unpriced") return { cards, where: `${say("cli.unpriced")}${nodes}` };
  if (p.purchase === "owned") return { cards, where: `${say("purchase.owned")}${nodes}` };
  const region = p.region === null || p.region === "*" ? "" : ` · ${p.region}`;
  return { cards, where: `${p.provider} ${p.instanceType}${region} · ${say(`purchase.${p.purchase}`)}${nodes}` };
}

export function reasonsOf(say: Say, p: Plan): string {
  return p.reasons.map((r) => say(`reason.${r}`)).join(say("cli.comma"));
}
