import type { MemoryResult, Plan } from "@outlay/engine";
import { gib, number, percent, span } from "./format.ts";
import { base, legend, type Look, type Picture, tooltip, valueAxis } from "./picture.ts";
import { type Say, sayer } from "./words.ts";

const GIB = 2 ** 30;
/** Round steps of an axis in GiB. */
const STEPS = [1, 2, 4, 8, 16, 32, 64];
/** A part below this share of its bar is in the rest. */
const SMALL = 0.01;
const ROW = 72;

/** The memory that there would be with something changed. */
export interface Ghost {
  readonly name: string;
  readonly memory: MemoryResult;
}

const roomOf = (say: Say, m: MemoryResult): string =>
  m.headroom >= 0 ? say("cli.free", { bytes: gib(m.headroom, say.language) }) : say("cli.over", { bytes: gib(-m.headroom, say.language) });

/** What a ghost says in words: how much more or less than the plan. */
export function ghostWords(say: Say, m: MemoryResult, { name, memory }: Ghost): string {
  const by = memory.p50 - m.p50;
  const values = {
    name: name.charAt(0).toLocaleUpperCase(say.language) + name.slice(1),
    used: gib(memory.p50, say.language),
    by: gib(Math.abs(by), say.language),
    share: percent(Math.abs(by) / m.p50, say.language),
    verdict: say.id("verdict", memory.verdict),
    room: roomOf(say, memory),
  };
  if (Math.abs(by) < 1e-3 * m.p50) return say("ghost.same", values);
  return say(by < 0 ? "ghost.less" : "ghost.more", values);
}

interface Bars {
  readonly names: readonly string[];
  /** Bytes of each name, a row a bar. */
  readonly rows: readonly (readonly number[])[];
}

/** Parts of several bars under common names; what is small in all of them is the rest. */
function barsOf(say: Say, all: readonly MemoryResult[]): Bars {
  const large = new Set(all.flatMap((m) => m.parts.filter((p) => p.value >= SMALL * m.p50).map((p) => p.id)));
  const ids = [...new Set(all.flatMap((m) => m.parts.map((p) => p.id)))].filter((id) => large.has(id));
  const valueOf = (m: MemoryResult, id: string): number => m.parts.find((p) => p.id === id)?.value ?? 0;
  const rest = all.map((m) => m.parts.reduce((sum, p) => (large.has(p.id) ? sum : sum + p.value), 0));
  const some = rest.some((bytes) => bytes > 0);
  return {
    names: [...ids.map((id) => say.id("memory", id)), ...(some ? [say("picture.rest")] : [])],
    rows: all.map((m, i) => [...ids.map((id) => valueOf(m, id)), ...(some ? [rest[i] ?? 0] : [])]),
  };
}

/** Memory of one GPU at its fullest, part after part, with what the card has and the 80 % interval; faint, what it would be otherwise. */
export function memoryBar(plan: Plan, look: Look, ghosts: readonly Ghost[] = []): Picture {
  const { language, theme } = look;
  const say = sayer(language);
  const m = plan.memoryBytes;
  const show = (n: number): string => gib(n, language);
  const all = [m, ...ghosts.map((g) => g.memory)];
  const { names, rows } = barsOf(say, all);
  const key = legend(look, names);
  const alone = ghosts.length === 0;
  const end = Math.max(m.capacity, m.p90, ...all.map((a) => a.p50)) / GIB;
  const step = STEPS.find((s) => end / s <= look.width / 70) ?? 128;
  const capacity = say("picture.capacity", { bytes: show(m.capacity) });
  const option = {
    ...base(look),
    tooltip: { ...tooltip(look), trigger: "item" },
    legend: key.option,
    grid: { left: 12, right: 24, top: 46, bottom: key.height + 40 },
    xAxis: { ...valueAxis(look, (n) => number(n, language), "GiB"), max: Math.ceil((end * 1.03) / step) * step, interval: step },
    yAxis: {
      type: "category",
      data: [alone ? "" : say("ghost.now"), ...ghosts.map((g) => g.name)].toReversed(),
      z: 10,
      axisLine: { show: false },
      axisTick: { show: false },
      // Names stand over their bars: beside them they would take the bars' room on a phone.
      axisLabel: { show: !alone, inside: true, verticalAlign: "bottom", margin: 0, padding: [0, 0, 20, 0], color: theme.ink },
    },
    series: names.map((name, i) => ({
      type: "bar",
      name,
      stack: "memory",
      barWidth: alone ? 44 : 34,
      data: rows.map((row, at) => ({ value: (row[i] ?? 0) / GIB, itemStyle: { opacity: at === 0 ? 1 : 0.5 } })).toReversed(),
      itemStyle: { borderColor: theme.paper, borderWidth: 1 },
      tooltip: { valueFormatter: (v: unknown) => show(Number(v) * GIB) },
      ...(i === 0 ? marks() : {}),
    })),
  };
  function marks(): object {
    const late = m.capacity / GIB > 0.55 * end;
    const markLine = {
      silent: true,
      symbol: "none",
      animation: false,
      lineStyle: { color: theme.warn, width: 2, type: "solid" },
      label: { formatter: capacity, position: "end", color: theme.warn, fontWeight: 600, align: late ? "right" : "left", distance: 6 },
      data: [{ xAxis: m.capacity / GIB }],
    };
    // The interval is that of the plan: over other bars it would say something of them.
    if (!alone) return { markLine };
    const markArea = {
      silent: true,
      itemStyle: { color: theme.ink, opacity: 0.12 },
      label: { show: true, position: "insideBottom", formatter: "P10–P90", color: theme.faint, fontSize: 11 },
      data: [[{ xAxis: m.p10 / GIB }, { xAxis: m.p90 / GIB }]],
    };
    return { markLine, markArea };
  }
  const summary = say("picture.memory", {
    used: show(m.p50),
    span: span(m, show),
    capacity: show(m.capacity),
    verdict: say.id("verdict", m.verdict),
    room: roomOf(say, m),
    phase: say.id("phase", m.phase),
  });
  const ids = [...new Set(all.flatMap((a) => a.parts.map((p) => p.id)))];
  const part = (a: MemoryResult, id: string): number => a.parts.find((p) => p.id === id)?.value ?? 0;
  return {
    option,
    height: (alone ? 190 : 118 + ROW * all.length) + key.height,
    summary: [summary, ...ghosts.map((g) => ghostWords(say, m, g))].join(" "),
    table: {
      head: [say("picture.part"), say("list.memory"), say("picture.share"), ...ghosts.map((g) => g.name)],
      rows: ids.map((id) => [
        say.id("memory", id),
        show(part(m, id)),
        percent(part(m, id) / m.p50, language),
        ...ghosts.map((g) => show(part(g.memory, id))),
      ]),
    },
  };
}
