import type { Flop, Nats, Parameters, Tokens } from "../../units.ts";
import { optimalBatchTokens } from "../batch.ts";
import { KAPLAN, kaplanCriticalBatch } from "../target/kaplan.ts";

/** What laws of batch and learning rate are asked with. N without embeddings, C = 6ND. */
export interface LawInput {
  readonly parameters: Parameters;
  readonly tokens: Tokens;
  /** Loss that the run ends at. */
  readonly loss: Nats;
}

export interface BatchLaw {
  readonly id: string;
  /** The batch of least loss, or the one beyond which more of it hardly saves steps. */
  readonly kind: "optimum" | "critical";
  readonly tokens: (at: LawInput) => Tokens;
  readonly source: string;
}

const flopOf = (at: LawInput): Flop => 6 * at.parameters * at.tokens;
/** Bergsma et al. count in sequences of this many tokens. */
const BERGSMA_SEQUENCE = 2048;

export const STEP_LAW = "Li et al. 2025, 2503.04715 (StepLaw)";
const DEEPSEEK = "Bi et al. 2024, 2401.02954 (DeepSeek LLM)";
const PORIAN = "Porian et al. 2024, 2406.19146";

/** Published batches in tokens; they differ two- to tenfold at one size. */
export const BATCH_LAWS: readonly BatchLaw[] = [
  { id: "step-law", kind: "optimum", tokens: (at) => optimalBatchTokens(at.tokens), source: `${STEP_LAW}: 0.58 D^0.571` },
  { id: "deepseek", kind: "optimum", tokens: (at) => 0.292 * flopOf(at) ** 0.3271, source: `${DEEPSEEK}: 0.2920 C^0.3271` },
  {
    id: "bergsma",
    kind: "optimum",
    tokens: (at) => BERGSMA_SEQUENCE * 0.0306 * at.tokens ** 0.383,
    source: "Bergsma et al. 2025, 2505.13738: D^0.383; prefactor not checked",
  },
  { id: "porian", kind: "optimum", tokens: (at) => 0.7576 * at.parameters ** 0.703, source: `${PORIAN}: 0.7576 N^0.703` },
  { id: "schaipp", kind: "optimum", tokens: (at) => 0.667 * at.tokens ** 0.566, source: "Schaipp et al. 2026: 0.667 D^0.566" },
  {
    id: "zhang",
    kind: "critical",
    tokens: (at) => 22.91 * at.tokens ** 0.47,
    source: "Zhang et al. 2024, 2410.21676: D^0.47; prefactor not checked",
  },
  {
    id: "bergsma-critical",
    kind: "critical",
    tokens: (at) => BERGSMA_SEQUENCE * 0.0471 * at.tokens ** 0.462,
    source: "Bergsma et al. 2025, 2505.13738: D^0.462; prefactor not checked",
  },
  { id: "kaplan", kind: "critical", tokens: (at) => kaplanCriticalBatch(at.loss), source: `${KAPLAN}: 2e8 L^-4.76` },
];

/** A number and what other publications say in its place. */
export interface Spread {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly source: string;
  readonly laws: readonly { readonly id: string; readonly value: number; readonly source: string }[];
}

/** Laws differ: a third and three times the default stand for what is still reasonable. */
const REASONABLE = 3;

function spreadOf(laws: Spread["laws"]): Spread {
  const [first] = laws;
  const value = first?.value ?? Number.NaN;
  return { value, low: value / REASONABLE, high: value * REASONABLE, source: first?.source ?? "", laws };
}

/** Batch by all laws of a kind, in tokens. The first is the default: StepLaw's optimum, Zhang's critical batch. */
export function batchSpread(kind: BatchLaw["kind"], at: LawInput): Spread {
  const laws = BATCH_LAWS.filter((law) => law.kind === kind);
  return spreadOf(laws.map((law) => ({ id: law.id, value: law.tokens(at), source: law.source })));
}

export interface RateLaw {
  readonly id: string;
  /** Null where the law has no value at that size. */
  readonly rate: (at: LawInput) => number | null;
  readonly source: string;
}

/** Peak learning rate of AdamW: 1.79 N^-0.713 D^0.307. */
export function stepLawRate(n: Parameters, d: Tokens): number {
  return 1.79 * n ** -0.713 * d ** 0.307;
}

function kaplanRate(n: Parameters): number | null {
  const rate = 3.239e-3 - 1.395e-4 * Math.log(n);
  return rate > 0 ? rate : null;
}

export const RATE_LAWS: readonly RateLaw[] = [
  { id: "step-law", rate: (at) => stepLawRate(at.parameters, at.tokens), source: `${STEP_LAW}: 1.79 N^-0.713 D^0.307` },
  { id: "deepseek", rate: (at) => 0.3118 * flopOf(at) ** -0.125, source: `${DEEPSEEK}: 0.3118 C^-0.125` },
  { id: "kaplan", rate: (at) => kaplanRate(at.parameters), source: `${KAPLAN}: 3.239e-3 - 1.395e-4 ln N` },
  { id: "porian", rate: (at) => 3.7 * at.parameters ** -0.36, source: `${PORIAN}: 3.7 N^-0.36` },
];

/** Peak learning rate of pre-training by all laws; StepLaw's first. */
export function rateSpread(at: LawInput): Spread {
  const laws: { id: string; value: number; source: string }[] = [];
  for (const law of RATE_LAWS) {
    const value = law.rate(at);
    if (value !== null) laws.push({ id: law.id, value, source: law.source });
  }
  return spreadOf(laws);
}
