import type { Case } from "./case.ts";

/** The kinds of work that spreads of time are kept by. */
export type TimeKind = "dense" | "adapter" | "moe";

export function timeKind(c: Case): TimeKind {
  const { architecture } = c.branches[0]?.setup.table ?? {};
  if (architecture?.moe || architecture?.mla) return "moe";
  return c.task === "adapter" || c.task === "quantised" || c.task === "freeze" ? "adapter" : "dense";
}
