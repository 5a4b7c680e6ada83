import type { Effect, Issue, LeverResult, Swing, WhatifPlan, WhatifResult } from "@outlay/engine";
import { message } from "@outlay/schema";
import { shareBar } from "./bars.ts";
import { columns, count, fitted, gb, gib, percent, quantity, time, usd, whole, wrap, wrapItems } from "./format.ts";
import { type Look, type Say, sayer, sayOr, spanOf } from "./words.ts";

export interface WhatifView extends Look {
  readonly result: WhatifResult;
  readonly assumed: readonly Issue[];
  /** Every lever, those without effect too. */
  readonly every: boolean;
}

/** What a lever does to the cost or, without prices, to the time; and how many of each are shown where not all are asked for. */
const SECTIONS = ["less", "more", "same"] as const;
type Kind = (typeof SECTIONS)[number];
const SHOWN: Readonly<Record<Kind, number>> = { less: 16, more: 16, same: 10 };
/** From this width on a lever's name stands beside its path. */
const ROOM_FOR_NAMES = 120;
/** From this width on the ends of an uncertain input stand beside what they do. */
const ROOM_FOR_INPUTS = 96;
/** Ratios up to which a difference is told as a share. */
const SHARES = 2;
/** Differences that are none. */
const EQUAL = 5e-4;

function ratio(say: Say, to: number | null, from: number | null): string {
  if (to === null || from === null) return say("cli.unknown");
  if (from === 0) return to === 0 ? "=" : "";
  const r = to / from;
  if (Math.abs(r - 1) < EQUAL) return "=";
  if (r >= SHARES) return `x${r >= 100 ? whole(r) : r.toPrecision(2)}`;
  return `${r < 1 ? "-" : "+"}${percent(Math.abs(r - 1))}`;
}

const moves = (to: number | null, from: number | null): boolean =>
  to !== null && from !== null && (from === 0 ? to !== 0 : Math.abs(to / from - 1) >= EQUAL);

const changes = (l: Effect, base: Effect): boolean =>
  moves(l.costUsd, base.costUsd) || moves(l.runSeconds, base.runSeconds) || moves(l.memoryBytes, base.memoryBytes);

/** Money in a narrow column. */
const brief = (n: number): string => (n >= 1e6 ? `$${count(n)}` : usd(n));

/** A value as a job has it, in words where it leaves the field out or says nothing. */
function valueOf(say: Say, value: string): string {
  if (value === "") return say("whatif.left-out");
  return sayOr(say, `change.${value}`, /^\d{5,}$/.test(value) ? count(Number(value)) : value);
}

const changeOf = (say: Say, l: Pick<LeverResult, "from" | "to">): string => `${valueOf(say, l.from)} -> ${valueOf(say, l.to)}`;

/** What followed, and what the table has no column for. */
function notes(say: Say, l: LeverResult, base: Effect): readonly string[] {
  const list = l.followed.map((f) => `${f.path} ${f.from === null ? "" : `${valueOf(say, f.from)} -> `}${valueOf(say, f.to)}`);
  if (l.note !== null) list.unshift(l.note);
  if (l.loss !== null && base.loss !== null && moves(l.loss, base.loss))
    list.push(say("whatif.loss", { from: base.loss.toFixed(3), to: l.loss.toFixed(3) }));
  if (l.excessLoss !== null && l.excessLoss !== base.excessLoss) list.push(say("whatif.excess", { share: percent(l.excessLoss) }));
  if (l.statedUsd !== null && l.statedUsd !== (base.statedUsd ?? 0)) list.push(say("whatif.stated", { cost: usd(l.statedUsd) }));
  if (l.tokens !== null && base.tokens !== null && moves(l.tokens, base.tokens))
    list.push(say("whatif.tokens", { tokens: count(l.tokens) }));
  if (l.pFits !== null && l.pFits < 0.9 && base.pFits !== null && base.pFits >= 0.9)
    list.push(say("whatif.tight", { percent: percent(l.pFits) }));
  return list;
}

function row(say: Say, l: LeverResult, base: Effect, named: boolean): readonly string[] {
  const main =
    base.costUsd === null
      ? l.runSeconds === null
        ? say("cli.unknown")
        : time(l.runSeconds)
      : l.costUsd === null
        ? say("cli.unknown")
        : usd(l.costUsd);
  const cost = base.costUsd === null ? [] : [ratio(say, l.costUsd, base.costUsd)];
  const name = named ? [say(`lever.${l.id}`)] : [];
  return [
    ...name,
    l.path,
    changeOf(say, l),
    main,
    ...cost,
    ratio(say, l.runSeconds, base.runSeconds),
    ratio(say, l.memoryBytes, base.memoryBytes),
  ];
}

