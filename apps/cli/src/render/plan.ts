import type { Change, Parting, Issue, Plan, PlanResult } from "@outlay/engine";
import { message, text } from "@outlay/schema";
import { chosen, settings } from "./chosen.ts";
import { columns, count, fitted, gib, kg, percent, time, usd, wrap } from "./format.ts";
import { askLines, similarLines } from "./doubt.ts";
import { stepsOf } from "./objective.ts";
import { instead } from "./instead.ts";
import { project } from "./project.ts";
import { learning, sweepLine } from "./learning.ts";
import { quality } from "./quality.ts";
import { chance, costText, type Look, machineOf, type Say, sayer, sayOr, spanOf } from "./words.ts";

export interface PlanView extends Look {
  readonly result: PlanResult;
  /** Defaults taken and how the data was counted, in words. */
  readonly assumed: readonly Issue[];
  readonly stackName: (id: string) => string;
}

function header(v: PlanView, say: Say): string {
  const [plan] = v.result.plans;
  const { model } = v.result;
  const trained = model.trainableParameters / model.parameters.total;
  const lines = [
    `${v.paint.bold(model.name)} · ${count(model.parameters.total)} · ${v.result.method}${trained < 1 ? ` (${percent(trained)})` : ""}${plan?.objective ? ` · ${plan.objective.kind}` : ""}`,
  ];
  if (!plan) return [...lines, v.paint.bold(say("cli.nothing-fits"))].join("\n");
  const padding = plan.tokens > 0 ? 1 - plan.usefulTokens / plan.tokens : 0;
  const pad = padding > 0.01 ? `, ${say("cli.padding-share", { percent: (padding * 100).toFixed(0) })}` : "";
  lines[0] += ` · ${say("cli.tokens", { tokens: count(plan.tokens) })}${pad} · ${stepsOf(say, plan)}`;
  const reason = plan.reasons.map((r) => say(`reason.${r}`, { method: plan.method })).join(say("cli.comma"));
  const capital = reason.charAt(0).toUpperCase() + reason.slice(1);
  lines.push(
    v.paint.bold(
      say(plan.costUsd ? "cli.sentence" : "cli.sentence-unpriced", {
        reason: capital,
        machine: machineOf(say, plan),
        cost: costText(say, plan.costUsd),
        time: time(plan.runSeconds.p50),
      }),
    ),
  );
  lines.push(
    say(plan.costUsd ? "cli.interval" : "cli.interval-unpriced", {
      cost: plan.costUsd ? spanOf(say, plan.costUsd, usd) : "",
      time: spanOf(say, plan.runSeconds, time),
    }),
  );
  return lines.map((l) => wrap(l, v.width, "")).join("\n");
}

/** 61.4 / 79.6 GiB: the unit once. */
function ofCapacity(used: number, capacity: number): string {
  const [a, b] = [gib(used), gib(capacity)];
  return a.endsWith(" GiB") && b.endsWith(" GiB") ? `${a.slice(0, -4)} / ${b}` : `${a} / ${b}`;
}

/** Below this the intervals, which the first lines and the result have, leave the table. */
const ROOM_FOR_INTERVALS = 110;

function shortlist(v: PlanView, say: Say): string {
  const listed = v.result.plans.filter((p) => !p.reasons.includes("frontier"));
  const intervals = v.width >= ROOM_FOR_INTERVALS && listed.some((p) => p.costUsd);
  const rows = listed.map((p) => [
    p.reasons.map((r) => say(`reason.${r}`, { method: p.method })).join(say("cli.comma")),
    machineOf(say, p),
    time(p.runSeconds.p50),
    p.costUsd ? `${usd(p.costUsd.p50)}${p.priceStale ? "*" : ""}` : say("cli.unknown"),
    ...(intervals ? [p.costUsd ? spanOf(say, p.costUsd, usd) : ""] : []),
    ofCapacity(p.memoryBytes.p50, p.memoryBytes.capacity),
  ]);
  const keys = ["cli.why", "cli.machine", "cli.time", "cli.cost", ...(intervals ? ["cli.interval-80"] : []), "cli.memory"];
  const [head = [], ...body] = fitted([keys.map((k) => say(k)), ...rows], v.width - 2, 1, 0);
  const stale = listed.some((p) => p.priceStale) ? `\n  ${v.paint.dim(`* ${say("cli.stale-price")}`)}` : "";
  const align = ["left", "left", "right", "right", ...(intervals ? (["left"] as const) : []), "right"] as const;
  return columns([head.map(v.paint.dim), ...body], align) + stale;
}

