import { positive, whole } from "../record/amounts.ts";
import type { EvidenceRecord, TrainingFields } from "../record/record.ts";

const MOST = 10_000_000;

/** Batch of a step: what is stated, completed where two of three are. `micro` null: to be guessed. */
export interface ReadBatch {
  readonly micro: number | null;
  readonly accum: number | null;
  readonly global: number | null;
  readonly assumed: readonly string[];
}

/**
 * Micro-batch where a fine-tune says nothing of its batch: the stack's own default. Sources: transformers TrainingArguments and TRL (8),
 * LLaMA-Factory, axolotl and ms-swift examples (1), Unsloth notebooks (2), torchtune recipes (2), LitGPT finetune scripts (1).
 */
const DEFAULT_MICRO: Readonly<Record<string, number>> = { "hf-trainer": 8, trl: 8, unsloth: 2, torchtune: 2 };

/** A fine-tune's training fields with the stack's micro-batch where nothing of the batch is stated. */
export function withDefaultBatch(t: TrainingFields, stack: string): { readonly t: TrainingFields; readonly assumed: readonly string[] } {
  if (whole(t.micro_batch, MOST) !== undefined || whole(t.global_batch, MOST) !== undefined) return { t, assumed: [] };
  const micro = DEFAULT_MICRO[stack] ?? 1;
  return { t: { ...t, micro_batch: micro }, assumed: [`micro-batch ${micro} (the stack's default; not stated)`] };
}

/** What is trained in a step is all that was trained over the steps, where nothing of the batch is stated: inputs of a run, no outcome. */
export function withTotalBatch(
  r: Pick<EvidenceRecord, "method" | "training" | "measured">,
  sequence: number | null,
): { readonly t: TrainingFields; readonly assumed: readonly string[] } {
  const t = r.training ?? {};
  const tokens = positive(r.measured?.total_tokens);
  const steps = whole(r.measured?.total_steps);
  const stated = [t.global_batch, t.micro_batch, t.grad_accum].some((n) => whole(n, MOST) !== undefined);
  if (stated || r.method !== "pretrain" || tokens === undefined || steps === undefined || sequence === null) return { t, assumed: [] };
  const batch = Math.round(tokens / steps / sequence);
  if (batch < 1) return { t, assumed: [] };
  return { t: { ...t, global_batch: batch }, assumed: [`batch ${batch}: all tokens over the steps`] };
}

/** Any two of micro-batch, accumulation and global batch give the third over `dp` replicas. */
export function batchOf(t: TrainingFields, dp: number): ReadBatch {
  const assumed: string[] = [];
  const global = whole(t.global_batch, MOST) ?? null;
  let micro = whole(t.micro_batch, MOST) ?? null;
  let accum = whole(t.grad_accum, MOST) ?? null;
  if (micro !== null && accum === null && global !== null) accum = Math.max(1, Math.round(global / (micro * dp)));
  if (micro === null && accum !== null && global !== null) micro = Math.max(1, Math.round(global / (accum * dp)));
  if (micro !== null && accum === null) {
    accum = 1;
    assumed.push("gradient accumulation 1 (not stated)");
  }
  if (micro !== null && accum !== null && global !== null && Math.abs(micro * accum * dp - global) > 0.01 * global) {
    const fitted = Math.max(1, Math.round(global / (micro * dp)));
    assumed.push(`batch: ${micro} x ${accum} x ${dp} is not ${global}; accumulation taken as ${fitted}`);
    accum = fitted;
  }
  return { micro, accum, global: micro !== null && accum !== null ? micro * accum * dp : global, assumed };
}

/** Beyond this a larger micro-batch gains nothing. */
const MOST_TOKENS = 65536;

/**
 * Micro-batches that users choose, with their shares, where only the global batch is known: small ones in pipelines, whose bubble they shorten,
 * large ones otherwise.
 */
export function microBatches(at: {
  global: number;
  dp: number;
  pp: number;
  tokens: number;
}): readonly { readonly value: number; readonly weight: number }[] {
  const perReplica = Math.max(1, Math.round(at.global / at.dp));
  const choices = [1, 2, 4, 8, 16, 32, 64].filter((b) => perReplica % b === 0 && (b === 1 || b * at.tokens <= MOST_TOKENS));
  return choices.map((value, i) => ({ value, weight: at.pp > 1 ? 0.5 ** i : 2 ** i }));
}
