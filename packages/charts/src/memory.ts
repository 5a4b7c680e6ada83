import type { Plan } from "@outlay/engine";
import { gathered } from "./bars.ts";
import { gib, number, percent, span } from "./format.ts";
import { base, legend, type Look, type Picture, tooltip, valueAxis } from "./picture.ts";
import { sayer } from "./words.ts";

const GIB = 2 ** 30;
/** Round steps of an axis in GiB. */
const STEPS = [1, 2, 4, 8, 16, 32, 64];

/** Memory of one GPU at its fullest, part after part, with what the card has and the 80 % interval. */
export function memoryBar(plan: Plan, look: Look): Picture {
  const { language, theme } = look;
  const say = sayer(language);
  const m = plan.memoryBytes;
  const show = (n: number): string => gib(n, language);
  const named = m.parts.map((p) => ({ name: say.id("memory", p.id), value: p.value }));
  const pieces = gathered(named, say("picture.rest"), 0.01);
  const key = legend(
    look,
    pieces.map((p) => p.name),
  );
  const end = Math.max(m.capacity, m.p90, m.p50) / GIB;
  const step = STEPS.find((s) => end / s <= look.width / 70) ?? 128;
  const capacity = say("picture.capacity", { bytes: show(m.capacity) });
  const option = {
    ...base(look),
    tooltip: { ...tooltip(look), trigger: "item" },
    legend: key.option,
    grid: { left: 12, right: 24, top: 46, bottom: key.height + 40 },
    xAxis: { ...valueAxis(look, (n) => number(n, language), "GiB"), max: Math.ceil((end * 1.03) / step) * step, interval: step },
    yAxis: { type: "category", data: [""], show: false },
    series: pieces.map((p, i) => ({
      type: "bar",
      name: p.name,
      stack: "memory",
      barWidth: 44,
      data: [p.value / GIB],
      itemStyle: { borderColor: theme.paper, borderWidth: 1 },
      tooltip: { valueFormatter: () => show(p.value) },
      ...(i === 0 ? marks() : {}),
    })),
  };
  function marks(): object {
    const late = m.capacity / GIB > 0.55 * end;
    return {
      markLine: {
        silent: true,
        symbol: "none",
        animation: false,
        lineStyle: { color: theme.warn, width: 2, type: "solid" },
        label: { formatter: capacity, position: "end", color: theme.warn, fontWeight: 600, align: late ? "right" : "left", distance: 6 },
        data: [{ xAxis: m.capacity / GIB }],
      },
      markArea: {
        silent: true,
        itemStyle: { color: theme.ink, opacity: 0.12 },
        label: { show: true, position: "insideBottom", formatter: "P10–P90", color: theme.faint, fontSize: 11 },
        data: [[{ xAxis: m.p10 / GIB }, { xAxis: m.p90 / GIB }]],
      },
    };
  }
  const room = m.headroom >= 0 ? say("cli.free", { bytes: show(m.headroom) }) : say("cli.over", { bytes: show(-m.headroom) });
  return {
    option,
    height: 190 + key.height,
    summary: say("picture.memory", {
      used: show(m.p50),
      span: span(m, show),
      capacity: show(m.capacity),
      verdict: say.id("verdict", m.verdict),
      room,
      phase: say.id("phase", m.phase),
    }),
    table: {
      head: [say("picture.part"), say("list.memory"), say("picture.share")],
      rows: named.map((p) => [p.name, show(p.value), percent(p.value / m.p50, language)]),
    },
  };
}
