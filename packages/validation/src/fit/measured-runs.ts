import {
  type Calibration,
  type MeasuredFigure,
  MEASURED,
  type MeasuredQuantity,
  type MeasuredRun,
  type RunFeatures,
  runFeatures,
} from "@outlay/engine";
import type { Case, Quantity } from "../case/case.ts";
import type { Branch } from "../layout/branches.ts";
import { intervalsBy } from "../predict/interval.ts";
import { predict, type Prediction } from "../predict/predict.ts";
import type { EvidenceRecord } from "../record/record.ts";
import type { FittedFigure } from "./calibrate.ts";

/** What the table takes from a fitted figure. */
type Residual = Pick<FittedFigure, "id" | "domain" | "rowOut">;

const DIGITS = 5;
const rounded = (n: number): number => Number(n.toPrecision(DIGITS));

/** A switch is open where the ways that differ from the likeliest weigh so much together. */
const OPEN = 0.15;

function heaviest(branches: readonly Branch[]): Branch | null {
  let found: Branch | null = null;
  for (const b of branches) if (!found || b.weight > found.weight) found = b;
  return found;
}

/** Features of the likeliest way in which a record ran; what the others do differently was not said. */
function featuresOf(branches: readonly Branch[]): RunFeatures | null {
  const likeliest = heaviest(branches);
  if (!likeliest) return null;
  const all = branches.map((b) => ({ weight: b.weight, features: runFeatures(b.setup) }));
  const own = runFeatures(likeliest.setup);
  const said = <K extends keyof RunFeatures>(key: K): RunFeatures[K] | null => {
    let other = 0;
    for (const { weight, features } of all) if (features[key] !== own[key]) other += weight;
    return other > OPEN ? null : own[key];
  };
  const sizes = { sequence: rounded(own.sequence), longest: rounded(own.longest) };
  return {
    ...own,
    ...sizes,
    precision: said("precision"),
    recompute: said("recompute"),
    virtualPp: said("virtualPp"),
    microBatch: said("microBatch"),
  };
}

const SLOWNESS: ReadonlySet<Quantity> = new Set<Quantity>(["step_time_s", "peak_memory_gib_per_gpu"]);

function isMeasured(quantity: Quantity): quantity is MeasuredQuantity {
  return MEASURED.some((m) => m === quantity);
}

/** The first figure of a record that tells of time, or its memory: the one that is fitted to. */
function printed(
  rows: readonly Prediction[],
  domain: FittedFigure["domain"],
): (Prediction & { readonly quantity: MeasuredQuantity }) | null {
  for (const { quantity, ...row } of rows) {
    if (!isMeasured(quantity) || row.predicted === null || !(row.predicted > 0)) continue;
    if ((quantity === "peak_memory_gib_per_gpu") === (domain === "memory")) return { ...row, quantity };
  }
  return null;
}

/** A figure in its source's unit. The residual is of the constants that were fitted without it: log of predicted time, or memory, over measured. */
function figureOf(c: Case, figure: Residual, intervals: ReturnType<typeof intervalsBy>): MeasuredFigure | null {
  const row = printed(predict(c), figure.domain);
  if (!row) return null;
  const { quantity, measured } = row;
  const p50 = rounded(measured * Math.exp(SLOWNESS.has(quantity) ? figure.rowOut : -figure.rowOut));
  const interval = intervals(c, { ...row, predicted: p50 });
  if (!interval) return null;
  const spread = rounded(p50 / interval.low);
  return { quantity, measured: rounded(measured), predicted: { p10: p50 / spread, p50, p90: p50 * spread } };
}

interface Draft {
  readonly case: Case;
  time: MeasuredFigure | null;
  memory: MeasuredFigure | null;
}

/**
 * Every fitted figure with the features of its run: what `plan` shows beside an estimate. Features depend on the records and on what the fit starts
 * from, never on what it found.
 */
export function measuredRunsOf(
  records: readonly EvidenceRecord[],
  cases: readonly Case[],
  fitted: { readonly figures: readonly Residual[]; readonly calibration: Calibration },
): readonly MeasuredRun[] {
  const intervals = intervalsBy(fitted.calibration);
  const byId = new Map(cases.map((c) => [c.id, c]));
  const drafts = new Map<string, Draft>();
  for (const figure of fitted.figures) {
    const c = byId.get(figure.id);
    if (!c) continue;
    const draft = drafts.get(c.id) ?? { case: c, time: null, memory: null };
    draft[figure.domain] = figureOf(c, figure, intervals);
    drafts.set(c.id, draft);
  }
  return records.flatMap((r): MeasuredRun[] => {
    const draft = drafts.get(r.id);
    const features = draft ? featuresOf(draft.case.branches) : null;
    if (!draft || !features || (!draft.time && !draft.memory)) return [];
    const { title, url, date } = r.source ?? {};
    return [
      {
        id: r.id,
        model: r.model?.name ?? r.model?.hf_id ?? "",
        features,
        time: draft.time,
        memory: draft.memory,
        source: title ?? r.id,
        url: url ?? "",
        date: date ?? null,
      },
    ];
  });
}
