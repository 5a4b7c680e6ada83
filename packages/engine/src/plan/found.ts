import type { Machine } from "../money/offer.ts";
import { stepsOf } from "../run/steps.ts";
import type { Candidate } from "./candidate.ts";
import type { PlanRequest } from "./request.ts";
import type { Finds, Found } from "./search.ts";
import { kept } from "./shares.ts";

/** Searches that are kept: a job, its variants, and what it was a few changes ago. */
const MOST = 12;

const TOLD = new WeakMap<object, string>();

/** An object as text. */
const text = (value: object): string => kept(TOLD, value, () => JSON.stringify(value));

/** The same for objects of the same content: keys of hundreds of machines stay short. */
type NumberOf = (value: object) => number;

/** All of a machine but its prices. */
function machineText({ id, accelerator, node, maxNodes, owned, hostMemory }: Machine, numberOf: NumberOf): string {
  return `${id} ${maxNodes} ${owned} ${hostMemory} ${numberOf(accelerator)} ${numberOf(node)}`;
}

/** Everything that a search's layouts and their seconds follow from. */
function keyOf(
  request: PlanRequest,
  { pFits, globalBatch }: { readonly pFits: number; readonly globalBatch: number },
  numberOf: NumberOf,
): string {
  const { model, method, objective, work, training, run, gpus, layout } = request;
  const { amount, sequence, padding } = work;
  const { learningRate: _rate, ...numerics } = training;
  const evaluated = run.evaluateEvery === null ? null : [run.evaluateEvery, run.evaluationSequences, { ...amount, lengths: null }];
  const lengths = amount.kind === "samples" ? numberOf(amount.lengths) : amount.kind;
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
    numberOf(model.architecture),
    lengths,
    numberOf(request.calibration),
    ...request.stacks.map(numberOf),
    ...request.machines.map((m) => machineText(m, numberOf)),
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
  const numbers = new Map<string, number>();
  const numberOf: NumberOf = (value) => kept(numbers, text(value), () => numbers.size);
  return {
    of: (request, pFits, globalBatch) => {
      const key = keyOf(request, { pFits, globalBatch }, numberOf);
      const found = known.get(key);
      if (!found) return null;
      known.delete(key);
      known.set(key, found);
      return again(request, found);
    },
    keep: (request, pFits, globalBatch, found) => {
      known.set(keyOf(request, { pFits, globalBatch }, numberOf), found);
      const [oldest] = known.keys();
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    },
  };
}
