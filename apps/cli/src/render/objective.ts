import type { ObjectiveResult, Plan } from "@outlay/engine";
import { count, gib, percent, time, whole, wrap } from "./format.ts";
import type { Look, Say } from "./words.ts";

type Rollout = NonNullable<ObjectiveResult["rollout"]>;

/** Steps in what the objective's batch is counted in. */
export function stepsOf(say: Say, p: Plan): string {
  const steps = count(p.steps);
  const { objective: o } = p;
  if (!o) return say("cli.steps", { steps, batch: whole(p.globalBatch) });
  return say(`cli.steps-${o.unit}`, { steps, batch: whole(o.perStep), answers: o.sequencesPerUnit });
}

export function largestOf(say: Say, p: Plan): string {
  if (p.objective?.unit !== "pair") return say("cli.largest", { count: p.largestMicroBatch });
  return say("cli.largest-pair", { count: p.largestMicroBatch / 2 });
}

function modelLine(say: Say, m: ObjectiveResult["models"][number]): string {
  if (m.instead !== null) return say(`cli.model-${m.instead}`);
  return say(`cli.model-${m.role}`, { name: m.name, size: count(m.parameters), memory: gib(m.bytes) });
}

function rolloutLine(say: Say, r: Rollout): string {
  return say("cli.rollout", {
    engine: r.engine,
    where: r.gpus > 0 ? say("cli.rollout-apart", { gpus: r.gpus }) : say("cli.rollout-beside"),
    copies: whole(r.copies),
    gpus: r.gpusPerCopy,
    atOnce: whole(Math.floor(r.answersAtATime)),
    answers: whole(Math.ceil(r.answersPerCopy)),
    prompt: count(r.promptTokens),
    response: count(r.responseTokens),
    longest: count(r.maxResponseTokens),
    steps: whole(Math.ceil(r.decodeSteps)),
    seconds: time(r.secondsPerDecodeStep),
    rate: count(r.tokensPerSecond),
  });
}

/** What a step of an objective is made of, the models beside the policy, and how answers are written; nothing for the next token. */
export function objective(v: Look, say: Say, p: Plan): string {
  const { objective: o } = p;
  if (!o) return "";
  const all = o.phases.rollout + o.phases.scoring + o.phases.training;
  const parts = (["rollout", "scoring", "training"] as const)
    .filter((id) => o.phases[id] > 0)
    .map((id) => say(`cli.phase-${id}`, { percent: percent(o.phases[id] / all) }));
  const lines = o.models.map((m) => modelLine(say, m));
  if (o.rollout) {
    if (!o.models.some((m) => m.role === "reward")) lines.push(say("cli.no-reward-model"));
    lines.push(rolloutLine(say, o.rollout));
    if (o.rollout.updatesPerRound > 1) lines.push(say("cli.rollout-updates", { updates: o.rollout.updatesPerRound }));
  }
  const title = say("cli.objective", { kind: o.kind, parts: parts.join(say("cli.comma")) });
  return [wrap(title, v.width, "  "), ...lines.map((line) => wrap(line, v.width, "    "))].join("\n");
}
