import type { BillLine, Change, Issue, Part, Plan, PlanResult, Range } from "@outlay/engine";
import { type Language, message, text } from "@outlay/schema";
import { capacityBar, segments, shareBar } from "./bars.ts";
import { columns, count, gib, percent, quantity, shorten, time, usd, wrap, wrapItems } from "./format.ts";
import type { Paint } from "./paint.ts";

export interface PlanView {
  readonly result: PlanResult;
  /** Defaults taken and how the data was counted, in words. */
  readonly assumed: readonly Issue[];
  readonly stackName: (id: string) => string;
  readonly language: Language;
  readonly width: number;
  readonly paint: Paint;
}

type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

const sayer =
  (v: PlanView): Say =>
  (key, values) =>
    text(key, v.language, values);

function machineOf(p: Plan): string {
  const where = p.region === null || p.region === "*" ? "" : `, ${p.region}`;
  return `${p.gpus}x ${p.accelerator} · ${p.provider} ${p.instanceType}${p.nodes > 1 ? ` x${p.nodes}` : ""}${where}${p.purchase === "owned" ? "" : `, ${p.purchase}`}`;
}

function costText(say: Say, range: Range | null): string {
  return range ? usd(range.p50) : say("cli.cost-unknown");
}

/** A range with its unit once: $0.36-0.52, 20-29 min. */
function spanOf(r: Range, show: (n: number) => string): string {
  const [low, high] = [show(r.p10), show(r.p90)];
  const [lowUnit, highUnit] = [low.replace(/^[^a-zA-Z]*/, ""), high.replace(/^[^a-zA-Z]*/, "")];
  if (low.startsWith("$") && high.startsWith("$")) return `${low}-${high.slice(1)}`;
  return lowUnit === highUnit && !/\d/.test(lowUnit) && lowUnit !== ""
    ? `${low.slice(0, low.length - lowUnit.length).trimEnd()}-${high}`
    : `${low}-${high}`;
}

function header(v: PlanView, say: Say): string {
  const [plan] = v.result.plans;
  const { model } = v.result;
  const trained = model.trainableParameters / model.parameters.total;
  const lines = [
    `${v.paint.bold(model.name)} · ${count(model.parameters.total)} · ${v.result.method}${trained < 1 ? ` (${percent(trained)})` : ""}`,
  ];
  if (!plan) return lines[0] ?? "";
  const padding = plan.tokens > 0 ? 1 - plan.usefulTokens / plan.tokens : 0;
  const pad = padding > 0.01 ? `, ${say("cli.padding-share", { percent: (padding * 100).toFixed(0) })}` : "";
  lines[0] += ` · ${say("cli.tokens", { tokens: count(plan.tokens) })}${pad} · ${say("cli.steps", { steps: count(plan.steps), batch: plan.globalBatch })}`;
  const reason = plan.reasons.map((r) => say(`reason.${r}`)).join(", ");
  const capital = reason.charAt(0).toUpperCase() + reason.slice(1);
  lines.push(
    v.paint.bold(
      say(plan.costUsd ? "cli.sentence" : "cli.sentence-unpriced", {
        reason: capital,
        machine: machineOf(plan),
        cost: costText(say, plan.costUsd),
        time: time(plan.runSeconds.p50),
      }),
    ),
  );
  lines.push(
    say(plan.costUsd ? "cli.interval" : "cli.interval-unpriced", {
      cost: plan.costUsd ? spanOf(plan.costUsd, usd) : "",
      time: spanOf(plan.runSeconds, time),
    }),
  );
  return lines.map((l) => wrap(l, v.width, "")).join("\n");
}

