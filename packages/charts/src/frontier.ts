import type { Plan, PlanResult } from "@outlay/engine";
import { time, usd } from "./format.ts";
import { base, legend, type Look, type Picture, tooltip, valueAxis } from "./picture.ts";
import { timeAxis } from "./axes.ts";
import { type Say, sayer } from "./words.ts";

/** Shapes that can be told apart at the size of a point; the last is for every card beyond them. */
const SHAPES = [
  "circle",
  "rect",
  "triangle",
  "diamond",
  "path://M10.0 0.0L12.5 6.6L19.5 6.9L14.0 11.3L15.9 18.1L10.0 14.2L4.1 18.1L6.0 11.3L0.5 6.9L7.5 6.6z",
  "path://M0 2h20l-10 17z",
  "path://M2 0h2v2h2v2h-2v2h-2v-2h-2v-2h2z",
  "path://M0 0h1.5l1.5 2l1.5-2h1.5l-2.2 3l2.2 3h-1.5l-1.5-2l-1.5 2h-1.5l2.2-3z",
];

/** A plan as a point. */
export interface PlanPoint {
  readonly id: string;
  readonly provider: string;
  readonly accelerator: string;
  readonly gpus: number;
  readonly usd: number;
  readonly seconds: number;
}

/** Plans with a price, the cheapest first. */
export function frontierPoints(result: PlanResult): readonly PlanPoint[] {
  return result.plans
    .flatMap(({ id, provider, accelerator, gpus, costUsd, runSeconds }: Plan): readonly PlanPoint[] =>
      costUsd ? [{ id, provider, accelerator, gpus, usd: costUsd.p50, seconds: runSeconds.p50 }] : [],
    )
    .sort((a, b) => a.usd - b.usd || a.seconds - b.seconds);
}

export interface FrontierAsk {
  readonly chosen: string;
  readonly budget: number | null;
  readonly deadline: number | null;
}

/** Names in the order of how often they are met; those beyond `most` share the last place. */
function places(
  names: readonly string[],
  most: number,
): { readonly of: (name: string) => number; readonly named: readonly string[]; readonly more: boolean } {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const order = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const all = order.length <= most;
  const named = all ? order : order.slice(0, most - 1);
  return { of: (name) => (named.includes(name) ? named.indexOf(name) : most - 1), named, more: !all };
}

const providerName = (say: Say, provider: string): string => (provider === "owned" ? say("purchase.owned") : provider);

/** What a point is called. */
export function pointName(say: Say, p: PlanPoint): string {
  return `${p.gpus}x ${p.accelerator} · ${providerName(say, p.provider)}`;
}

/** 1, 2 and 5 of every power of ten. */
function moneyTicks(low: number, high: number, most: number): readonly number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const n of [1, 2, 5]) ticks.push(Number(`${n}e${power}`));
  const within = ticks.filter((t) => t >= low && t <= high);
  const tens = within.filter((t) => /^1e|^10*$|^0?\.0*1$/.test(String(t)));
  return within.length > most && tens.length > 1 ? tens : within;
}

/** Whether so wide a range is shown by ratios, and its ends with some room. */
function rangeOf(values: readonly number[]): { readonly log: boolean; readonly low: number; readonly high: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const log = low > 0 && high / low > 6;
  if (log) return { log, low: low / 1.25, high: high * 1.25 };
  const pad = 0.12 * (high - low || low || 1);
  return { log, low: Math.max(0, low - pad), high: high + pad };
}

/** Pixels of a mark in the key. */
const MARK = 13;
const HEIGHT = 260;
const LEFT = 66;

/** Budget and deadline as lines, and what lies beyond them shaded. */
function walls(look: Look, { budget, deadline }: FrontierAsk, ends: { readonly usd: number; readonly seconds: number }): object {
  const { theme, language } = look;
  const say = sayer(language);
  if (budget === null && deadline === null) return {};
  const lines = [
    ...(budget === null
      ? []
      : [{ yAxis: budget, label: { formatter: say("picture.budget", { usd: usd(budget, language) }), position: "insideEndTop" } }]),
    ...(deadline === null
      ? []
      : [{ xAxis: deadline, label: { formatter: say("picture.deadline", { time: time(deadline, language) }), position: "insideEndTop" } }]),
  ];
  const beyond = [
    ...(budget === null ? [] : [[{ yAxis: budget }, { yAxis: ends.usd }]]),
    ...(deadline === null ? [] : [[{ xAxis: deadline }, { xAxis: ends.seconds }]]),
  ];
  return {
    markLine: {
      silent: true,
      symbol: "none",
      animation: false,
      lineStyle: { color: theme.warn, width: 2, type: "solid" },
      label: { color: theme.warn, fontWeight: 600, textBorderColor: theme.paper, textBorderWidth: 3 },
      data: lines,
    },
    markArea: { silent: true, itemStyle: { color: theme.warn, opacity: 0.08 }, data: beyond },
  };
}

