import type { Plan, PlanResult } from "@outlay/engine";
import { time, usd } from "./format.ts";
import { base, legend, type Look, type Picture, tooltip, valueAxis } from "./picture.ts";
import { sayer } from "./words.ts";

const SHAPES = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow"];

interface Priced {
  readonly plan: Plan;
  readonly usd: number;
  readonly seconds: number;
}

/** Plans with a price, the cheapest first. */
export function frontierPoints(result: PlanResult): readonly Priced[] {
  return result.plans
    .flatMap((plan): readonly Priced[] => (plan.costUsd ? [{ plan, usd: plan.costUsd.p50, seconds: plan.runSeconds.p50 }] : []))
    .sort((a, b) => a.usd - b.usd);
}

export interface FrontierAsk {
  readonly chosen: string;
  readonly budget: number | null;
  readonly deadline: number | null;
}

/** Cost against time of every plan of the answer: colour by provider, shape by card, limits as walls. Null where nothing has a price. */
export function plansOverTime(result: PlanResult, ask: FrontierAsk, look: Look): Picture | null {
  const points = frontierPoints(result);
  const [cheapest] = points;
  if (!cheapest) return null;
  const { language, theme } = look;
  const say = sayer(language);
  const providers = [...new Set(points.map((p) => p.plan.provider))];
  const cards = [...new Set(points.map((p) => p.plan.accelerator))];
  const groups = new Map<string, Priced[]>();
  for (const p of points) {
    const name = `${providerName(p.plan.provider)} · ${p.plan.accelerator}`;
    groups.set(name, [...(groups.get(name) ?? []), p]);
  }
  function providerName(provider: string): string {
    return provider === "owned" ? say("purchase.owned") : provider;
  }
  const money = (n: number): string => usd(n, language);
  const clock = (n: number): string => time(n, language);
  const key = legend(look, [...groups.keys()]);
  const walls = [
    ...(ask.budget === null
      ? []
      : [{ yAxis: ask.budget, label: { formatter: say("picture.budget", { usd: money(ask.budget) }), position: "insideEndTop" } }]),
    ...(ask.deadline === null
      ? []
      : [{ xAxis: ask.deadline, label: { formatter: say("picture.deadline", { time: clock(ask.deadline) }), position: "insideEndTop" } }]),
  ];
  const option = {
    ...base(look),
    aria: { enabled: true, decal: { show: false } },
    tooltip: {
      ...tooltip(look),
      trigger: "item",
      formatter: (at: { readonly seriesName?: string; readonly value?: unknown }): string =>
        Array.isArray(at.value) ? `${at.seriesName ?? ""}<br>${money(Number(at.value[1]))} · ${clock(Number(at.value[0]))}` : "",
    },
    legend: key.option,
    grid: { left: 66, right: 20, top: 22, bottom: key.height + 48 },
    xAxis: {
      ...axis(
        clock,
        say("cli.time"),
        points.map((p) => p.seconds),
        ask.deadline,
      ),
      nameGap: 28,
    },
    yAxis: {
      ...axis(
        money,
        say("cli.cost"),
        points.map((p) => p.usd),
        ask.budget,
      ),
      nameGap: 52,
    },
    series: [...groups].map(([name, list], i) => ({
      type: "scatter",
      name,
      symbol: SHAPES[cards.indexOf(list[0]?.plan.accelerator ?? "") % SHAPES.length],
      itemStyle: { color: theme.series[providers.indexOf(list[0]?.plan.provider ?? "") % theme.series.length] },
      cursor: "pointer",
      data: list.map((p) => ({
        id: p.plan.id,
        value: [p.seconds, p.usd],
        symbolSize: p.plan.id === ask.chosen ? 22 : 13,
        ...(p.plan.id === ask.chosen ? { itemStyle: { borderColor: theme.ink, borderWidth: 3 } } : {}),
      })),
      ...(i === 0 && walls.length > 0
        ? {
            markLine: {
              silent: true,
              symbol: "none",
              animation: false,
              lineStyle: { color: theme.warn, width: 2 },
              label: { color: theme.warn, fontWeight: 600 },
              data: walls,
            },
          }
        : {}),
    })),
  };
  function axis(show: (n: number) => string, name: string, values: readonly number[], wall: number | null): object {
    const all = wall === null ? values : [...values, wall];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    if (low <= 0 || high / low <= 6) {
      const pad = 0.15 * (high - low || low || 1);
      return { ...valueAxis(look, show, name), min: Math.max(0, low - pad), max: high + pad };
    }
    const [from, to] = [Math.floor(Math.log2(low / 1.1)), Math.ceil(Math.log2(high * 1.1))];
    return { ...valueAxis(look, show, name), type: "log", logBase: 2, min: 2 ** from, max: 2 ** to };
  }
  const fastest = points.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  return {
    option,
    height: 300 + key.height,
    summary: say(points.length === 1 ? "picture.frontier-one" : "picture.frontier", {
      plans: points.length,
      low: money(cheapest.usd),
      slow: clock(cheapest.seconds),
      high: money(fastest.usd),
      fast: clock(fastest.seconds),
    }),
    table: {
      head: [say("cli.machine"), say("cli.cost"), say("cli.time")],
      rows: points.map((p) => [`${p.plan.gpus}x ${p.plan.accelerator} · ${providerName(p.plan.provider)}`, money(p.usd), clock(p.seconds)]),
    },
  };
}
