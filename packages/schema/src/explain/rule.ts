/** How a number of the result comes about. */
export interface Rule {
  /** Key of the text of its unit; null: a bare number. */
  readonly unit: string | null;
  /** Arithmetic over names: siblings, fields of the plan, its facts, fields of the result. Evaluated, it gives the number. */
  readonly formula?: string;
  /** Where arithmetic can't say it: key of a text that does, and the names that go in. */
  readonly prose?: string;
  readonly inputs?: readonly string[];
  /** The formula, inputs and source that stand beside the number in the result, at a path from its group. */
  readonly why?: string;
  /** Name of a text of the result that says where the number is from, or a key of a text. */
  readonly source?: string;
  /** Name of a date of the result. */
  readonly asOf?: string;
}

export type Rules = Readonly<Record<string, Rule>>;

/** By arithmetic. */
export const by = (unit: string | null, formula: string, source?: string): Rule => ({
  unit,
  formula,
  ...(source === undefined ? {} : { source }),
});

/** By a rule in words, from what goes in. */
export const as = (unit: string | null, prose: string, inputs: readonly string[] = [], source?: string): Rule => ({
  unit,
  prose,
  inputs,
  ...(source === undefined ? {} : { source }),
});

/** As the `why` beside it says. */
export const told = (unit: string | null, why = "why"): Rule => ({ unit, why });

/** Read, not worked out. */
export const given = (unit: string | null, source: string, asOf?: string): Rule => ({
  unit,
  source,
  ...(asOf === undefined ? {} : { asOf }),
});

const Z90 = "1.2815515655446004";

/** A range about a median by a spread in logarithms, and what open facts add. */
export function spread(unit: string | null, sigma: string, open?: string): Rules {
  const [down, up] = open === undefined ? ["", ""] : [` / facts.open.${open}.down`, ` * facts.open.${open}.up`];
  return {
    p10: by(unit, `p50 / exp(${Z90} * ${sigma})${down}`),
    p90: by(unit, `p50 * exp(${Z90} * ${sigma})${up}`),
  };
}

/** Rules under a common path. */
export function under(path: string, rules: Rules): Rules {
  return Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key === "" ? path : `${path}.${key}`, rule]));
}
