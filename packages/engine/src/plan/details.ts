import { runFeatures } from "../doubt/features.ts";
import { probabilityWithin, rangeOf, sigmaOf, Z90 } from "../doubt/range.ts";
import { type MeasuredRun, type SimilarRun, similarRuns } from "../doubt/similar.ts";
import type { Issue } from "../issue.ts";
import { precisionPeak } from "../time/matmul.ts";
import { shareRunAgain } from "../layout/setup.ts";
import { notation } from "../layout/notation.ts";
import { memoryParts } from "../memory/explain.ts";
import { hostBytes, largestMicroBatch } from "../memory/memory.ts";
import { wholePeak } from "../memory/objective.ts";
import { phaseBytes, PHASES } from "../memory/phases.ts";
import { totalParameters } from "../model/parameters.ts";
import { durationParts, goodput, lossesOf } from "../run/duration.ts";
import { timeline } from "../run/timeline.ts";
import { wholeStepParts } from "../time/objective.ts";
import { HOUR } from "../units.ts";
import { conventions } from "../work/conventions.ts";
import { hardwareFlop, modelFlop, operatorFlops } from "../work/flops.ts";
import { type Candidate, setupOf } from "./candidate.ts";
import { type Known, lengthIssues, openFacts } from "./facts.ts";
import { dataResult } from "./data-way.ts";
import { energyResult } from "./emissions.ts";
import { identityOf, planId } from "./id.ts";
import { pBudget, pCarbon, pDeadline } from "./limits.ts";
import { withFacts } from "./narrow.ts";
import { sweepResult } from "./campaign.ts";
import { learningOf } from "./learning.ts";
import { learningIssues } from "./learning-issues.ts";
import { addedFlop, jobUnits, objectiveResult } from "./objective.ts";
import { qualityOf } from "./quality.ts";
import type { PlanRequest } from "./request.ts";
import type { MemoryResult, Plan, Verdict } from "./result.ts";
import { checkpointResult, interruptionResult } from "./reliability.ts";
import { settingsOf } from "./settings.ts";
import type { Listed } from "./shortlist.ts";
import { commitmentResults, spotResult } from "./terms.ts";
import { waterfall } from "./waterfall.ts";
import { planIssues, priceStale } from "./warnings.ts";

function verdictOf(pFits: number): Verdict {
  return pFits >= 0.9 ? "fits" : pFits >= 0.5 ? "tight" : "does-not-fit";
}

/** Memory of a device in full. */
export function memoryResult(candidate: Candidate): MemoryResult {
  const { setup, bench } = candidate;
  const peak = wholePeak(setup);
  const capacity = bench.cluster.accelerator.memory;
  const sigma = sigmaOf(bench.resolved.spreads.memory);
  const { reserved = 0 } = peak;
  const own = rangeOf(candidate.memory - reserved, sigma);
  return {
    p10: own.p10 + reserved,
    p50: candidate.memory,
    p90: own.p90 + reserved,
    parts: memoryParts(setup, peak),
    capacity,
    verdict: verdictOf(probabilityWithin(capacity - reserved, candidate.memory - reserved, sigma)),
    headroom: capacity - candidate.memory,
    phase: peak.phase,
    phases: phaseBytes(peak).map((bytes, i) => ({ id: PHASES[i] ?? "rollout", bytes })),
    hostBytes: hostBytes(setup, peak, totalParameters(setup.table)),
  };
}

/** The largest micro-batch that fits with the probability asked for, whatever the global batch. */
function largestFitting(request: PlanRequest, candidate: Candidate): number {
  const { bench, setup } = candidate;
  const reserved = wholePeak(setup).reserved ?? 0;
  const room =
    reserved +
    (bench.cluster.accelerator.memory - reserved) /
      Math.exp(sigmaOf(bench.resolved.spreads.memory) * Z90 * (request.goal.pFits >= 0.9 ? 1 : 0));
  const { microBatch: together } = jobUnits(request.objective);
  const most = largestMicroBatch(setupOf(bench, request, setup.layout).setup, room, undefined, wholePeak);
  return together * Math.floor(most / together);
}

interface Rates {
  readonly tokensPerSecondPerGpu: number;
  readonly mfu: number;
  readonly hfu: number;
  readonly mfuByConvention: Plan["mfuByConvention"];
}

