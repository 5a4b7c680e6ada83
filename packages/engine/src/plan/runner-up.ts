import { durationParts } from "../run/duration.ts";
import { wholeStepParts } from "../time/objective.ts";
import { carbonKg } from "./carbon.ts";
import { withinLimits } from "./limits.ts";
import { hourlyUsd, type Offering } from "./offering.ts";
import { lineOf } from "./offers.ts";
import type { Minimise, PlanRequest } from "./request.ts";
import type { Parting, RunnerUp } from "./result.ts";
import { costOf, least } from "./shortlist.ts";

/** What needs a price. */
const PRICED: ReadonlySet<Minimise> = new Set(["cost", "value", "hourly"]);

type Measure = RunnerUp["by"];

/** What a plan is weighed by: the goal's own, time where nothing has a price, tokens where the limits are spent. */
function measureOf(request: PlanRequest, chosen: Offering): Measure {
  if (request.target.goal.kind === "most") return "tokens";
  const { minimise } = request.goal;
  return chosen.cost === null && PRICED.has(minimise) ? "time" : minimise;
}

/** The less the better. */
function weigh(o: Offering, by: Measure): number {
  const cost = costOf(o);
  switch (by) {
    case "cost":
      return cost;
    case "time":
      return o.seconds;
    case "value":
      return cost * o.seconds;
    case "carbon":
      return carbonKg(o.request, o) ?? Number.POSITIVE_INFINITY;
    case "gpus":
      return o.candidate.bench.cluster.gpus;
    case "hourly":
      return hourlyUsd(o) ?? Number.POSITIVE_INFINITY;
    case "tokens":
      return 1 / o.candidate.steps.usefulTokens;
  }
}

/** Whether another trains elsewhere or otherwise, not only on other terms or in another region. */
function isOther(a: Offering, b: Offering): boolean {
  const [x, y] = [a.candidate.bench, b.candidate.bench];
  return x.machine.id !== y.machine.id || x.cluster.gpus !== y.cluster.gpus || x.stack.id !== y.stack.id || a.request !== b.request;
}

/** The best that isn't the chosen one, among those that keep the limits where any does. */
function next(chosen: Offering, offered: readonly Offering[], by: Measure): Offering | null {
  const others = offered.filter((o) => isOther(o, chosen));
  const within = others.filter((o) => withinLimits(o.request, o));
  const weighed = (within.length > 0 ? within : others).filter((o) => Number.isFinite(Math.min(weigh(o, by), costOf(o))));
  return least(weighed, (o) => weigh(o, by));
}

type Values = ReadonlyMap<string, number>;

function summed(parts: readonly { readonly id: string; readonly value: number | null }[]): Values {
  const found = new Map<string, number>();
  for (const { id, value } of parts) if (value !== null) found.set(id, (found.get(id) ?? 0) + value);
  return found;
}

const billOf = (o: Offering): Values => summed(o.bill.map((l) => ({ id: l.id, value: l.costUsd })));
const runOf = (o: Offering): Values => summed(durationParts(o.duration, o.run));

/** Of all steps together: those of another batch can't be compared one by one. */
function stepOf(o: Offering): Values {
  const { setup, steps } = o.candidate;
  return summed(wholeStepParts(setup).map(({ id, value }) => ({ id, value: value * steps.steps })));
}

/** Where two plans differ, the largest first: what the other has more of before what it has less of. */
function differences(of: Parting["of"], chosen: Values, other: Values, most: number): readonly Parting[] {
  const ids = [...new Set([...chosen.keys(), ...other.keys()])];
  const all = ids.map((id) => ({ of, id, chosen: chosen.get(id) ?? 0, other: other.get(id) ?? 0 }));
  const delta = (d: Parting): number => d.other - d.chosen;
  const largest = Math.max(...all.map((d) => Math.abs(delta(d))), 0);
  return all
    .filter((d) => Math.abs(delta(d)) > 0.1 * largest)
    .sort((a, b) => Math.abs(delta(b)) - Math.abs(delta(a)))
    .slice(0, most);
}

/** The next best plan on another machine, count or stack, or of another method, and the terms that part the two; null where there is none. */
export function runnerUpOf(request: PlanRequest, chosen: Offering, offered: readonly Offering[]): RunnerUp | null {
  const by = measureOf(request, chosen);
  const other = next(chosen, offered, by);
  if (!other) return null;
  const weight = weigh(chosen, by);
  const [own, theirs] = [hourlyUsd(chosen), hourlyUsd(other)];
  const rate: readonly Parting[] =
    own === null || theirs === null || own === theirs ? [] : [{ of: "rate", id: "hourly", chosen: own, other: theirs }];
  return {
    offer: lineOf(other, carbonKg(other.request, other), null),
    by,
    share: weight > 0 ? weigh(other, by) / weight - 1 : null,
    differences: [
      ...rate,
      ...differences("bill", billOf(chosen), billOf(other), 2),
      ...differences("run", runOf(chosen), runOf(other), 2),
      ...differences("step", stepOf(chosen), stepOf(other), 2),
    ],
  };
}