function shortlist(v: PlanView, say: Say): string {
  const head = ["cli.why", "cli.machine", "cli.time", "cli.cost", "cli.interval-80", "cli.memory"].map((k) => v.paint.dim(say(k)));
  const listed = v.result.plans.filter((p) => !p.reasons.includes("frontier"));
  const rows = listed.map((p) => [
    p.reasons.map((r) => say(`reason.${r}`)).join(", "),
    shorten(machineOf(p), 58),
    time(p.runSeconds.p50),
    p.costUsd ? `${usd(p.costUsd.p50)}${p.priceStale ? "*" : ""}` : say("cli.unknown"),
    p.costUsd ? spanOf(p.costUsd, usd) : "",
    `${gib(p.memoryBytes.p50)} / ${gib(p.memoryBytes.capacity)}`,
  ]);
  const stale = listed.some((p) => p.priceStale) ? `\n  ${v.paint.dim(`* ${say("cli.stale")}`)}` : "";
  return columns([head, ...rows], ["left", "left", "right", "right", "left", "left"]) + stale;
}

function memory(v: PlanView, say: Say, p: Plan): string {
  const m = p.memoryBytes;
  const list = segments(m.parts);
  const room = m.headroom >= 0 ? say("cli.free", { bytes: gib(m.headroom) }) : say("cli.over", { bytes: gib(-m.headroom) });
  const title = `${say("cli.memory")}  ${gib(m.p50)} (${spanOf(m, gib)}) / ${gib(m.capacity)} · ${say(`verdict.${m.verdict}`)}, ${room} · ${say("cli.peak", { phase: say(`phase.${m.phase}`) })}`;
  const legend = list.map((s) => `${s.glyph} ${say(`memory.${s.id}`)} ${gib(s.value)}`);
  const host = m.hostBytes > 0 ? ` · ${say("cli.host", { bytes: gib(m.hostBytes) })}` : "";
  return [
    `  ${title}`,
    `  ${capacityBar(list, m.capacity, Math.min(72, v.width - 6))}`,
    wrapItems(legend, v.width, "  "),
    v.paint.dim(`  ${say("cli.largest", { count: p.largestMicroBatch })}${host}`),
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
  return columns(rows, ["left", "right", "right", "left"], "    ");
}

function step(say: Say, p: Plan): string {
  const others = p.mfuByConvention.map((c) => `${c.id} ${percent(c.value)}`).join(", ");
  return [
    `  ${say("cli.step")}  ${time(p.stepSeconds.p50)} (${spanOf(p.stepSeconds, time)}) · ${say("cli.throughput", { tokens: count(p.tokensPerSecondPerGpu), mfu: percent(p.mfu), hfu: percent(p.hfu), precision: p.precision })}`,
    bars(say, p.stepSeconds.parts, "time"),
    `    ${say("cli.mfu-others", { list: others })}`,
  ].join("\n");
}

function run(say: Say, p: Plan): string {
  const hours = quantity(p.gpuHours.p50);
  return [
    `  ${say("cli.run")}  ${time(p.runSeconds.p50)} (${spanOf(p.runSeconds, time)}) · ${say("cli.gpu-hours", { hours })}`,
    bars(say, p.runSeconds.parts, "run"),
  ].join("\n");
}

function billRow(say: Say, line: BillLine, stale: boolean): readonly string[] {
  const price = line.unitPriceUsd === null ? say("cli.unknown") : usd(line.unitPriceUsd);
  const mark = stale && (line.id === "compute" || line.id === "startup") ? ` (${say("cli.stale")})` : "";
  return [
    say(`bill.${line.id}`),
    shorten(line.label, 34),
    `${quantity(line.quantity)} ${line.unit}`,
    `x ${price}`,
    line.costUsd === null ? say("cli.unknown") : usd(line.costUsd),
    `${line.asOf ?? say("cli.undated")}${mark}`,
    shorten(line.source, 44),
  ];
}

function bill(v: PlanView, say: Say, p: Plan): string {
  const rows = p.bill.map((line) => billRow(say, line, p.priceStale));
  const total = ["", v.paint.bold(say("cli.total")), "", "", v.paint.bold(costText(say, p.costUsd)), "", ""];
  return [`  ${say("cli.bill")}`, columns([...rows, total], ["left", "left", "right", "left", "right", "left", "left"], "    ")].join("\n");
}

function settings(v: PlanView, p: Plan): string {
  const rows = p.settings.map((s) => [s.id, s.value, s.flag ?? "", s.source === "plan" ? "" : v.paint.dim(shorten(s.source, 60))]);
  return columns(rows, ["left", "left", "left", "left"]);
}

function changes(list: readonly Change[], chosen: Plan | undefined): string {
  const rows = list.map((c) => [
    c.path,
    `${c.from} -> ${c.to}`,
    c.costUsd === null ? "" : usd(c.costUsd),
    c.runSeconds === null ? "" : time(c.runSeconds),
    chosen?.costUsd && c.costUsd !== null
      ? `${c.costUsd < chosen.costUsd.p50 ? "-" : "+"}${percent(Math.abs(1 - c.costUsd / chosen.costUsd.p50))}`
      : "",
  ]);
  return columns(rows, ["left", "left", "right", "right", "right"]);
}

function reasons(v: PlanView, say: Say, p: Plan): string {
  const { search, frontier } = v.result;
  const values = { count: count(search.feasible), space: count(search.space), frontier: frontier.length };
  const lines = p.reasons.map((r) => say(`cli.reason-${r}`, values));
  lines.push(say("cli.p-fits", { percent: percent(p.pFits) }));
  if (p.pBudget !== null) lines.push(say("cli.p-budget", { percent: percent(p.pBudget) }));
  if (p.pDeadline !== null) lines.push(say("cli.p-deadline", { percent: percent(p.pDeadline) }));
  lines.push(say(`cli.calibration-${p.calibration}`));
  return lines.map((l) => wrap(l, v.width, "  ")).join("\n");
}

function section(v: PlanView, title: string, body: string): string {
  return body === "" ? "" : `${v.paint.bold(title)}\n${body}`;
}

function list(v: PlanView, issues: readonly Issue[]): string {
  return issues.map((issue) => wrap(message(issue, v.language), v.width, "  ")).join("\n");
}

function warningList(v: PlanView, issues: readonly Issue[]): string {
  return issues.map((i) => wrap(`${text(`cli.${i.severity}`, v.language)}: ${message(i, v.language)}`, v.width, "  ")).join("\n");
}

/** A result as text for people: the answer in a sentence, the shortlist, the chosen plan in full, what was assumed and what isn't counted. */
export function renderPlan(v: PlanView): string {
  const say = sayer(v);
  const [p] = v.result.plans;
  const uncounted = wrap(`${v.result.notCounted.map((id) => say(`uncounted.${id}`)).join("; ")}.`, v.width, "  ");
  const tail = [section(v, say("cli.assumed"), list(v, v.assumed)), section(v, say("cli.not-counted"), uncounted)];
  const warnings = [...v.result.issues, ...(p?.issues ?? [])];
  if (!p) {
    const none = v.result.nearest.length === 0 ? `  ${say("cli.nothing")}` : changes(v.result.nearest, undefined);
    return (
      [header(v, say), section(v, say("cli.nearest"), none), warningList(v, warnings), ...tail].filter((s) => s !== "").join("\n\n") + "\n"
    );
  }
  return (
    [
      header(v, say),
      section(v, say("cli.shortlist"), shortlist(v, say)),
      section(v, `${say("cli.chosen")}: ${machineOf(p)}`, [memory(v, say, p), step(say, p), run(say, p), bill(v, say, p)].join("\n\n")),
      section(v, say("cli.settings", { stack: v.stackName(p.stack) }), settings(v, p)),
      section(v, say("cli.reasons"), reasons(v, say, p)),
      section(v, say("cli.cheaper"), changes(v.result.cheaper, p)),
      warningList(v, warnings),
      ...tail,
    ]
      .filter((s) => s !== "")
      .join("\n\n") + "\n"
  );
}