function table(v: WhatifView, say: Say, base: WhatifPlan, list: readonly LeverResult[]): string {
  const priced = base.costUsd !== null;
  const named = v.width >= ROOM_FOR_NAMES;
  const head = [...(named ? [""] : []), "", "", ...(priced ? [say("cli.cost"), ""] : [""]), say("cli.time"), say("whatif.memory")];
  const rows = fitted([head, ...list.map((l) => row(say, l, base, named))], v.width - 2, named ? 2 : 1, named ? 1 : 0);
  const align = [...(named ? (["left"] as const) : []), "left", "left", "right", "right", "right", "right"] as const;
  const lines = columns(rows, align).split("\n");
  return lines
    .flatMap((line, i) => {
      const l = list[i - 1];
      if (!l) return [v.paint.dim(line)];
      const more = notes(say, l, base);
      return more.length === 0 ? [line] : [line, v.paint.dim(wrap(more.join(say("cli.comma")), v.width, "      "))];
    })
    .join("\n");
}

function kindOf(l: Effect, base: Effect): Kind {
  const [to, from] = base.costUsd === null ? [l.runSeconds, base.runSeconds] : [l.costUsd, base.costUsd];
  if (!moves(to, from)) return "same";
  return (to ?? 0) < (from ?? 0) ? "less" : "more";
}

/** Levers of one kind, the largest effect first. */
function part(v: WhatifView, say: Say, base: WhatifPlan, kind: Kind, all: readonly LeverResult[]): string {
  const list = all.filter((l) => kindOf(l, base) === kind);
  const shown = v.every ? list : list.slice(0, SHOWN[kind]);
  if (shown.length === 0) return "";
  const rest = list.length - shown.length;
  const more = rest > 0 ? `\n  ${say("whatif.more", { count: rest })}` : "";
  return section(v, say(`whatif.${kind}-${base.costUsd === null ? "time" : "cost"}`), table(v, say, base, shown)) + more;
}

/** Levers that move nothing, by their paths. */
function idle(v: WhatifView, say: Say, list: readonly LeverResult[]): string {
  if (list.length === 0) return "";
  const byPath = new Map<string, string[]>();
  for (const l of list) byPath.set(l.path, [...(byPath.get(l.path) ?? []), valueOf(say, l.to)]);
  const items = [...byPath].map(([path, values]) => `${path} ${values.join("|")}`);
  return `${v.paint.bold(say("whatif.idle"))}\n${wrap(items.join(say("cli.semicolon")), v.width, "  ")}`;
}

/** What can't be done, with the reason, levers of one reason together. */
function refused(v: WhatifView, say: Say, list: readonly LeverResult[]): string {
  if (list.length === 0) return "";
  const byReason = new Map<string, string[]>();
  for (const l of list) {
    const reason = l.refusals.map((issue) => message({ ...issue, path: "" }, v.language)).join(" ");
    byReason.set(reason, [...(byReason.get(reason) ?? []), `${l.path} ${valueOf(say, l.to)}`]);
  }
  const lines = [...byReason].map(([reason, levers]) =>
    wrap(`${levers.join(say("cli.comma"))}${say("cli.colon")}${reason}`, v.width, "  "),
  );
  return `${v.paint.bold(say("whatif.refused"))}\n${lines.join("\n")}`;
}

function inputOf(say: Say, s: Swing): string {
  if (!s.input) return String(s.why.inputs["options"] ?? "");
  const { unit } = s.input;
  const show = (n: number): string => {
    if (unit === "s") return n === 0 ? "0 s" : time(n);
    if (unit === "B") return gib(n);
    if (unit === "B/s") return `${gb(n)}/s`;
    if (unit === "USD/h") return usd(n);
    if (unit === "tokens") return count(n);
    return `${quantity(n)}${unit === "x" ? unit : ""}`;
  };
  if (unit === "per-thousand-node-days") return say("whatif.node-days", { span: spanOf(say, s.input, show) });
  return unit === "USD/h" ? say("whatif.an-hour", { span: spanOf(say, s.input, show) }) : spanOf(say, s.input, show);
}

function ends(say: Say, span: { readonly low: number; readonly high: number } | null, show: (n: number) => string): string {
  if (!span) return say("cli.unknown");
  return span.low === span.high ? "=" : spanOf(say, { p10: span.low, p50: span.low, p90: span.high }, show);
}