/** Model FLOPs over what the cards could do in the job's precision. MFU leaves recomputation out, HFU counts it. */
function ratesOf(request: PlanRequest, candidate: Candidate): Rates {
  const { setup, step, bench, steps } = candidate;
  const tokens = bench.globalBatch * steps.sequence;
  const perGpu = tokens / step / bench.cluster.gpus;
  const card = bench.cluster.accelerator;
  const peak = setup.precision === "fp8" ? (card.peak.fp8 ?? precisionPeak(setup)) : precisionPeak(setup);
  const operators = operatorFlops(setup.table, request.method, {
    sequence: steps.sequence,
    recompute: setup.layout.recompute,
    counting: "half",
    share: setup.layout.recompute === "full" ? shareRunAgain(setup) : 1,
  });
  const added = addedFlop(request, candidate);
  const model = modelFlop(operators) + added.model;
  const share = model / (conventions(setup.table, steps.sequence)[0]?.flopPerToken ?? 1);
  return {
    tokensPerSecondPerGpu: perGpu,
    mfu: (model * perGpu) / peak,
    hfu: ((hardwareFlop(operators) + added.hardware) * perGpu) / peak,
    mfuByConvention: conventions(setup.table, steps.sequence).map((c) => ({
      id: c.id,
      value: (share * c.flopPerToken * perGpu) / peak,
      source: c.source,
    })),
  };
}

/** Runs shown of each: with a measured time, with a measured memory. */
const SHOWN = 2;

function similarTo(candidate: Candidate, measured: readonly MeasuredRun[] | null): readonly SimilarRun[] | null {
  // The measured runs are of the next token.
  if (candidate.setup.objective) return measured && [];
  return measured && similarRuns(runFeatures(candidate.setup), measured, SHOWN);
}

/** What a plan is seen against: what else is known of machines, and the runs that others measured. */
export interface Against extends Known {
  readonly measured: readonly MeasuredRun[] | null;
}

/** A plan in full. */
export function planOf(request: PlanRequest, listed: Listed, against: Against): Plan {
  const { offering: o, reasons } = listed;
  const { candidate } = o;
  const { bench, setup, steps } = candidate;
  const stale = priceStale(request, o);
  const facts = openFacts(request, o, against);
  const { step, run, paid, cost, ask } = withFacts({ request, offering: o, stale }, facts);
  const rates = ratesOf(request, candidate);
  const hours = (seconds: number): number => (bench.cluster.gpus * seconds) / HOUR;
  const memory = memoryResult(candidate);
  const learning = learningOf(request, o);
  const issues: readonly Issue[] = [...planIssues(request, o), ...lengthIssues(facts), ...learningIssues(request, o, learning)];
  return {
    id: planId(o),
    reasons,
    ...identityOf(o),
    precision: bench.precision,
    optimizer: bench.optimizer,
    attention: bench.attention,
    padding: bench.padding,
    globalBatch: bench.globalBatch,
    layout: setup.layout,
    notation: notation(setup.layout),
    fits: memory.verdict !== "does-not-fit",
    pFits: candidate.pFits,
    memoryBytes: memory,
    largestMicroBatch: largestFitting(request, candidate),
    objective: objectiveResult(request, candidate),
    stepSeconds: { ...step, parts: wholeStepParts(setup) },
    ...rates,
    tokens: steps.tokens,
    usefulTokens: steps.usefulTokens,
    steps: steps.steps,
    runSeconds: { ...run, parts: durationParts(o.duration, o.run) },
    checkpoints: checkpointResult(request, o),
    interruptions: interruptionResult(request, o),
    goodput: goodput(o.duration),
    gpuHours: { p10: hours(paid.p10), p50: hours(paid.p50), p90: hours(paid.p90) },
    costUsd: cost,
    bill: o.bill,
    data: dataResult(request, o),
    waterfall: waterfall(o, rates),
    timeline: timeline(o.duration, o.run, lossesOf(o.run).losses.failures),
    spot: spotResult(request, o),
    commitments: commitmentResults(request, o),
    energy: energyResult(request, o, paid),
    pBudget: pBudget(request, o),
    pDeadline: pDeadline(request, o),
    pCarbon: pCarbon(request, o),
    priceStale: stale,
    calibration: bench.resolved.set,
    similar: similarTo(candidate, against.measured),
    ask,
    settings: settingsOf(request, candidate, learning),
    learning,
    sweep: sweepResult(request, o, { run, cost, learning }),
    quality: qualityOf(request, candidate, learning),
    issues,
  };
}
