import type { BillLine, Part, Plan } from "@outlay/engine";
import { widthOf } from "./width.ts";
import { capacityBar, segments, shareBar } from "./bars.ts";
import { columns, count, fitted, gib, percent, quantity, time, usd, wrap, wrapItems } from "./format.ts";
import { data } from "./data.ts";
import { energy } from "./energy.ts";
import { largestOf, objective } from "./objective.ts";
import { reliability } from "./reliability.ts";
import { terms } from "./terms.ts";
import { waterfall } from "./waterfall.ts";
import { typed } from "./typed.ts";
import { costText, type Look, type Say, sayer, sayOr, spanOf } from "./words.ts";

const INDENT = "    ";

function memory(v: Look, say: Say, p: Plan): string {
  const m = p.memoryBytes;
  const list = segments(m.parts);
  const room = m.headroom >= 0 ? say("cli.free", { bytes: gib(m.headroom) }) : say("cli.over", { bytes: gib(-m.headroom) });
  const amounts = `${say("cli.memory")}  ${gib(m.p50)} (${spanOf(say, m, gib)}) / ${gib(m.capacity)}`;
  const laid = `${say("cli.layout")}  ${p.notation}`;
  const title = `${amounts} · ${say(`verdict.${m.verdict}`)}, ${room} · ${say("cli.peak", { phase: say(`phase.${m.phase}`) })}`;
  const legend = list.map((s) => `${s.glyph} ${say(`memory.${s.id}`)} ${gib(s.value)}`);
  const host = m.hostBytes > 0 ? ` · ${say("cli.host", { bytes: gib(m.hostBytes) })}` : "";
  return [
    wrap(laid, v.width, "  "),
    wrap(title, v.width, "  "),
    `  ${capacityBar(list, m.capacity, Math.min(72, v.width - 6))}`,
    wrapItems(legend, v.width, "  "),
    v.paint.dim(wrap(`${largestOf(say, p)}${host}`, v.width, "  ")),
  ].join("\n");
}

function bars(say: Say, parts: readonly Part[], prefix: string): string {
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  const large = [...parts].sort((a, b) => b.value - a.value).filter((part) => part.value >= 0.005 * total);
  const rest = total - large.reduce((sum, part) => sum + part.value, 0);
  const rows = large.map((part) => [
    say(`${prefix}.${part.id}`),
    time(part.value),
    percent(part.value / total),
    shareBar(part.value / total, 28),
  ]);
  if (rest > 0.0005 * total) rows.push(["…", time(rest), percent(rest / total), ""]);
  return columns(rows, ["left", "right", "right", "left"], INDENT);
}

function step(v: Look, say: Say, p: Plan): string {
  const others = p.mfuByConvention.map((c) => `${c.id} ${percent(c.value)}`).join(", ");
  const rates = { tokens: count(p.tokensPerSecondPerGpu), mfu: percent(p.mfu), hfu: percent(p.hfu), precision: p.precision };
  const title = `${say("cli.step")}  ${time(p.stepSeconds.p50)} (${spanOf(say, p.stepSeconds, time)}) · ${say("cli.throughput", rates)}`;
  return [
    wrap(title, v.width, "  "),
    bars(say, p.stepSeconds.parts, "time"),
    wrap(say("cli.mfu-others", { list: others }), v.width, INDENT),
  ].join("\n");
}

function run(v: Look, say: Say, p: Plan): string {
  const hours = say("cli.gpu-hours", { hours: quantity(p.gpuHours.p50) });
  const title = `${say("cli.run")}  ${time(p.runSeconds.p50)} (${spanOf(say, p.runSeconds, time)}) · ${hours}`;
  return [wrap(title, v.width, "  "), bars(say, p.runSeconds.parts, "run"), ...reliability(v, say, p), ...data(v, say, p)].join("\n");
}

/** What was bought: the engine's label with its terms in the reader's words. */
function boughtAs(say: Say, line: BillLine, p: Plan): string {
  if (line.label === line.id) return "";
  const terms = ` ${p.purchase}`;
  return line.label.endsWith(terms) ? `${line.label.slice(0, -terms.length)} ${say(`purchase.${p.purchase}`)}` : line.label;
}

function billRow(say: Say, line: BillLine, p: Plan): readonly string[] {
  const known = (amount: number | null): string => (amount === null ? say("cli.unknown") : usd(amount));
  return [
    say(`bill.${line.id}`),
    boughtAs(say, line, p),
    `${quantity(line.quantity)} ${sayOr(say, `unit.${line.unit}`, line.unit)}`,
    `x ${known(line.unitPriceUsd)}`,
    known(line.costUsd),
  ];
}

/** Where the prices are from, each source once with the lines that it speaks for. */
function sources(v: Look, say: Say, p: Plan): readonly string[] {
  const lines = new Map<string, string[]>();
  for (const line of p.bill) {
    const stale = p.priceStale && line.unitPriceUsd !== null && (line.id === "compute" || line.id === "startup");
    const mark = line.unitPriceUsd === null ? "" : `, ${line.asOf ?? say("cli.undated")}${stale ? ` (${say("cli.stale")})` : ""}`;
    const missing = line.unitPriceUsd === null && (line.id === "storage" || line.id === "egress");
    const source = missing ? say("cli.no-price-listed") : `${line.source}${mark}`;
    lines.set(source, [...(lines.get(source) ?? []), say(`bill.${line.id}`)]);
  }
  return [...lines].map(([source, ids]) => v.paint.dim(wrap(`${ids.join(say("cli.comma"))}${say("cli.colon")}${source}`, v.width, INDENT)));
}

function bill(v: Look, say: Say, p: Plan): string {
  const total = ["", "", "", say("cli.total"), costText(say, p.costUsd)];
  const rows = fitted([...p.bill.map((line) => billRow(say, line, p)), total], v.width - INDENT.length, 1);
  const bold = rows.map((row, i) => (i === rows.length - 1 ? row.map((cell) => (cell === "" ? cell : v.paint.bold(cell))) : row));
  return [`  ${say("cli.bill")}`, columns(bold, ["left", "left", "right", "right", "right"], INDENT), ...sources(v, say, p)].join("\n");
}

/** The chosen plan in full: memory, step, run, bill. */
export function chosen(v: Look, p: Plan): string {
  const say = sayer(v);
  return [
    memory(v, say, p),
    objective(v, say, p),
    step(v, say, p),
    run(v, say, p),
    bill(v, say, p),
    waterfall(say, p),
    ...terms(v, say, p),
    ...energy(v, say, p),
  ]
    .filter((s) => s !== "")
    .join("\n\n");
}

/** The narrowest window in which settings still stand as they are typed. */
const SETTINGS_WIDTH = 80;

/** Settings to type. Flags are never shortened, and broken only where what is pasted still reads the same; where a value is from stands below. */
export function settings(v: Look, p: Plan): string {
  const heads = p.settings.map((s) => [s.id, s.value]);
  const [id = 0, value = 0] = [0, 1].map((i) => Math.max(...heads.map((row) => widthOf(row[i] ?? ""))));
  const room = SETTINGS_WIDTH - id - value - 6;
  const rows = p.settings.flatMap((s) => typed(s.flag ?? "", room).map((line, i) => (i === 0 ? [s.id, s.value, line] : ["", "", line])));
  const from = p.settings.filter((s) => s.source !== "plan" && s.source !== "job");
  const notes = from.map((s) => v.paint.dim(wrap(`${s.id} ${s.value}: ${s.source}`, v.width, "  ")));
  return [columns(rows, ["left", "left", "left"]), ...notes].join("\n");
}
