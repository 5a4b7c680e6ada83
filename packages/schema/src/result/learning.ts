import { type LearningResult, LOSS_LAWS, SCHEDULES, SWEEPS, type SweepResult } from "@outlay/engine";
import * as z from "zod";

const amount = z.number().min(0);
const share = amount.max(1);
const text = z.string();
const why = z.strictObject({ formula: text, inputs: z.record(text, z.union([z.number(), text, z.boolean()])), source: text });
const figure = z.strictObject({ value: amount, why });
const range = z.strictObject({ p10: amount, p50: amount, p90: amount });
const laws = z.array(z.strictObject({ id: text, value: amount, source: text }));

const setting = {
  value: amount,
  given: z.boolean(),
  best: amount,
  low: amount,
  high: amount,
  laws,
  source: text,
  excessLoss: figure.nullable(),
  tokensFactor: range.nullable(),
};

/** How much training a plan is, what it reaches, and what its settings cost. */
export const learning: z.ZodType<LearningResult> = z.strictObject({
  goal: z.enum(["given", "compute-optimal", "serving-optimal", "loss", "flop", "most"]),
  tokens: figure,
  tokensPerParameter: amount,
  passes: amount.nullable(),
  effectiveTokens: figure,
  nextPass: z.strictObject({ worth: figure, lossDrop: amount.nullable(), costUsd: amount.nullable() }).nullable(),
  loss: z.strictObject({ ...range.shape, law: z.enum(LOSS_LAWS), why, others: laws, extrapolated: z.boolean() }).nullable(),
  computeOptimalTokens: figure.nullable(),
  computeOverLeast: figure.nullable(),
  transferFactor: figure.nullable(),
  batch: z
    .strictObject({
      ...setting,
      critical: amount,
      criticalLow: amount,
      criticalHigh: amount,
      criticalLaws: laws,
      measured: figure.nullable(),
      stepsOverLeast: figure,
      tokensOverLeast: figure,
    })
    .nullable(),
  learningRate: z.strictObject({
    ...setting,
    pDiverges: share.nullable(),
    rerunUsd: amount.nullable(),
    atBatch: figure.nullable(),
    ifOff: z.array(z.strictObject({ ratio: amount, excessLoss: range, tokensFactor: amount.nullable(), pDiverges: share })),
  }),
  weightDecay: figure.nullable(),
  schedule: z
    .strictObject({ kind: z.enum(SCHEDULES).nullable(), warmupSteps: amount.nullable(), tokensFactor: amount.nullable(), source: text })
    .nullable(),
  horizons: z.strictObject({ cosine: amount, wsd: amount, source: text }).nullable(),
  quantised: z.strictObject({ losses: z.array(z.strictObject({ bits: amount, nats: amount })), extrapolated: z.boolean(), why }).nullable(),
  serving: z.strictObject({ parameters: amount, tokens: amount, computeShare: amount, why }).nullable(),
  overfitting: figure.nullable(),
  earlyStop: z.strictObject({ step: amount, saving: share, savingUsd: amount.nullable(), savingSeconds: amount, why }).nullable(),
});

/** A search for settings on a plan's machine. */
export const sweep: z.ZodType<SweepResult> = z.strictObject({
  kind: z.enum(SWEEPS),
  trials: amount,
  workers: amount,
  space: z.array(z.strictObject({ name: text, count: amount })),
  trialShare: amount,
  trialTokens: amount,
  runs: amount,
  fullRuns: amount,
  starts: amount,
  brackets: z.array(z.array(z.strictObject({ trials: amount, upTo: amount }))),
  gpuHours: range,
  runSeconds: range,
  costUsd: range.nullable(),
  fullCostUsd: amount.nullable(),
  withRunUsd: range.nullable(),
  regret: z.strictObject({ median: amount, p90: amount }).nullable(),
  bestRate: figure.nullable(),
  divergedShare: share.nullable(),
  earlyStopUsd: amount.nullable(),
  why,
});
