import { type Constants, GIB, peakMemory, probabilityWithin, stepSeconds, stepTerms } from "@outlay/engine";
import type { Case, Outcome, Quantity, Skip } from "../case/case.ts";
import type { Branch } from "../layout/branches.ts";
import { wholeSeconds } from "./whole-run.ts";

export interface Prediction {
  readonly quantity: Quantity;
  readonly measured: number;
  /** Null where `skipped` says why. `fits`: 1 or 0. */
  readonly predicted: number | null;
  /** Of `fits`: how likely. */
  readonly probability?: number;
  readonly skipped?: Skip;
}

export type ConstantsFor = (branch: Branch) => Constants;

/** The calibration that the case was resolved with. */
export const ownConstants: ConstantsFor = (branch) => branch.setup.constants;

/** Geometric mean over the branches by their weights. */
function mean(c: Case, of: (b: Branch) => number): number {
  if (c.branches.length === 1 && c.branches[0]) return of(c.branches[0]);
  let log = 0;
  for (const b of c.branches) log += b.weight * Math.log(of(b));
  return Math.exp(log);
}

/** Seconds of an optimizer step on a branch, with the constants given. */
export function branchSeconds(b: Branch, constantsFor: ConstantsFor = ownConstants): number {
  return b.repeat * stepSeconds(stepTerms({ ...b.setup, constants: constantsFor(b) }));
}

export function branchTokens(b: Branch): number {
  return b.repeat * b.setup.batch.globalBatch * b.setup.batch.sequence;
}

interface Rates {
  /** Seconds of a step, and of a token over the whole machine. */
  readonly step: number;
  readonly perToken: number;
  readonly gpus: number;
  readonly sequence: number;
}

function ratesOf(c: Case, constantsFor: ConstantsFor): Rates | null {
  const [first] = c.branches;
  if (!first) return null;
  let step = 0;
  let perToken = 0;
  for (const b of c.branches) {
    const seconds = branchSeconds(b, constantsFor);
    step += b.weight * Math.log(seconds);
    perToken += b.weight * Math.log(seconds / branchTokens(b));
  }
  return { step: Math.exp(step), perToken: Math.exp(perToken), gpus: first.setup.cluster.gpus, sequence: first.setup.batch.sequence };
}

/** Seconds of the run: its steps, by tokens where they are known, with what a whole run has beyond them where the hours hold it. */
function runSeconds(c: Case, rates: Rates): number | null {
  if (c.amount.tokens !== null) return wholeSeconds(c, c.amount.tokens * rates.perToken);
  return c.amount.steps === null ? null : wholeSeconds(c, c.amount.steps * rates.step);
}

const NO_AMOUNT: Skip = { kind: "amount", reason: "how much was trained is not stated" };
const NO_CONVENTION: Skip = { kind: "measure", reason: "how the source counts FLOPs is not known" };
const NO_PRICE: Skip = { kind: "price", reason: "no price of this machine is stated or known" };

function timeOf(c: Case, quantity: Quantity, rates: Rates): number | Skip {
  const tokens = 1 / rates.perToken;
  const run = runSeconds(c, rates);
  switch (quantity) {
    case "step_time_s":
      return rates.step;
    case "tokens_per_s":
      return tokens;
    case "tokens_per_s_per_gpu":
      return tokens / rates.gpus;
    case "samples_per_s":
      return tokens / rates.sequence;
    case "tflops_per_gpu":
      return c.flops ? (tokens * c.flops.flopPerToken) / rates.gpus / 1e12 : NO_CONVENTION;
    case "mfu":
      return c.flops && c.flops.peak > 0 ? (tokens * c.flops.flopPerToken) / rates.gpus / c.flops.peak : NO_CONVENTION;
    case "hfu":
      return c.flops && c.flops.peak > 0 ? (tokens * c.flops.hardwareFlopPerToken) / rates.gpus / c.flops.peak : NO_CONVENTION;
    case "gpu_hours":
      return run === null ? NO_AMOUNT : (run * rates.gpus) / 3600;
    case "wall_hours":
      return run === null ? NO_AMOUNT : run / 3600;
    case "cost_usd":
      return run === null ? NO_AMOUNT : c.usdPerHour === null ? NO_PRICE : (run / 3600) * c.usdPerHour;
    case "energy_mwh":
    case "co2_t":
      return {
        kind: "measure",
        reason: "published energy and carbon are mostly GPU-hours times the rated power: arithmetic, not measured",
      };
    case "peak_memory_gib_per_gpu":
    case "fits":
      return NO_AMOUNT;
  }
}

/** What a counter can show at most: the card, less the context for torch's own counters. */
export function shownBytes(c: Case, b: Branch, constantsFor: ConstantsFor = ownConstants): number {
  const bytes = peakMemory({ ...b.setup, constants: constantsFor(b) }, c.reading).total;
  if (c.capacity === null) return bytes;
  const context = b.setup.cluster.gpus > 1 ? b.stack.context.multi : b.stack.context.single;
  return Math.min(bytes, c.reading === "device" ? c.capacity : Math.max(1, c.capacity - context));
}

function fitProbability(c: Case, constantsFor: ConstantsFor): number | Skip {
  const { capacity } = c;
  if (capacity === null) return { kind: "card", reason: "no card is named" };
  let probability = 0;
  for (const b of c.branches)
    probability += b.weight * probabilityWithin(capacity, peakMemory({ ...b.setup, constants: constantsFor(b) }).total, c.memorySigma);
  return Math.min(1, probability);
}

function predictOne(c: Case, o: Outcome, at: { rates: () => Rates | null; constantsFor: ConstantsFor }): Prediction {
  const { quantity, measured } = o;
  const skip = c.skipped ?? o.skip;
  if (skip) return { quantity, measured, predicted: null, skipped: skip };
  if (quantity === "peak_memory_gib_per_gpu")
    return { quantity, measured, predicted: mean(c, (b) => shownBytes(c, b, at.constantsFor)) / GIB };
  if (quantity === "fits") {
    const probability = fitProbability(c, at.constantsFor);
    if (typeof probability !== "number") return { quantity, measured, predicted: null, skipped: probability };
    return { quantity, measured, predicted: probability >= 0.5 ? 1 : 0, probability };
  }
  const r = at.rates();
  const value = r ? timeOf(c, quantity, r) : NO_AMOUNT;
  return typeof value === "number" ? { quantity, measured, predicted: value } : { quantity, measured, predicted: null, skipped: value };
}

/** One prediction for each outcome that the record states. Pure: no outcome goes in but as `measured`. */
export function predict(c: Case, constantsFor: ConstantsFor = ownConstants): readonly Prediction[] {
  let known: Rates | null | undefined;
  const rates = (): Rates | null => (known === undefined ? (known = ratesOf(c, constantsFor)) : known);
  return c.outcomes.map((o) => predictOne(c, o, { rates, constantsFor }));
}
