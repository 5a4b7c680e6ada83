import type { Plan, WaterfallStep } from "@outlay/engine";
import { columns, percent, quantity, usd } from "./format.ts";
import type { Say } from "./words.ts";

const INDENT = "    ";
const WIDEST = 24;
/** Losses below this share of the whole are gathered in one line. */
const SMALL = 0.005;

/** A bar that starts where the one before it ended. */
function bar(from: number, share: number): string {
  const start = Math.round(from * WIDEST);
  const end = Math.max(start + 1, Math.round((from + share) * WIDEST));
  return `${" ".repeat(Math.min(start, WIDEST - 1))}${"█".repeat(Math.min(end, WIDEST) - Math.min(start, WIDEST - 1))}`;
}

/** What each loss adds, in money where there is a price, in GPU-hours elsewhere. */
export function waterfall(say: Say, p: Plan): string {
  const money = p.waterfall.every((s) => s.usd !== null || s.gpuHours === 0);
  const of = (s: WaterfallStep): number => (money ? (s.usd ?? 0) : s.gpuHours);
  const total = p.waterfall.reduce((sum, s) => sum + of(s), 0);
  if (total <= 0) return "";
  const show = (n: number): string => (money ? usd(n) : say("cli.hours", { hours: quantity(n) }));
  const rows: string[][] = [];
  let at = 0;
  for (const s of p.waterfall) {
    const share = of(s) / total;
    if (share < SMALL) continue;
    rows.push([say(`waterfall.${s.id}`), show(of(s)), percent(share), bar(at, share)]);
    at += share;
  }
  if (1 - at > 0.0005) rows.push(["…", show((1 - at) * total), percent(1 - at), ""]);
  return [`  ${say("cli.waterfall")}`, columns(rows, ["left", "right", "right", "left"], INDENT)].join("\n");
}