/** What a change does to the cost, or to the time of a plan without a price. */
function effect(c: Change, p: Plan): string {
  const [before, after] = p.costUsd ? [p.costUsd.p50, c.costUsd] : [p.runSeconds.p50, c.runSeconds];
  return after === null ? "" : `${after < before ? "-" : "+"}${percent(Math.abs(1 - after / before))}`;
}

function changes(v: PlanView, say: Say, list: readonly Change[], p: Plan | undefined): string {
  const word = (value: string): string => sayOr(say, `change.${value}`, value);
  const rows = list.map((c) => [
    c.path,
    `${word(c.from)} -> ${word(c.to)}`,
    c.costUsd === null ? say("cli.unknown") : usd(c.costUsd),
    c.runSeconds === null ? say("cli.unknown") : time(c.runSeconds),
    p ? effect(c, p) : "",
  ]);
  return columns(fitted(rows, v.width - 2, 1), ["left", "left", "right", "right", "right"]);
}

function cleaner(v: PlanView, say: Say, p: Plan): string {
  const word = (value: string): string => sayOr(say, `change.${value}`, value);
  const now = p.energy?.kgCo2e.p50 ?? 0;
  const rows = v.result.cleaner.map((c) => [
    c.path,
    `${word(c.from)} -> ${word(c.to)}`,
    kg(c.kgCo2e),
    c.costUsd === null ? say("cli.unknown") : usd(c.costUsd),
    now > 0 ? `-${percent(1 - c.kgCo2e / now)}` : "",
  ]);
  return columns(fitted(rows, v.width - 2, 1), ["left", "left", "right", "right", "right"]);
}

function reasons(v: PlanView, say: Say, p: Plan): string {
  const { search, frontier } = v.result;
  const alone = frontier.length === 1 ? "-alone" : "";
  const lines = p.reasons.map((r) =>
    say(`cli.reason-${r}${r === "best-value" ? alone : ""}`, { frontier: frontier.length, method: p.method }),
  );
  lines.push(say("cli.searched", { space: count(search.space), count: count(search.evaluated) }));
  lines.push(say("cli.p-fits", { percent: chance(p.pFits) }));
  if (p.pBudget !== null) lines.push(say("cli.p-budget", { percent: chance(p.pBudget) }));
  if (p.pDeadline !== null) lines.push(say("cli.p-deadline", { percent: chance(p.pDeadline) }));
  if (p.pCarbon !== null) lines.push(say("cli.p-carbon", { percent: chance(p.pCarbon) }));
  lines.push(say(`cli.calibration-${p.calibration}`));
  const why = lines.map((l) => wrap(l, v.width, "  ")).join("\n");
  const next = runnerUp(v, say);
  return next === "" ? why : `${why}\n${next}`;
}

/** What the other plan has more of, or less. */
function differenceText(say: Say, d: Parting): string {
  if (d.of === "rate") return say("cli.rate-instead", { other: usd(d.other), chosen: usd(d.chosen) });
  const by = d.other - d.chosen;
  const amount = d.of === "bill" ? usd(Math.abs(by)) : time(Math.abs(by));
  const prefix = { bill: "bill", run: "run", step: "time" }[d.of];
  return `${say(`${prefix}.${d.id}`)} ${by < 0 ? "-" : "+"}${amount}`;
}

