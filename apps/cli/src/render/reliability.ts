import type { InterruptionResult, Plan } from "@outlay/engine";
import { gb, percent, quantity, time, whole, wrap } from "./format.ts";
import { chance, type Look, type Say, spanOf } from "./words.ts";

const INDENT = "    ";

/** Fewer expected interruptions than this are told as a chance. */
const RARE = 0.5;

function saves(say: Say, p: Plan): string {
  const c = p.checkpoints;
  const where = say(`store.${c.store ?? "unsaid"}`);
  const values = { bytes: gb(c.bytes), content: say(`content.${c.content}`), where, write: time(c.writeSeconds), kept: whole(c.kept) };
  if (c.count === 1) return say("cli.checkpoint-end", values);
  return say("cli.checkpoints", { ...values, every: time(c.everySeconds), steps: whole(c.everySteps), count: whole(c.count) });
}

function stops(say: Say, i: InterruptionResult, p: Plan): string {
  const between = `${time(i.meanSecondsBetween.p50)} (${spanOf(say, i.meanSecondsBetween, time)})`;
  const kind = p.purchase === "spot" ? "spot" : "failures";
  if (i.expected < RARE) return say(`cli.${kind}-rare`, { between, percent: chance(i.probability) });
  const wait = i.waitSeconds > 0 ? say("cli.wait", { wait: time(i.waitSeconds) }) : "";
  const values = { between, expected: quantity(i.expected), restart: time(i.restartSeconds), wait, goodput: percent(p.goodput) };
  return say(`cli.${kind}`, { ...values, cost: spanOf(say, i.seconds, time) });
}

/** How the run saves itself, and what interrupts it. */
export function reliability(v: Look, say: Say, p: Plan): readonly string[] {
  const lines = [saves(say, p), ...(p.interruptions ? [stops(say, p.interruptions, p)] : [])];
  return lines.map((line) => wrap(line, v.width, INDENT));
}
