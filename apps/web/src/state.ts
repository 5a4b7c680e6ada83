import { computed, signal } from "@preact/signals";
import type { Issue, Plan, PlanResult } from "@outlay/engine";
import { type MeasuredData, parseDuration, parseMoney } from "@outlay/schema";
import type { Asked } from "./engine/answer.ts";
import type { Choices } from "./engine/catalog.ts";
import type { Looking } from "./engine/turns.ts";
import { ARRIVAL } from "./job/arrival.ts";
import { type Tree, type Value, valueAt, withValue } from "./job/tree.ts";

export const VIEWS = ["plan", "compare", "catalog", "learn"] as const;
export type View = (typeof VIEWS)[number];

/** What is asked. */
export const job = signal<Tree>(ARRIVAL);
/** Measured from the dropped file that `data.file` names. */
export const data = signal<MeasuredData | null>(null);
/** The price list that `where.prices.file` names. */
export const prices = signal<{ readonly file: string; readonly text: string } | null>(null);
/** The last good answer: bad input leaves it standing. */
export const result = signal<PlanResult | null>(null);
/** What it is the answer to; null while it is the one that was printed into the page. */
export const answeredTo = signal<Asked | null>(null);
/** The same once it is on the screen: what explains it is made after it. */
export const calmResult = signal<PlanResult | null>(null);
/** Of the last question, good or bad. */
export const issues = signal<readonly Issue[]>([]);
/** Of a file that is being counted, its name. */
export const counting = signal<string | null>(null);
/** Of a file that was dropped. */
export const dropIssues = signal<readonly Issue[]>([]);
/** The plan that is shown in full; null: the first. */
export const picked = signal<string | null>(null);
export const compared = signal<readonly string[]>([]);
export const view = signal<View>("plan");
export const choices = signal<Choices | null>(null);
/** Since when the worker is at it, in the page's milliseconds; null: it isn't. */
export const busySince = signal<number | null>(null);
/** How far a search is that takes its time. */
export const looking = signal<Looking["looking"] | null>(null);
/** What the link said its answer was, where it is another now. */
export const saidBefore = signal<{ readonly usd: number | null; readonly seconds: number; readonly asOf: string } | null>(null);
export const linkBroken = signal(false);
/** ISO date that prices are judged against. */
export const today = signal("");

export const errors = computed((): readonly Issue[] => issues.value.filter((i) => i.severity === "error"));

/** Plans that the answer has only a line of, worked out since somebody picked them. */
export const further = signal<readonly Plan[]>([]);

export const plans = computed((): readonly Plan[] => [...(result.value?.plans ?? []), ...further.value]);

export const plan = computed((): Plan | null => plans.value.find((p) => p.id === picked.value) ?? plans.value[0] ?? null);

/** Plans of the answer that is explained, and the one of them that is. */
export const calmPlans = computed((): readonly Plan[] => [...(calmResult.value?.plans ?? []), ...further.value]);

export const calmPlan = computed((): Plan | null => calmPlans.value.find((p) => p.id === picked.value) ?? calmPlans.value[0] ?? null);

export function field(path: string): Value | undefined {
  return valueAt(job.value, path);
}

/** Sets fields of the job together; undefined takes one away. */
export function ask(changes: Readonly<Record<string, Value | undefined>>): void {
  let tree = job.value;
  for (const [path, value] of Object.entries(changes)) tree = withValue(tree, path, value);
  job.value = tree;
}

const under = (path: string, at: string): boolean => path === at || path.startsWith(`${at}.`);

/** Errors and warnings that belong beside a control. */
export function troubleAt(paths: readonly string[]): readonly Issue[] {
  return [...issues.value, ...dropIssues.value].filter((i) => i.severity !== "note" && paths.some((p) => under(i.path, p)));
}

/** Budget and deadline as the engine took them, for pictures; null where there is none. */
export const limits = computed((): { readonly budget: number | null; readonly deadline: number | null } => {
  const { budget, deadline } = { budget: field("goal.budget"), deadline: field("goal.deadline") };
  return { budget: budget === undefined ? null : parseMoney(budget), deadline: deadline === undefined ? null : parseDuration(deadline) };
});
