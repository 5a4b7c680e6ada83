import type { Ends, Movers, Swing } from "@outlay/engine";
import { NARROW, rowNames, unseen } from "./bars.ts";
import { count, gib, quantity, span, time, usd } from "./format.ts";
import { base, type Look, type Picture, tooltip, valueAxis } from "./picture.ts";
import { roundTicks, timeAxis } from "./axes.ts";
import { type Say, sayer } from "./words.ts";

/** Rows of the picture; the table has all. */
const MOST = 12;
/** Reaches below this are no line in the picture. */
const SEEN = 0.005;
const ROW = 28;

const reach = (e: Ends | null): number => (e && e.low > 0 ? e.high / e.low - 1 : 0);

/** The input itself at its ends, or the ways in which a fact may be. */
function inputOf(say: Say, { input, why }: Swing): string {
  if (!input) return String(why.inputs["options"] ?? "");
  const { unit } = input;
  const at = say.language;
  const show = (n: number): string => {
    if (unit === "s") return time(n, at);
    if (unit === "B") return gib(n, at);
    if (unit === "B/s") return `${quantity(n / 1e9, at)} GB/s`;
    if (unit === "USD/h") return usd(n, at);
    if (unit === "tokens") return count(n, at);
    return `${quantity(n, at)}${unit === "x" ? "×" : ""}`;
  };
  if (unit === "per-thousand-node-days") return say("whatif.node-days", { span: span(input, show) });
  return unit === "USD/h" ? say("whatif.an-hour", { span: span(input, show) }) : span(input, show);
}

const ends = (e: Ends, show: (n: number) => string): string => span({ p10: e.low, p50: e.low, p90: e.high }, show);

/** Each uncertain input alone at its P10 and P90: how far the cost goes or, without a price, the time. Null where nothing moves it. */
export function tornadoPicture({ plan, tornado }: Movers, look: Look): Picture | null {
  const { language, theme } = look;
  const say = sayer(language);
  const priced = plan.costUsd !== null && plan.costUsd > 0;
  const middle = (priced ? plan.costUsd : plan.runSeconds) ?? 0;
  const show = (n: number): string => (priced ? usd(n, language) : time(n, language));
  const of = (s: Swing): Ends => (priced ? s.costUsd : null) ?? s.runSeconds;
  const name = (s: Swing): string => say.id("swing", s.id);
  const rows = tornado.filter((s) => reach(of(s)) >= SEEN).slice(0, MOST);
  const [first] = rows;
  if (!first) return null;
  const lows = rows.map((s) => of(s).low);
  const highs = rows.map((s) => of(s).high);
  const shown = rows.map((s) => ends(of(s), show));
  const narrow = look.width < NARROW;
  const left = rowNames(look, rows.map(name), narrow ? 0.32 : 0.36);
  const values = rowNames(look, shown, narrow ? 0.46 : 0.4);
  const plot = look.width - left.room - values.room;
  const [least, most] = [Math.min(...lows), Math.max(...highs)];
  const pad = 0.04 * (most - least);
  const across = { low: Math.max(0, least - pad), high: most + pad };
  const axis = priced
    ? {
        ...valueAxis(look, show, say("cli.cost"), roundTicks(across, Math.max(2, Math.floor(plot / 70)))),
        min: across.low,
        max: across.high,
      }
    : timeAxis(look, say("cli.time"), { ...across, room: plot });
  const half = (color: number, data: readonly number[]): object => ({
    type: "bar",
    stack: "at",
    barMaxWidth: 16,
    itemStyle: { color: theme.series[color] },
    data: rows.map((s, i) => ({ name: name(s), value: data[i] ?? 0 })),
    tooltip: { show: false },
  });
  const option = {
    ...base(look),
    grid: { left: left.room, right: values.room, top: 4, bottom: 44 },
    tooltip: { ...tooltip(look), trigger: "item" },
    xAxis: axis,
    yAxis: [left.axis, { ...values.axis, position: "right", axisLine: { show: false } }],
    series: [
      unseen(lows),
      half(
        4,
        lows.map((low) => middle - low),
      ),
      {
        ...half(
          1,
          highs.map((high) => high - middle),
        ),
        markLine: {
          silent: true,
          symbol: "none",
          animation: false,
          lineStyle: { color: theme.ink, width: 1.5, type: "solid" },
          label: { show: false },
          data: [{ xAxis: middle }],
        },
      },
    ],
  };
  return {
    option,
    height: rows.length * ROW + 54,
    summary: say("picture.tornado", { input: name(first), span: ends(of(first), show), middle: show(middle) }),
    table: {
      head: [say("picture.input"), "P10–P90", ...(priced ? [say("cli.cost")] : []), say("cli.time"), say("cli.memory"), say("cli.source")],
      rows: tornado.map((s) => [
        name(s),
        inputOf(say, s),
        ...(priced ? [s.costUsd ? ends(s.costUsd, (n) => usd(n, language)) : say("cli.unknown")] : []),
        ends(s.runSeconds, (n) => time(n, language)),
        ends(s.memoryBytes, (n) => gib(n, language)),
        s.why.source,
      ]),
    },
  };
}
