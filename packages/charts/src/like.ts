import type { MeasuredFigure, Plan } from "@outlay/engine";
import { rough } from "./format.ts";
import { base, legend, type Look, type Picture, tooltip, valueAxis } from "./picture.ts";
import { sayer } from "./words.ts";

interface Point {
  readonly name: string;
  readonly kind: "time" | "memory";
  readonly figure: MeasuredFigure;
}

/** Published runs near to a plan: what was measured over what is predicted for them; on the line of 1 both are the same. Null where none is near. */
export function likeIt(plan: Plan, look: Look): Picture | null {
  const points = (plan.similar ?? []).flatMap((r): readonly Point[] => {
    const name = `${r.model} ${r.features.kind}, ${r.features.gpus}x ${r.features.accelerator}`;
    return [
      ...(r.time ? [{ name, kind: "time" as const, figure: r.time }] : []),
      ...(r.memory ? [{ name, kind: "memory" as const, figure: r.memory }] : []),
    ];
  });
  if (points.length === 0) return null;
  const { language, theme } = look;
  const say = sayer(language);
  const shown = (n: number): string => rough(n, language);
  const ratio = ({ figure }: Point): number => figure.measured / figure.predicted.p50;
  const [time, memory] = [say("picture.like-time"), say("picture.like-memory")];
  const key = legend(look, [time, memory]);
  const worst = Math.max(...points.map((p) => Math.max(ratio(p), 1 / ratio(p))));
  const edge = Math.max(1.5, Math.ceil(worst * 11) / 10);
  const series = ([kind, name, symbol, color]: readonly [Point["kind"], string, string, number]): object => ({
    type: "scatter",
    name,
    symbol,
    symbolSize: 13,
    itemStyle: { color: theme.series[color] },
    data: points.flatMap((p, i) => (p.kind === kind ? [{ name: p.name, value: [ratio(p), i] }] : [])),
    ...(kind === "time"
      ? {
          markLine: {
            silent: true,
            symbol: "none",
            animation: false,
            lineStyle: { color: theme.ink, type: "dashed" },
            label: { show: false },
            data: [{ xAxis: 1 }],
          },
        }
      : {}),
  });
  const option = {
    ...base(look),
    aria: { enabled: true, decal: { show: false } },
    tooltip: {
      ...tooltip(look),
      trigger: "item",
      formatter: (at: { readonly name?: string; readonly value?: unknown }) =>
        `${at.name ?? ""}<br>x${shown(Array.isArray(at.value) ? Number(at.value[0]) : 1)}`,
    },
    legend: key.option,
    grid: { left: 12, right: 16, top: 8, bottom: key.height + 44 },
    xAxis: { ...valueAxis(look, (n) => `x${shown(n)}`, say("picture.axis-like")), type: "log", logBase: 2, min: 1 / edge, max: edge },
    yAxis: { type: "value", min: -0.5, max: points.length - 0.5, inverse: true, show: false },
    series: [series(["time", time, "circle", 0]), series(["memory", memory, "rect", 1])],
  };
  return {
    option,
    height: 120 + points.length * 20 + key.height,
    summary: say("picture.like", { runs: points.length, worst: rough(worst, language) }),
    table: {
      head: [say("picture.like-run"), say("picture.quantity"), say("picture.measured"), say("picture.predicted")],
      rows: points.map(({ name, figure }) => [
        name,
        figure.quantity.replaceAll("_", " "),
        shown(figure.measured),
        `${shown(figure.predicted.p50)} (${shown(figure.predicted.p10)} – ${shown(figure.predicted.p90)})`,
      ]),
    },
  };
}