/** Why the next best plan isn't the one. */
function runnerUp(v: PlanView, say: Say): string {
  const r = v.result.runnerUp;
  if (!r) return "";
  const { offer, by, share, differences } = r;
  const cost = offer.costUsd === null ? say("cli.unknown") : usd(offer.costUsd);
  const machine = `${machineOf(say, offer)} · ${v.stackName(offer.stack)} · ${offer.layout}`;
  const worse =
    share === null
      ? say(`cli.none-${by}`)
      : share === 0 && by === "gpus"
        ? say("cli.as-many-gpus")
        : say(share < 0 ? "cli.over-a-limit" : `cli.worse-${by}`, { percent: percent(share) });
  const parted = differences.map((d) => differenceText(say, d)).join(say("cli.comma"));
  const lines = [say("cli.runner-up", { machine, cost, time: time(offer.runSeconds), worse })];
  if (parted !== "") lines.push(say("cli.apart", { list: parted }));
  return lines.map((l) => wrap(l, v.width, "  ")).join("\n");
}

function section(v: PlanView, title: string, body: string): string {
  return body === "" ? "" : `${v.paint.bold(title)}\n${body}`;
}

function list(v: PlanView, issues: readonly Issue[]): string {
  return issues.map((issue) => wrap(message(issue, v.language), v.width, "  ")).join("\n");
}

function warningList(v: PlanView, issues: readonly Issue[]): string {
  return issues
    .map((i) => wrap(`${text(`cli.${i.severity}`, v.language)}${text("cli.colon", v.language)}${message(i, v.language)}`, v.width, "  "))
    .join("\n");
}

/** A result as text for people: the answer in a sentence, the shortlist, the chosen plan in full, what was assumed and what isn't counted. */
export function renderPlan(v: PlanView): string {
  const say = sayer(v);
  const [p] = v.result.plans;
  const uncounted = wrap(
    `${v.result.notCounted.map((id) => say(`uncounted.${id}`)).join(say("cli.semicolon"))}${say("cli.stop")}`,
    v.width,
    "  ",
  );
  const tail = [section(v, say("cli.assumed"), list(v, v.assumed)), section(v, say("cli.not-counted"), uncounted)];
  const warnings = warningList(v, [...v.result.issues, ...(p?.issues ?? [])]);
  const parts = p ? planned(v, say, p, warnings) : refused(v, say, warnings);
  return `${[header(v, say), ...parts, ...tail].filter((s) => s !== "").join("\n\n")}\n`;
}

/** Why nothing fits stands before what would make it fit. */
function refused(v: PlanView, say: Say, warnings: string): readonly string[] {
  const { nearest } = v.result;
  return [
    warnings,
    nearest.length === 0 ? `  ${say("cli.no-change")}` : section(v, say("cli.nearest"), changes(v, say, nearest, undefined)),
  ];
}

function planned(v: PlanView, say: Say, p: Plan, warnings: string): readonly string[] {
  return [
    section(v, say("cli.shortlist"), shortlist(v, say)),
    section(v, wrap(`${say("cli.chosen")}${say("cli.colon")}${machineOf(say, p)}`, v.width, ""), chosen(v, p)),
    section(v, say("learning.title"), learning(v, p)),
    p.sweep ? section(v, say("cli.sweep"), wrap(sweepLine(v, p.sweep), v.width, "  ")) : "",
    section(v, say("quality.title"), quality(v, p)),
    section(v, say("like.title"), similarLines(v, p, v.stackName)),
    section(v, say("cli.settings", { stack: v.stackName(p.stack) }), settings(v, p)),
    section(v, say("cli.reasons"), reasons(v, say, p)),
    section(v, say("ask.title"), askLines(v, p.ask)),
    section(v, say("cli.cleaner"), cleaner(v, say, p)),
    section(v, say(p.costUsd ? "cli.cheaper" : "cli.faster"), changes(v, say, v.result.cheaper, p)),
    section(v, say("cli.project"), project(v, say, v.result)),
    section(v, say("cli.instead"), instead(v, say, v.result)),
    warnings,
  ];
}
