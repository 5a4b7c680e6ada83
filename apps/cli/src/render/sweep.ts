import type { Issue, Plan, PlanResult, SweepResult } from "@outlay/engine";
import { message } from "@outlay/schema";
import { columns, count, fitted, time, usd, whole, wrap } from "./format.ts";
import { sweepRows } from "./learning.ts";
import { type Look, machineOf, type Say, sayer } from "./words.ts";

interface SweepView extends Look {
  readonly result: PlanResult;
  readonly assumed: readonly Issue[];
}

function head(v: SweepView, say: Say, p: Plan, s: SweepResult): string {
  const { model, method } = v.result;
  const first = `${v.paint.bold(model.name)} · ${count(model.parameters.total)} · ${method} · ${say("cli.tokens", { tokens: count(p.tokens) })}`;
  const values = { kind: say(`sweep.kind.${s.kind}`), trials: whole(s.trials), machine: machineOf(say, p), time: time(s.runSeconds.p50) };
  const sentence = s.costUsd ? say("sweep.sentence", { ...values, cost: usd(s.costUsd.p50) }) : say("sweep.sentence-unpriced", values);
  return [wrap(first, v.width, ""), v.paint.bold(wrap(sentence.charAt(0).toUpperCase() + sentence.slice(1), v.width, ""))].join("\n");
}

/** The same search on the machines of the shortlist. */
function elsewhere(v: SweepView, say: Say): string {
  const listed = v.result.plans.filter((p) => !p.reasons.includes("frontier"));
  if (listed.length < 2) return "";
  const rows = listed.flatMap((p) =>
    p.sweep
      ? [
          [
            p.reasons.map((r) => say(`reason.${r}`, { method: p.method })).join(say("cli.comma")),
            machineOf(say, p),
            time(p.sweep.runSeconds.p50),
            p.sweep.costUsd ? usd(p.sweep.costUsd.p50) : say("cli.unknown"),
          ],
        ]
      : [],
  );
  const keys = ["cli.why", "cli.machine", "cli.time", "cli.cost"].map((key) => say(key));
  const [top = [], ...body] = fitted([keys, ...rows], v.width - 2, 1, 0);
  return `${v.paint.bold(say("cli.shortlist"))}\n${columns([top.map(v.paint.dim), ...body], ["left", "left", "right", "right"])}`;
}

/** A search for settings as text for people. */
export function renderSweep(v: SweepView): string {
  const say = sayer(v);
  const [p] = v.result.plans;
  const told = (issues: readonly Issue[]): string =>
    issues.map((i) => wrap(`${say(`cli.${i.severity}`)}${say("cli.colon")}${message(i, v.language)}`, v.width, "  ")).join("\n");
  const assumed = v.assumed.map((i) => wrap(message(i, v.language), v.width, "  ")).join("\n");
  const parts =
    p?.sweep === undefined || p.sweep === null
      ? [say("cli.nothing-fits"), told(v.result.issues)]
      : [head(v, say, p, p.sweep), sweepRows(v, p.sweep), elsewhere(v, say), told([...v.result.issues, ...p.issues])];
  const tail = assumed === "" ? "" : `${v.paint.bold(say("cli.assumed"))}\n${assumed}`;
  return `${[...parts, tail].filter((s) => s !== "").join("\n\n")}\n`;
}
