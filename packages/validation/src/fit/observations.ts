import { type Calibration, type Constants, fullConstants, GIB, peakMemory, stepSeconds, stepTerms } from "@outlay/engine";
import type { Case } from "../case/case.ts";
import type { Branch } from "../layout/branches.ts";
import { predict, type Prediction } from "../predict/predict.ts";
import type { Domain } from "./parameters.ts";

/** One measured figure to fit to. `target`: seconds of a step, or GiB. */
export interface Observation {
  readonly case: Case;
  readonly domain: Domain;
  readonly source: string;
  /** Rows that measure the same thing share a key. */
  readonly twin: string;
  readonly target: number;
  /** Not measured, only that it was below the target (the run fitted the card) or above it (the run ran out of memory). */
  readonly bound?: Bound;
}

export type Bound = "below" | "above";

const DIRECT = new Set(["step_time_s"]);
const INVERSE = new Set(["tokens_per_s_per_gpu", "tokens_per_s", "samples_per_s", "tflops_per_gpu", "mfu"]);

/** The step time behind the first rate that a record states: what it printed over what was predicted scales the prediction. */
function stepTarget(c: Case, rows: readonly Prediction[]): number | null {
  const now = caseSeconds(c, (b) => b.setup.constants);
  for (const r of rows) {
    if (r.predicted === null || !(r.predicted > 0)) continue;
    if (DIRECT.has(r.quantity)) return now * (r.measured / r.predicted);
    if (INVERSE.has(r.quantity)) return now * (r.predicted / r.measured);
  }
  return null;
}

export type ConstantsOf = (branch: Branch) => Constants;

function caseSeconds(c: Case, constantsOf: ConstantsOf): number {
  let log = 0;
  for (const b of c.branches) log += b.weight * Math.log(b.repeat * stepSeconds(stepTerms({ ...b.setup, constants: constantsOf(b) })));
  return Math.exp(log);
}

function caseGib(c: Case, constantsOf: ConstantsOf): number {
  let log = 0;
  for (const b of c.branches) log += b.weight * Math.log(peakMemory({ ...b.setup, constants: constantsOf(b) }, c.reading).total);
  return Math.exp(log) / GIB;
}

/** What a card must hold, whatever the counter that the record read. */
function needGib(c: Case, constantsOf: ConstantsOf): number {
  let log = 0;
  for (const b of c.branches) log += b.weight * Math.log(peakMemory({ ...b.setup, constants: constantsOf(b) }).total);
  return Math.exp(log) / GIB;
}

/** Figures of the cases that can be fitted: suspects left out, twins once. Readings at the card's limit say nothing of the need. */
export function observations(cases: readonly Case[]): readonly Observation[] {
  const list: Observation[] = [];
  const seen = new Set<string>();
  for (const c of cases) {
    if (c.skipped || c.suspect !== undefined || c.branches.length === 0) continue;
    const twin = c.twin ?? c.id;
    if (c.twin !== undefined && seen.has(twin)) continue;
    seen.add(twin);
    // A figure of a guessed batch or length tells nothing of the constants; a rate of a pre-training hardly depends on its batch.
    const unknownBatch = c.strata.includes("flag:batch-unknown");
    const guessed = unknownBatch && c.task !== "pretrain";
    const rows = predict(c).filter((r) => !(unknownBatch && DIRECT.has(r.quantity)));
    const step = stepTarget(c, rows);
    if (step !== null && step > 0 && !guessed && !c.strata.includes("flag:length-cap"))
      list.push({ case: c, domain: "time", source: c.sourceGroup, twin, target: step });
    const memory = rows.find((r) => r.quantity === "peak_memory_gib_per_gpu" && r.predicted !== null);
    const full = c.capacity !== null && memory !== undefined && memory.measured * GIB > 0.93 * c.capacity;
    if (memory && memory.measured > 0 && !full && !unknownBatch && !c.strata.includes("flag:length-unknown"))
      list.push({ case: c, domain: "memory", source: c.sourceGroup, twin, target: memory.measured });
  }
  return list;
}

/** A need that is less than this share of the card says nothing of the constants by fitting. */
const NEAR = 0.6;

/** Needs that are only known to fit a card or not, where the record leaves nothing open and the card is near its end. */
export function bounds(cases: readonly Case[]): readonly Observation[] {
  const list: Observation[] = [];
  const seen = new Set<string>();
  for (const c of cases) {
    const { capacity } = c;
    const fits = c.outcomes.find((o) => o.quantity === "fits" && !o.skip);
    if (!fits || capacity === null || c.suspect !== undefined || c.branches.length !== 1) continue;
    const twin = `${c.twin ?? c.id} ${fits.measured}`;
    const need = needGib(c, (b) => b.setup.constants) * GIB;
    if (seen.has(twin) || (fits.measured === 1 && need < NEAR * capacity)) continue;
    seen.add(twin);
    const bound = fits.measured === 1 ? "below" : "above";
    list.push({ case: c, domain: "memory", source: c.sourceGroup, twin, target: capacity / GIB, bound });
  }
  return list;
}

/** Constants of the fuller set for branches, resolved once per card, stack and calibration. */
export function constantsOf(calibration: Calibration): ConstantsOf {
  const known = new Map<string, Constants>();
  return (b) => {
    const key = `${b.accelerator.id}|${b.stack.id}|${b.compile}`;
    let found = known.get(key);
    if (!found) {
      found = fullConstants(calibration, b.accelerator, b.stack, b.compile);
      known.set(key, found);
    }
    return found;
  };
}

function predicted(o: Observation, of: ConstantsOf): number {
  if (o.domain === "time") return caseSeconds(o.case, of);
  return o.bound ? needGib(o.case, of) : caseGib(o.case, of);
}

/** Log of predicted over measured, or over the bound. */
export function residual(o: Observation, of: ConstantsOf): number {
  return Math.log(predicted(o, of) / o.target);
}
