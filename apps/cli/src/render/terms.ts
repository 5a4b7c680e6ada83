import type { CommitmentResult, MixResult, Plan, SpotResult } from "@outlay/engine";
import { percent, time, usd, whole, wrap } from "./format.ts";
import type { Look, Say } from "./words.ts";

const INDENT = "    ";
const SHOWN = 2;

function worth(say: Say, s: SpotResult): string {
  const lost = usd(s.lostUsd);
  if (s.priceShare === null || s.onDemandUsd === null) return say("cli.spot-alone", { lost });
  return say("cli.spot-worth", { share: percent(s.priceShare), most: percent(s.breakEvenShare), lost, onDemand: usd(s.onDemandUsd) });
}

function mix(say: Say, m: MixResult): string {
  const cost = usd(m.costUsd);
  if (m.onDemandSeconds === 0) return say("cli.mix-none", { cost });
  return say(`cli.mix-${m.policy}`, { at: time(m.switchSeconds), hours: time(m.onDemandSeconds), cost });
}

function commitment(say: Say, c: CommitmentResult): string {
  const price = usd(c.usdPerGpuHour);
  const term = `${c.term} (${c.asOf ?? say("cli.undated")})`;
  if (c.breakEvenHours === null) return say("cli.commitment-open", { term, price, use: percent(c.breakEvenUse) });
  return say("cli.commitment", { term, price, hours: whole(c.breakEvenHours), run: whole(Math.ceil(c.runHours)) });
}

/** Spot against on-demand, and what committing would mean. Empty where there is nothing to choose. */
export function terms(v: Look, say: Say, p: Plan): readonly string[] {
  const lines: string[] = [];
  if (p.spot) lines.push(worth(say, p.spot), ...new Set(p.spot.mixes.map((m) => mix(say, m))));
  lines.push(...p.commitments.slice(0, SHOWN).map((c) => commitment(say, c)));
  if (p.commitments.length > SHOWN) lines.push(say("cli.commitment-more", { count: p.commitments.length - SHOWN }));
  if (lines.length === 0) return [];
  return [[`  ${say("cli.terms")}`, ...lines.map((line) => wrap(line, v.width, INDENT))].join("\n")];
}