/** Cost against time of every plan: colour by provider, shape by card, limits as walls. Null where nothing has a price. */
export function plansOverTime(result: PlanResult, ask: FrontierAsk, look: Look): Picture | null {
  const points = frontierPoints(result);
  const [cheapest] = points;
  if (!cheapest) return null;
  const { language, theme } = look;
  const say = sayer(language);
  const money = (n: number): string => usd(n, language);
  const clock = (n: number): string => time(n, language);
  const providers = places(
    points.map((p) => p.provider),
    theme.series.length,
  );
  const cards = places(
    points.map((p) => p.accelerator),
    SHAPES.length,
  );
  const colour = (p: PlanPoint): string => theme.series[providers.of(p.provider)] ?? theme.faint;
  const shape = (at: number): string => SHAPES[at] ?? "circle";
  const providerNames = [...providers.named.map((n) => providerName(say, n)), ...(providers.more ? [say("picture.other-providers")] : [])];
  const cardNames = [...cards.named, ...(cards.more ? [say("picture.other-cards")] : [])];
  const colours = legend(look, providerNames, MARK);
  const shapes = legend(look, cardNames, MARK);
  const costs = rangeOf([...points.map((p) => p.usd), ...(ask.budget === null ? [] : [ask.budget])]);
  const times = rangeOf([...points.map((p) => p.seconds), ...(ask.deadline === null ? [] : [ask.deadline])]);
  const front = new Set(result.frontier);
  /** A name of the key that has no points of its own. */
  const keyed = (name: string, symbol: string, color: string): object => ({
    type: "scatter",
    name,
    symbol,
    itemStyle: { color },
    data: [],
  });
  const option = {
    ...base(look),
    aria: { enabled: true, decal: { show: false } },
    tooltip: {
      ...tooltip(look),
      trigger: "item",
      formatter: (at: { readonly name?: string; readonly value?: unknown }): string =>
        Array.isArray(at.value) ? `${at.name ?? ""}<br>${money(Number(at.value[1]))} · ${clock(Number(at.value[0]))}` : "",
    },
    legend: [{ ...colours.option, bottom: shapes.height }, shapes.option],
    grid: { left: LEFT, right: 20, top: 22, bottom: colours.height + shapes.height + 48 },
    xAxis: { ...timeAxis(look, say("cli.time"), { ...times, room: look.width - LEFT - 20 }), nameGap: 28 },
    yAxis: {
      ...valueAxis(look, money, say("cli.cost"), costs.log ? moneyTicks(costs.low, costs.high, 6) : undefined),
      ...(costs.log ? { type: "log" } : {}),
      min: costs.low,
      max: costs.high,
      nameGap: 52,
    },
    series: [
      {
        type: "scatter",
        name: say("page.plans"),
        cursor: "pointer",
        data: points.map((p) => {
          const chosen = p.id === ask.chosen;
          return {
            id: p.id,
            name: pointName(say, p),
            value: [p.seconds, p.usd],
            symbol: shape(cards.of(p.accelerator)),
            symbolSize: chosen ? 22 : 14,
            itemStyle: {
              color: colour(p),
              opacity: chosen || front.has(p.id) ? 1 : 0.6,
              borderColor: chosen ? theme.ink : theme.paper,
              borderWidth: chosen ? 3 : 1,
            },
          };
        }),
        ...walls(look, ask, { usd: costs.high, seconds: times.high }),
      },
      ...providerNames.map((name, i) => keyed(name, "roundRect", theme.series[i] ?? theme.faint)),
      ...cardNames.map((name, i) => keyed(name, shape(i), theme.ink)),
    ],
  };
  const fastest = points.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  return {
    option,
    height: HEIGHT + colours.height + shapes.height,
    summary: [
      say(points.length === 1 ? "picture.frontier-one" : "picture.frontier", {
        plans: points.length,
        low: money(cheapest.usd),
        slow: clock(cheapest.seconds),
        high: money(fastest.usd),
        fast: clock(fastest.seconds),
      }),
      ...within(say, points, ask),
    ].join(" "),
    table: {
      head: [say("cli.machine"), say("cli.cost"), say("cli.time")],
      rows: points.map((p) => [pointName(say, p), money(p.usd), clock(p.seconds)]),
    },
  };
}

/** How many of the plans the limits leave. */
function within(say: Say, points: readonly PlanPoint[], { budget, deadline }: FrontierAsk): readonly string[] {
  if (budget === null && deadline === null) return [];
  const kept = points.filter((p) => (budget === null || p.usd <= budget) && (deadline === null || p.seconds <= deadline));
  return [say("picture.within", { kept: kept.length, plans: points.length })];
}
