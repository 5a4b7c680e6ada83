import type { Calibration, Constants, Factors, Spreads } from "@outlay/engine";
import type { Case } from "../case/case.ts";
import { fit, heldOut } from "./fit.ts";
import { bounds, type Observation, observations } from "./observations.ts";
import type { Domain } from "./parameters.ts";
import { type Held, isOutsideDataCentre, spreadsOf } from "./spreads.ts";

/** A figure with its residuals: as fitted, with its rows left out, with its whole source left out. */
export interface FittedFigure {
  readonly id: string;
  readonly source: string;
  readonly domain: Domain;
  readonly strata: readonly string[];
  readonly target: number;
  readonly fitted: number;
  readonly rowOut: number;
  readonly sourceOut: number;
}

export interface Calibrated {
  readonly calibration: Calibration;
  readonly figures: readonly FittedFigure[];
}

const FOLDS = 5;

/** A fold that twins share, from the letters of the id: the same on every machine. */
function foldOf(o: Observation): string {
  let hash = 7;
  for (let i = 0; i < o.twin.length; i++) hash = (hash * 31 + o.twin.charCodeAt(i)) >>> 0;
  return String(hash % FOLDS);
}

const DIGITS = 5;
const rounded = (n: number): number => Number(n.toPrecision(DIGITS));

function roundedConstants(c: Constants): Constants {
  const { attention, ...rest } = c;
  const each = (o: object): Record<string, number> => Object.fromEntries(Object.entries(o).map(([k, v]) => [k, rounded(Number(v))]));
  return { ...c, ...each(rest), attention: { ...attention, ...each(attention) } };
}

/** Factors within a thousandth of 1 say nothing and are left out. */
function roundedFactors(groups: Readonly<Record<string, Factors>>): Record<string, Factors> {
  return Object.fromEntries(
    Object.entries(groups).map(([group, factors]) => [
      group,
      Object.fromEntries(
        Object.entries(factors)
          .map(([k, v]) => [k, rounded(v)])
          .filter(([, v]) => typeof v === "number" && Math.abs(v - 1) > 0.001),
      ),
    ]),
  );
}

function figuresOf(
  base: Calibration,
  domain: Domain,
  all: readonly Observation[],
): { calibration: Calibration; figures: FittedFigure[]; rows: Held[]; sources: Held[] } {
  const fitted = fit(base, domain, all);
  const rowOut = heldOut(base, fitted, foldOf);
  const sourceOut = heldOut(base, fitted, (o) => o.source);
  const figures = fitted.observations.flatMap((o, i): FittedFigure[] =>
    o.bound
      ? []
      : [
          {
            id: o.case.id,
            source: o.source,
            domain,
            strata: o.case.strata,
            target: rounded(o.target),
            fitted: rounded(fitted.rows[i]?.residual ?? 0),
            rowOut: rounded(rowOut[i] ?? 0),
            sourceOut: rounded(sourceOut[i] ?? 0),
          },
        ],
  );
  const held = (list: readonly number[]): Held[] =>
    fitted.observations.flatMap((observation, i) => (observation.bound ? [] : [{ observation, residual: list[i] ?? 0 }]));
  return { calibration: fitted.calibration, figures, rows: held(rowOut), sources: held(sourceOut) };
}

/**
 * Fits time and memory to the cases and sets the spreads from what was left out. `prior` holds the constants that the
 * fit starts from and leans to; cards outside the catalogue (variants that a record names) keep no factor.
 */
export function calibrate(
  prior: Calibration,
  cases: readonly Case[],
  at: { readonly asOf: string; readonly cards: ReadonlySet<string> },
): Calibrated {
  const all = observations(cases);
  const time = figuresOf(prior, "time", all);
  const memory = figuresOf(time.calibration, "memory", [...all, ...bounds(cases)]);
  const rows = [...time.rows, ...memory.rows];
  const sources = [...time.sources, ...memory.sources];
  const outside = (list: readonly Held[]): Held[] => list.filter((h) => isOutsideDataCentre(h.observation));
  const { full } = memory.calibration;
  const known: Spreads = spreadsOf(rows, sources, 0.5, prior.full.spreads);
  const far: Spreads = spreadsOf(sources, sources, 1, prior.few.spreads);
  const consumer: Spreads = spreadsOf(outside(rows), outside(sources), 0.5, prior.consumerSpreads);
  return {
    calibration: {
      few: { ...prior.few, spreads: far },
      full: {
        constants: roundedConstants(full.constants),
        generations: roundedFactors(full.generations),
        accelerators: roundedFactors(Object.fromEntries(Object.entries(full.accelerators).filter(([id]) => at.cards.has(id)))),
        classes: roundedFactors(full.classes),
        stacks: roundedFactors(full.stacks),
        spreads: known,
      },
      consumerSpreads: consumer,
      source: `fitted to ${all.length} measured figures of ${new Set(all.map((o) => o.source)).size} sources: robust loss in logarithms, each source weighing by the root of its rows, shrinkage towards parents`,
      asOf: at.asOf,
    },
    figures: [...time.figures, ...memory.figures],
  };
}
