import type { PlanResult } from "@outlay/engine";
import { columns, usd } from "./format.ts";
import { type Look, type Say, spanOf } from "./words.ts";

/** The plan with the lines around it that the job fills in. */
export function project(v: Look, say: Say, r: PlanResult): string {
  const p = r.project;
  if (!p) return "";
  const rows: string[][] = [[say("cli.project-run"), "", usd(p.runUsd)]];
  const e = p.experiments;
  if (e) {
    const own = e.source === "the job";
    const times = say(own ? "cli.project-times-own" : "cli.project-times", { times: e.multiplier, low: e.low, high: e.high });
    rows.push([say("cli.project-experiments"), times, usd(e.usd)]);
  }
  for (const line of p.lines) rows.push([say(`project.${line.id}`), "", usd(line.usd)]);
  rows.push(["", say("cli.total"), v.paint.bold(usd(p.totalUsd.p50))]);
  return `${columns(rows, ["left", "right", "right"])}\n  ${say("cli.project-total", { span: spanOf(say, p.totalUsd, usd) })}`;
}
