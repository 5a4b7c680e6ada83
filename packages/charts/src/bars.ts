import { roundTicks, timeAxis } from "./axes.ts";
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

/** Pixels below which a picture is on a phone. */
export const NARROW = 400;
const ROW = 28;
const GAP = 14;

export interface Cascade {
  readonly pieces: readonly Piece[];
  readonly show: (n: number) => string;
  /** With the share of the whole. */
  readonly shown: (p: Piece) => string;
  readonly axis: string;
  /** Its values are seconds. */
  readonly timed?: boolean;
  readonly summary: string;
  readonly table: Table;
}

/** Names of rows on the left of a picture: as wide as they are, up to a share of the whole. */
export function rowNames(look: Look, names: readonly string[], share = 0.42): { readonly room: number; readonly axis: object } {
  const room = Math.ceil(Math.min(share * look.width, Math.max(...names.map(textWidth)) + GAP));
  const axis = {
    type: "category",
    inverse: true,
    data: [...names],
    axisLabel: { color: look.theme.ink, width: room - 10, overflow: "truncate" },
    axisLine: { lineStyle: { color: look.theme.line } },
    axisTick: { show: false },
  };
  return { room, axis };
}

/** A bar that carries another and isn't seen. */
export function unseen(starts: readonly number[]): object {
  const itemStyle = { color: "transparent", decal: { symbol: "none" } };
  return { type: "bar", stack: "at", silent: true, itemStyle, data: [...starts], tooltip: { show: false } };
}

/** Pieces one under the other, each beginning where the one before ended: the order in time, or the way from a part to the whole. */
export function cascade(look: Look, { pieces, show, shown, axis, timed = false, summary, table }: Cascade): Picture {
  let total = 0;
  const starts = pieces.map((p) => {
    total += p.value;
    return total - p.value;
  });
  const left = rowNames(
    look,
    pieces.map((p) => p.name),
    0.36,
  );
  // Values stand in a column of their own: beside bars they would run into names or out of the picture. On a phone the bars say the shares.
  const values = rowNames(look, pieces.map(look.width < NARROW ? (p) => show(p.value) : shown), 0.4);
  const plot = look.width - left.room - values.room;
  const option = {
    ...base(look),
    grid: { left: left.room, right: values.room, top: 4, bottom: 44 },
    tooltip: { ...tooltip(look), trigger: "item" },
    xAxis: timed
      ? timeAxis(look, axis, { low: 0, high: total, room: plot })
      : { ...valueAxis(look, show, axis, roundTicks({ low: 0, high: total }, Math.max(2, Math.floor(plot / 90)))), max: total },
    yAxis: [left.axis, { ...values.axis, position: "right", axisLine: { show: false } }],
    series: [
      unseen(starts),
      {
        type: "bar",
        stack: "at",
        barMaxWidth: 16,
        data: pieces.map((p, i) => ({
          value: p.value,
          name: p.name,
          itemStyle: { color: look.theme.series[i % look.theme.series.length], borderRadius: 2 },
        })),
        barMinHeight: 2,
        tooltip: { valueFormatter: (v: unknown) => (typeof v === "number" ? show(v) : "") },
      },
    ],
  };
  return { option, height: pieces.length * ROW + 54, summary, table };
}
