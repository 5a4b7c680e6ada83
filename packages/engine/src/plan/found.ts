import type { Machine } from "../money/offer.ts";
import { stepsOf } from "../run/steps.ts";
import type { Candidate } from "./candidate.ts";
import type { PlanRequest } from "./request.ts";
import type { Found } from "./search.ts";

/** What searches found, for whoever plans again and again as a job changes: prices, limits, amounts and rates move no layout's seconds. */
export interface Finds {
  readonly of: (request: PlanRequest, pFits: number, globalBatch: number) => Found | null;
  readonly keep: (request: PlanRequest, pFits: number, globalBatch: number, found: Found) => void;
}

/** Searches that are kept: a job, its variants, and what it was a few changes ago. */
const MOST = 12;

const TOLD = new WeakMap<object, string>();

/** An object as text, worked out once. */
function text(value: object): string {
  let told = TOLD.get(value);
  if (told === undefined) TOLD.set(value, (told = JSON.stringify(value)));
  return told;
}

/** All of a machine but its prices. */
function machineText({ id, accelerator, node, maxNodes, owned, hostMemory }: Machine): string {
  return `${id} ${maxNodes} ${owned} ${hostMemory} ${text(accelerator)} ${text(node)}`;
}

/** Everything that a search's layouts and their seconds follow from. */
function keyOf(request: PlanRequest, pFits: number, globalBatch: number): string {
  const { model, method, objective, work, training, run, gpus, layout } = request;
  const { amount, sequence, padding } = work;
  const { learningRate: _rate, ...numerics } = training;
  const evaluated = run.evaluateEvery === null ? null : [run.evaluateEvery, run.evaluationSequences, { ...amount, lengths: null }];
  const lengths = amount.kind === "samples" ? text(amount.lengths) : amount.kind;
  return [
    JSON.stringify({
      method,
      objective,
      sequence,
      padding,
      given: work.globalBatch,
      numerics,
      evaluated,
      gpus,
      layout,
      pFits,
      globalBatch,
    }),
    text(model.architecture),
    lengths,
    text(request.calibration),
    ...request.stacks.map(text),
    ...request.machines.map(machineText),
  ].join("\n");
}

/** The same layouts on machines at other prices, for another amount of work. */
function again(request: PlanRequest, found: Found): Found {
  const machines = new Map(request.machines.map((m) => [m.id, m]));
  const candidates = found.candidates.map((c): Candidate => {
    const bench = { ...c.bench, machine: machines.get(c.bench.machine.id) ?? c.bench.machine };
    const steps = stepsOf(request.work, { globalBatch: bench.globalBatch, microBatch: c.setup.layout.microBatch, padding: bench.padding });
    return { ...c, bench, steps, training: c.step * steps.steps };
  });
  return { ...found, candidates };
}

/** An empty store of searches. */
export function finds(): Finds {
  const known = new Map<string, Found>();
  return {
    of: (request, pFits, globalBatch) => {
      const key = keyOf(request, pFits, globalBatch);
      const found = known.get(key);
      if (!found) return null;
      known.delete(key);
      known.set(key, found);
      return again(request, found);
    },
    keep: (request, pFits, globalBatch, found) => {
      known.set(keyOf(request, pFits, globalBatch), found);
      const [oldest] = known.keys();
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    },
  };
}
