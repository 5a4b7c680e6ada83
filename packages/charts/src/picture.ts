import type { Language } from "@outlay/schema";
import type { EChartsCoreOption } from "echarts/core";
import type { Theme } from "./theme.ts";

/** For whom and where a picture is drawn. */
export interface Look {
  readonly language: Language;
  readonly theme: Theme;
  /** Pixels. */
  readonly width: number;
}

/** The same figures as a table: the first column names the row, the others hold numbers. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A chart with what it says in words and its figures as a table. Pure: the same result gives the same picture. */
export interface Picture {
  readonly option: EChartsCoreOption;
  /** Pixels. */
  readonly height: number;
  readonly summary: string;
  readonly table: Table;
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

/** Rough width of a text at 12 px: East Asian letters are twice as wide. */
export function textWidth(text: string): number {
  let width = 0;
  for (const c of text) width += /[\u2e80-\uffef]/.test(c) ? 12 : 6.7;
  return width;
}

/** What all pictures share: ink, type, decals, no movement. */
export function base(look: Look): EChartsCoreOption {
  const { theme } = look;
  return {
    animation: false,
    backgroundColor: "transparent",
    color: [...theme.series],
    textStyle: { fontFamily: FONT, fontSize: 12, color: theme.ink },
    aria: { enabled: true, decal: { show: true } },
  };
}

export function tooltip(look: Look): object {
  const { theme } = look;
  return {
    confine: true,
    backgroundColor: theme.paper,
    borderColor: theme.line,
    textStyle: { color: theme.ink, fontSize: 12, fontFamily: FONT },
    transitionDuration: 0,
  };
}

/** An axis of values; `ticks` where they aren't the library's own. */
export function valueAxis(look: Look, show: (n: number) => string, name: string, ticks?: readonly number[]): object {
  const { theme } = look;
  const own = ticks ? { customValues: [...ticks] } : {};
  return {
    type: "value",
    name,
    nameLocation: "middle",
    nameGap: 28,
    nameTextStyle: { color: theme.faint },
    axisLabel: { color: theme.faint, formatter: show, hideOverlap: true, ...own },
    splitLine: { lineStyle: { color: theme.line } },
    axisLine: { show: false },
    axisTick: { show: false, ...own },
  };
}

/** A key under the picture, in as many rows as the width makes of it. */
export function legend(look: Look, names: readonly string[], mark = 18): { readonly option: object; readonly height: number } {
  let [rows, at] = [1, 0];
  for (const name of names) {
    const wide = textWidth(name) + mark + 22;
    if (at > 0 && at + wide > look.width - 16) [rows, at] = [rows + 1, 0];
    at += wide;
  }
  const option = {
    data: [...names],
    left: 0,
    bottom: 0,
    itemWidth: mark,
    itemHeight: 12,
    itemGap: 14,
    textStyle: { color: look.theme.ink, fontSize: 12 },
    selectedMode: false,
  };
  return { option, height: rows * 24 + 6 };
}
