import { breakEvenTokens, hostedFit, type HostedNeed, type HostedOffer, hostedUsd } from "../money/hosted.ts";
import type { PlanRequest } from "./request.ts";
import type { ApiResult, HostedResult, InsteadResult, ModelResult, Plan } from "./result.ts";

/** Of the plan: what starting costs, and what each million tokens costs from then on. */
function costs(p: Plan): { readonly fixed: number; readonly perMillion: number } | null {
  if (!p.costUsd || p.usefulTokens <= 0) return null;
  const fixed = p.bill.find((l) => l.id === "startup")?.costUsd ?? 0;
  return { fixed, perMillion: ((p.costUsd.p50 - fixed) / p.usefulTokens) * 1e6 };
}

function hosted(o: HostedOffer, fit: HostedResult["fit"], need: HostedNeed, p: Plan): HostedResult {
  const own = costs(p);
  const { provider, model, usd, per, source, asOf } = o;
  const other = per === "million-tokens" && usd ? usd.low : null;
  return {
    provider,
    model,
    fit,
    usd: hostedUsd(o, need.tokens) ?? { low: 0, high: 0 },
    usdPerMillionTokens: other,
    breakEvenTokens: own && other !== null ? breakEvenTokens({ fixed: own.fixed, own: own.perMillion, other }) : null,
    source,
    asOf,
  };
}

/** The same training at services that do it for you, the cheapest first; the provider's programme for whole models at the end. */
function hostedResults(request: PlanRequest, need: HostedNeed, p: Plan): readonly HostedResult[] {
  const pretrains = request.method.kind === "pretrain" || request.method.kind === "continue";
  const found = request.hosted.flatMap((o): readonly HostedResult[] => {
    if (o.per === "project") return o.usd ? [hosted(o, "programme", need, p)] : [];
    const fit = pretrains ? null : hostedFit(o, need);
    return fit ? [hosted(o, fit, need, p)] : [];
  });
  const order: readonly HostedResult["fit"][] = ["same", "other", "programme"];
  return found.sort((a, b) => order.indexOf(a.fit) - order.indexOf(b.fit) || a.usd.low - b.usd.low);
}

/** Buying answers instead of training a model: the volume at which the plan has paid for itself. */
function apiResult(request: PlanRequest, p: Plan): ApiResult | null {
  const { api } = request;
  if (!api || !p.costUsd) return null;
  const { usdPerMillionTokens: other, ownUsdPerMillionTokens: own, tokensPerMonth } = api;
  const tokens = breakEvenTokens({ fixed: p.costUsd.p50, own, other });
  return {
    usdPerMillionTokens: other,
    ownUsdPerMillionTokens: own,
    breakEvenTokens: tokens,
    months: tokens === null || tokensPerMonth === null ? null : tokens / tokensPerMonth,
  };
}

/** What could be done instead of the chosen plan. */
export function insteadOf(request: PlanRequest, model: ModelResult, p: Plan): InsteadResult {
  const need = {
    model: model.name,
    parameters: model.parameters.total,
    adapters: request.method.lora !== null,
    objective: request.objective?.kind ?? "sft",
    tokens: p.usefulTokens,
  } as const;
  return { hosted: hostedResults(request, need, p), api: apiResult(request, p) };
}
