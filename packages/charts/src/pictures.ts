import type { Movers, PlanResult } from "@outlay/engine";
import type { TextKey } from "@outlay/schema";
import { costs } from "./costs.ts";
import { plansOverTime } from "./frontier.ts";
import { levers } from "./levers.ts";
import { likeIt } from "./like.ts";
import { memoryBar } from "./memory.ts";
import type { Look, Picture } from "./picture.ts";
import { runTimeline } from "./run.ts";
import { stepTimeline } from "./step.ts";
import { tornadoPicture } from "./tornado.ts";

export interface TitledPicture {
  readonly id: string;
  readonly title: TextKey;
  readonly picture: Picture;
}

/** What the job lets the run cost and take; null: anything. */
export interface Limits {
  readonly budget: number | null;
  readonly deadline: number | null;
}

/** What pictures show that isn't in the answer itself. */
export interface Beside {
  readonly limits?: Limits;
  readonly movers?: Movers | null;
}

const NO_LIMITS: Limits = { budget: null, deadline: null };

/** Every picture of an answer that has something to show, in the order in which they explain it. */
export function picturesOf(result: PlanResult, look: Look, { limits = NO_LIMITS, movers = null }: Beside = {}): readonly TitledPicture[] {
  const [p] = result.plans;
  if (!p) return [];
  const all: readonly (readonly [string, TextKey, Picture | null])[] = [
    ["memory", "page.chart-memory", memoryBar(p, look)],
    ["frontier", "page.chart-frontier", plansOverTime(result, { chosen: p.id, ...limits }, look)],
    ["step", "page.chart-step", stepTimeline(p, look)],
    ["costs", "page.chart-costs", costs(p, look)],
    ["run", "page.chart-run", runTimeline(p, look)],
    ["levers", p.costUsd ? "cli.cheaper" : "cli.faster", levers(p, result.cheaper, look)],
    ["tornado", "page.chart-tornado", movers && tornadoPicture(movers, look)],
    ["like", "page.chart-like", likeIt(p, look)],
  ];
  return all.flatMap(([id, title, picture]) => (picture ? [{ id, title, picture }] : []));
}
