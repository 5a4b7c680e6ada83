import type { Calibration } from "@outlay/engine";
import { type ConstantsOf, constantsOf, type Observation, residual } from "./observations.ts";
import { type Domain, type Groups, moved, type Parameter, parametersFor } from "./parameters.ts";
import { type Row, step } from "./solve.ts";

const NUDGE = 0.02;

export interface Fitted {
  readonly calibration: Calibration;
  readonly parameters: readonly Parameter[];
  readonly values: Float64Array;
  readonly rows: readonly Row[];
  readonly observations: readonly Observation[];
}

/** Figures below which a group stays with its parent: no constant is tuned to a row or two. */
const LEAST_FIGURES = 5;

/** Groups that enough figures stand for, sorted so that the fit is the same wherever it runs. */
function groupsOf(list: readonly Observation[]): Groups {
  const counts = {
    generations: new Map<string, number>(),
    accelerators: new Map<string, number>(),
    classes: new Map<string, number>(),
    stacks: new Map<string, number>(),
  };
  const add = (map: Map<string, number>, group: string | undefined): void => {
    if (group !== undefined) map.set(group, (map.get(group) ?? 0) + 1);
  };
  for (const o of list) {
    const [b] = o.case.branches;
    add(counts.generations, b?.accelerator.generation);
    add(counts.accelerators, b?.accelerator.id);
    add(counts.classes, b?.stack.class);
    add(counts.stacks, b?.stack.id);
  }
  const enough = (map: ReadonlyMap<string, number>): readonly string[] =>
    [...map]
      .filter(([, n]) => n >= LEAST_FIGURES)
      .map(([group]) => group)
      .sort();
  return {
    generations: enough(counts.generations),
    accelerators: enough(counts.accelerators),
    classes: enough(counts.classes),
    stacks: enough(counts.stacks),
  };
}

/** Each source weighs by the root of its rows, and of its bounds: a sweep of a thousand doesn't drown ten papers. */
function weightsOf(list: readonly Observation[]): readonly number[] {
  const counts = new Map<string, number>();
  const key = (o: Observation): string => (o.bound ? `${o.source} bounds` : o.source);
  for (const o of list) counts.set(key(o), (counts.get(key(o)) ?? 0) + 1);
  return list.map((o) => 1 / Math.sqrt(counts.get(key(o)) ?? 1));
}

function applies(p: Parameter, o: Observation): boolean {
  return o.case.branches.some((b) => {
    switch (p.level) {
      case "generations":
        return b.accelerator.generation === p.group;
      case "accelerators":
        return b.accelerator.id === p.group;
      case "classes":
        return b.stack.class === p.group;
      case "stacks":
        return b.stack.id === p.group;
      case "common":
        return true;
    }
  });
}

/** Residuals and slopes of every observation at a point. A nudged constant set per parameter is resolved once for all rows. */
function linearise(
  base: Calibration,
  parameters: readonly Parameter[],
  values: Float64Array,
  list: readonly Observation[],
  weights: readonly number[],
): readonly Row[] {
  const here = constantsOf(moved(base, parameters, values));
  const nudged: ConstantsOf[] = parameters.map((_, j) => {
    const there = values.slice();
    there[j] = (there[j] ?? 0) + NUDGE;
    return constantsOf(moved(base, parameters, there));
  });
  return list.map((o, k) => {
    const r = residual(o, here);
    const index: number[] = [];
    const slope: number[] = [];
    for (const [j, p] of parameters.entries()) {
      const of = nudged[j];
      if (!of || !applies(p, o)) continue;
      const s = (residual(o, of) - r) / NUDGE;
      if (Math.abs(s) > 1e-6) {
        index.push(j);
        slope.push(s);
      }
    }
    const side = o.bound ? ({ side: o.bound === "below" ? -1 : 1 } as const) : {};
    return { residual: r, weight: weights[k] ?? 1, ...side, index: Int32Array.from(index), slope: Float64Array.from(slope) };
  });
}

/** Fits one domain's parameters to its observations: Gauss-Newton with a robust loss and shrinkage towards the parents. */
export function fit(base: Calibration, domain: Domain, all: readonly Observation[], rounds = 6): Fitted {
  const list = all.filter((o) => o.domain === domain);
  const parameters = parametersFor(domain, groupsOf(list));
  const sds = Float64Array.from(parameters, (p) => p.sd);
  const weights = weightsOf(list);
  let values: Float64Array = new Float64Array(parameters.length);
  let rows: readonly Row[] = [];
  for (let round = 0; round < rounds; round++) {
    rows = linearise(base, parameters, values, list, weights);
    values = step(rows, values, sds, () => true);
  }
  rows = linearise(base, parameters, values, list, weights);
  return { calibration: moved(base, parameters, values), parameters, values, rows, observations: list };
}

/**
 * Residuals of every observation by a fit that hasn't seen its fold: the fit's own linearisation is solved again without the fold, and the fold
 * is predicted exactly with the constants found.
 */
export function heldOut(base: Calibration, fitted: Fitted, foldOf: (o: Observation) => string): readonly number[] {
  const { parameters, values, rows, observations } = fitted;
  const sds = Float64Array.from(parameters, (p) => p.sd);
  const folds = observations.map(foldOf);
  const out = Array.from({ length: observations.length }, () => 0);
  for (const fold of new Set(folds)) {
    const without = step(rows, values, sds, (k) => folds[k] !== fold);
    const of = constantsOf(moved(base, parameters, without));
    for (const [k, o] of observations.entries()) if (folds[k] === fold) out[k] = residual(o, of);
  }
  return out;
}