const reach = (s: { readonly low: number; readonly high: number } | null): number => (s && s.low > 0 ? Math.log(s.high / s.low) : 0);

function tornado(v: WhatifView, say: Say, base: WhatifPlan, list: readonly Swing[]): string {
  const priced = base.costUsd !== null;
  const far = (s: Swing): number => reach(priced ? s.costUsd : s.runSeconds);
  const most = Math.max(...list.map(far));
  const large = v.every ? list : list.filter((s) => Math.max(far(s), reach(s.runSeconds), reach(s.memoryBytes)) >= 0.005);
  if (large.length === 0) return "";
  const inputs = v.width >= ROOM_FOR_INPUTS;
  const rows = large.map((s) => [
    say(`swing.${s.id}`),
    ...(inputs ? [inputOf(say, s)] : []),
    ...(priced ? [ends(say, s.costUsd, brief)] : []),
    ends(say, s.runSeconds, time),
    ...(s.memoryBytes.low === s.memoryBytes.high ? [shareBar(most > 0 ? far(s) / most : 0, 10)] : [ends(say, s.memoryBytes, gib)]),
  ]);
  const align = ["left", ...(inputs ? (["left"] as const) : []), ...(priced ? (["right"] as const) : []), "right", "left"] as const;
  return `${v.paint.bold(say("whatif.tornado"))}\n${columns(fitted(rows, v.width - 2, ...(inputs ? [1, 0] : [0])), align)}`;
}

function header(v: WhatifView, say: Say, p: WhatifPlan): string {
  const where = p.region === null || p.region === "*" ? "" : `, ${p.region}`;
  const owner =
    p.purchase === "owned" ? say("purchase.owned") : `${p.provider} ${p.instanceType}${where}, ${say(`purchase.${p.purchase}`)}`;
  const machine = `${whole(p.gpus)}x ${p.accelerator} · ${owner} · ${p.stack}`;
  const amounts = {
    cost: p.costUsd === null ? say("cli.unknown") : usd(p.costUsd),
    time: p.runSeconds === null ? say("cli.unknown") : time(p.runSeconds),
    memory: p.memoryBytes === null ? say("cli.unknown") : gib(p.memoryBytes),
  };
  return [v.paint.bold(`${v.result.model} · ${v.result.method}`), machine, say("whatif.base", amounts)]
    .map((l) => wrap(l, v.width, ""))
    .join("\n");
}

function warnings(v: WhatifView, say: Say): string {
  return v.result.issues
    .filter((i) => i.severity !== "note")
    .map((i) => wrap(`${say(`cli.${i.severity}`)}${say("cli.colon")}${message(i, v.language)}`, v.width, "  "))
    .join("\n");
}

const section = (v: WhatifView, title: string, body: string): string => (body === "" ? "" : `${v.paint.bold(title)}\n${body}`);

/** Every lever as text for people: what moving it does, what can't be moved, and what the doubt about the plan is made of. */
export function renderWhatif(v: WhatifView): string {
  const say = sayer(v);
  const { plan, levers } = v.result;
  const told = warnings(v, say);
  const assumed = section(v, say("cli.assumed"), v.assumed.map((i) => wrap(message(i, v.language), v.width, "  ")).join("\n"));
  if (!plan)
    return `${[`${v.paint.bold(say("cli.nothing-fits"))} ${say("whatif.nothing")}`, told, assumed].filter((s) => s !== "").join("\n\n")}\n`;
  const open = levers.filter((l) => l.refusals.length === 0);
  const moving = open.filter((l) => v.every || changes(l, plan) || notes(say, l, plan).length > l.followed.length);
  const pins = plan.pins.map((p) => `${p.path}=${/^[\w@%+:,./-]*$/.test(p.value) ? p.value : `'${p.value}'`}`);
  const uncounted = wrap(
    `${v.result.notCounted.map((id) => say(`uncounted.${id}`)).join(say("cli.semicolon"))}${say("cli.stop")}`,
    v.width,
    "  ",
  );
  const parts = [
    header(v, say, plan),
    ...SECTIONS.map((kind) => part(v, say, plan, kind, moving)),
    idle(
      v,
      say,
      open.filter((l) => !moving.includes(l)),
    ),
    refused(
      v,
      say,
      levers.filter((l) => l.refusals.length > 0),
    ),
    tornado(v, say, plan, v.result.tornado),
    section(v, say("whatif.held"), wrapItems(pins, v.width, "  ")),
    told,
    assumed,
    section(v, say("cli.not-counted"), uncounted),
  ];
  return `${parts.filter((s) => s !== "").join("\n\n")}\n`;
}
