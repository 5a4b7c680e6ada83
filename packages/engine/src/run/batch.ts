import type { Method } from "../method/method.ts";
import { type Objective, sequencesPerUnit } from "../method/objective.ts";
import type { Sequences, Tokens } from "../units.ts";
import type { Assumptions } from "./assumptions.ts";
import type { Work } from "./work.ts";

/**
 * Loss-optimal batch in tokens, 0.58 D^0.571. Published laws differ two- to tenfold.
 * Source: Li et al. 2025, 2503.04715 (StepLaw).
 */
export function optimalBatchTokens(tokens: Tokens): Tokens {
  return 0.58 * tokens ** 0.571;
}

function powerOfTwo(n: number): number {
  return 2 ** Math.max(0, Math.round(Math.log2(n)));
}

/** Tokens that the work processes if nothing is padded. */
export function roughTokens(work: Work): Tokens {
  const { amount } = work;
  if (amount.kind === "tokens") return amount.tokens * amount.epochs;
  if (amount.kind === "samples") return amount.samples * amount.epochs * Math.min(amount.lengths.mean, work.sequence);
  return amount.steps * work.sequence * 16;
}

/** The usual batch of an objective in sequences, of a small data set an eighth. */
function objectiveBatch(work: Work, objective: Objective, assumptions: Assumptions): Sequences {
  const usual = assumptions[objective.rollout ? "rollout-prompts" : "preference-batch"].value;
  const each = sequencesPerUnit(objective);
  const units = work.amount.kind === "samples" ? work.amount.samples / each : Number.POSITIVE_INFINITY;
  return each * Math.max(1, Math.min(usual, powerOfTwo(units / 8)));
}

/** The batch when the job leaves it open: StepLaw's, to a power of two, for pre-training; the usual small one for fine-tuning. */
export function defaultGlobalBatch(work: Work, method: Method, assumptions: Assumptions, objective: Objective | null = null): Sequences {
  if (objective) return objectiveBatch(work, objective, assumptions);
  if (method.kind === "pretrain" || method.kind === "continue") {
    return Math.max(1, powerOfTwo(optimalBatchTokens(roughTokens(work)) / work.sequence));
  }
  const usual = assumptions["fine-tuning-batch"].value;
  return work.amount.kind === "samples" ? Math.max(1, Math.min(usual, powerOfTwo(work.amount.samples / 8))) : usual;
}
