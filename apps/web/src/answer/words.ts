import type { Plan } from "@outlay/engine";
import type { Say } from "@outlay/charts";

/** Why a plan is on the list. */
export function reasonsOf(say: Say, p: Plan): string {
  return p.reasons.map((r) => say(`reason.${r}`, { method: p.method })).join(say("cli.comma"));
}
