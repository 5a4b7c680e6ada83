import type { ApiResult, HostedResult, PlanResult } from "@outlay/engine";
import { count, usd, wrap } from "./format.ts";
import type { Look, Say } from "./words.ts";

const SHOWN = 3;

function hosted(say: Say, h: HostedResult, planUsd: number | null): string {
  const { provider, model } = h;
  const date = h.asOf ?? say("cli.undated");
  if (h.fit === "programme") return say("cli.programme", { provider, model, low: usd(h.usd.low), high: usd(h.usd.high), date });
  const never = planUsd === null ? "" : say("cli.hosted-never");
  const even = h.breakEvenTokens === null ? never : say("cli.hosted-even", { tokens: count(h.breakEvenTokens) });
  return say("cli.hosted", { provider, model, cost: usd(h.usd.low), rate: usd(h.usdPerMillionTokens ?? 0), date, even });
}

function api(say: Say, a: ApiResult): string {
  const price = usd(a.usdPerMillionTokens);
  if (a.breakEvenTokens === null) return say("cli.api-never", { price, own: usd(a.ownUsdPerMillionTokens) });
  const tokens = count(a.breakEvenTokens);
  return a.months === null ? say("cli.api", { price, tokens }) : say("cli.api-months", { price, tokens, months: a.months.toFixed(1) });
}

/** What could be done instead: services for models of this size, else for others; whole-model programmes where a model is pre-trained. */
export function instead(v: Look, say: Say, r: PlanResult): string {
  if (!r.instead) return "";
  const [plan] = r.plans;
  const pretrains = r.method === "pretrain" || r.method === "continue";
  const of = (fit: HostedResult["fit"]): readonly HostedResult[] => (r.instead?.hosted ?? []).filter((h) => h.fit === fit);
  const same = of("same");
  const listed = (pretrains ? of("programme") : same.length > 0 ? same : of("other")).slice(0, SHOWN);
  const lines = listed.map((h) => hosted(say, h, plan?.costUsd?.p50 ?? null));
  if (r.instead.api) lines.push(api(say, r.instead.api));
  return lines.map((line) => wrap(line, v.width, "  ")).join("\n");
}
