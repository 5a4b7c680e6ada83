import { base, type Look, type Picture, type Table, textWidth, tooltip, valueAxis } from "./picture.ts";

export interface Piece {
  readonly name: string;
  readonly value: number;
}

/** The largest pieces in their order; what is below a share of the whole is one piece of its own. */
export function gathered(pieces: readonly Piece[], rest: string, share = 0.005): readonly Piece[] {
  const total = pieces.reduce((sum, p) => sum + Math.max(0, p.value), 0);
  const kept = pieces.filter((p) => p.value >= share * total && p.value > 0);
  const left = total - kept.reduce((sum, p) => sum + p.value, 0);
  return left > 1e-9 * total && kept.length < pieces.length ? [...kept, { name: rest, value: left }] : kept;
}

const ROW = 30;
const FONT_EDGE = 14;

export interface Cascade {
  readonly pieces: readonly Piece[];
  readonly show: (n: number) => string;
  /** With the share of the whole. */
  readonly shown: (p: Piece) => string;
  readonly axis: string;
  readonly summary: string;
  readonly table: Table;
}

/** Pieces one under the other, each beginning where the one before ended: the order in time, or the way from a part to the whole. */
export function cascade(look: Look, { pieces, show, shown, axis, summary, table }: Cascade): Picture {
  let at = 0;
  const starts = pieces.map((p) => {
    const from = at;
    at += p.value;
    return from;
  });
  const total = at;
  const room = Math.min(0.42 * look.width, Math.max(...pieces.map((p) => textWidth(p.name))) + FONT_EDGE);
  const widest = Math.max(...pieces.map((p) => textWidth(shown(p))));
  const plot = look.width - room - 16;
  /** A label stands behind its bar, or before it where the end is near. */
  const side = (i: number, value: number): "right" | "left" =>
    (((starts[i] ?? 0) + value) / total) * plot + widest + 10 > plot ? "left" : "right";
  const option = {
    ...base(look),
    grid: { left: room, right: 16, top: 4, bottom: 44 },
    tooltip: { ...tooltip(look), trigger: "item" },
    xAxis: { ...valueAxis(look, show, axis), max: total, splitNumber: Math.max(2, Math.floor(plot / 110)) },
    yAxis: {
      type: "category",
      inverse: true,
      data: pieces.map((p) => p.name),
      axisLabel: { color: look.theme.ink, width: room - 10, overflow: "truncate" },
      axisLine: { lineStyle: { color: look.theme.line } },
      axisTick: { show: false },
    },
    series: [
      { type: "bar", stack: "all", silent: true, itemStyle: { color: "transparent", decal: { symbol: "none" } }, data: starts, tooltip: { show: false } },
      {
        type: "bar",
        stack: "all",
        barMaxWidth: 18,
        data: pieces.map((p, i) => ({
          value: p.value,
          name: p.name,
          itemStyle: { color: look.theme.series[i % look.theme.series.length], borderRadius: 2 },
          label: { show: true, position: side(i, p.value) === "right" ? "right" : insideOrLeft(p.value / total, widest / plot), formatter: shown(p), color: look.theme.ink },
        })),
        barMinHeight: 2,
        tooltip: { valueFormatter: (v: unknown) => (typeof v === "number" ? show(v) : "") },
      },
    ],
  };
  return { option, height: pieces.length * ROW + 54, summary, table };
}

/** A bar that fills the plot holds its label; one near the end has it before it. */
function insideOrLeft(share: number, label: number): string {
  return share > 1 - label - 0.03 ? "insideRight" : "left";
}
