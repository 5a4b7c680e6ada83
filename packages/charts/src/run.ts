import type { Plan } from "@outlay/engine";
import { rowNames, unseen } from "./bars.ts";
import { number, percent, span, time } from "./format.ts";
import { base, type Look, type Picture, tooltip } from "./picture.ts";
import { timeAxis } from "./axes.ts";
import { sayer } from "./words.ts";

/** Pixels from a mark to the next: nearer they would be one line. */
const MARK = 7;
const ROW = 34;
/** What is expected less often has no mark in the picture; the table has it. */
const LIKELY = 0.5;

/** When things happen: start-up, training, and what comes again and again within it. */
export function runTimeline(plan: Plan, look: Look): Picture {
  const { language, theme } = look;
  const say = sayer(language);
  const show = (n: number): string => time(n, language);
  const { spans, repeats: all } = plan.timeline;
  const repeats = all.filter((r) => r.count >= LIKELY);
  const end = Math.max(...spans.map((s) => s.endSeconds));
  const spanName = (id: string): string => (id === "run" ? say("picture.running") : say.id("run", id));
  const repeatName = (id: string): string => (id === "interruptions" ? say("picture.interruptions") : say.id("run", id));
  const rows = [...spans.map((s) => spanName(s.id)), ...repeats.map((r) => repeatName(r.id))];
  const { room, axis } = rowNames(look, rows);
  const marks = repeats.flatMap((r, row) => {
    const shown = Math.min(Math.max(8, (look.width - room) / MARK), Math.max(1, Math.round(r.count)));
    return Array.from({ length: Math.floor(shown) }, (_, i) => [
      r.firstSeconds + (i * (end - r.firstSeconds)) / Math.max(1, shown),
      spans.length + row,
    ]);
  });
  const option = {
    ...base(look),
    tooltip: { ...tooltip(look), trigger: "item" },
    grid: { left: room, right: 24, top: 4, bottom: 44 },
    xAxis: timeAxis(look, say("picture.axis-run"), { low: 0, high: end, room: look.width - room - 24 }),
    yAxis: axis,
    series: [
      unseen(spans.map((s) => s.startSeconds)),
      {
        type: "bar",
        stack: "at",
        barMaxWidth: 18,
        barMinHeight: 3,
        data: spans.map((s, i) => ({
          value: s.endSeconds - s.startSeconds,
          itemStyle: { color: theme.series[i % theme.series.length], borderRadius: 2 },
        })),
        tooltip: { valueFormatter: (v: unknown) => (typeof v === "number" ? show(v) : "") },
      },
      {
        type: "scatter",
        symbol: "rect",
        symbolSize: [3, 16],
        itemStyle: { color: theme.series[5] },
        data: marks,
        silent: true,
        tooltip: { show: false },
      },
    ],
  };
  return {
    option,
    height: rows.length * ROW + 52,
    summary: say("picture.run", {
      time: show(plan.runSeconds.p50),
      span: span(plan.runSeconds, show),
      goodput: percent(plan.goodput, language),
      hours: say("cli.gpu-hours", { hours: number(plan.gpuHours.p50, language, plan.gpuHours.p50 < 100 ? 2 : 0) }),
    }),
    table: {
      head: [say("picture.part"), say("picture.from"), say("picture.to"), say("picture.times")],
      rows: [
        ...spans.map((s) => [spanName(s.id), show(s.startSeconds), show(s.endSeconds), "1"]),
        ...all.map((r) => [
          repeatName(r.id),
          show(r.firstSeconds),
          say("picture.each", { every: show(r.everySeconds), long: show(r.seconds) }),
          number(r.count, language, r.count < 10 ? 2 : 0),
        ]),
      ],
    },
  };
}
