import { extraNumber, positive, whole } from "../record/amounts.ts";
import type { EvidenceRecord } from "../record/record.ts";

/** How much was trained, in optimizer steps and processed tokens; null where the record doesn't say. */
export function amountOf(
  r: EvidenceRecord,
  at: { globalBatch: number | null; mean: number | null },
): { steps: number | null; tokens: number | null } {
  const perStep = at.globalBatch !== null && at.mean !== null ? at.globalBatch * at.mean : null;
  const samples = samplesOf(r);
  const stated = whole(r.measured?.total_steps) ?? null;
  const steps = stated ?? (samples !== null && at.globalBatch !== null ? Math.max(1, Math.ceil(samples / at.globalBatch)) : null);
  const total = positive(r.measured?.total_tokens);
  if (total !== undefined) return { steps: steps ?? (perStep === null ? null : total / perStep), tokens: total };
  return { steps, tokens: steps !== null && perStep !== null ? steps * perStep : null };
}

const DATASETS: Readonly<Record<string, number>> = { alpaca2k: 2000, alpaca: 52002 };

/** Samples passed over all epochs. */
function samplesOf(r: EvidenceRecord): number | null {
  const extra = r.measured_extra;
  const epochs = extraNumber(extra, "epochs") ?? 1;
  const named = typeof extra?.["dataset"] === "string" ? DATASETS[extra["dataset"].toLowerCase()] : undefined;
  const samples = extraNumber(extra, "samples") ?? named;
  if (samples === undefined) return null;
  const kept = 1 - Math.min(0.9, extraNumber(extra, "val_split_fraction") ?? 0);
  return samples * kept * epochs;
}
