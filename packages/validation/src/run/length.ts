import { extraText, whole } from "../record/amounts.ts";
import type { EvidenceRecord } from "../record/record.ts";
import type { Choice } from "../layout/switches.ts";
import type { SourceRule } from "../source/source.ts";

export interface ReadLength {
  /** Mean tokens as processed; null: only a cap is known, at best. */
  readonly mean: number | null;
  /** Longest that occurs, in its likely ways. */
  readonly longests: readonly Choice<number>[];
  /** Not even a cap is stated. */
  readonly unknown?: boolean;
  readonly varying: boolean;
  readonly assumed: readonly string[];
}

const MOST = 100_000_000;

/** Lengths of well-known data in tokens with the usual prompt. Source: notes of the records and lit-gpt's own counts. */
const DATA: readonly { readonly name: RegExp; readonly mean: number; readonly longest: number }[] = [
  { name: /alpaca/i, mean: 110, longest: 1304 },
];

function packed(r: EvidenceRecord): boolean {
  const extra = r.measured_extra;
  if (extraText(extra, "packing").toLowerCase() === "true" || extraText(extra, "sample_packing") === "true") return true;
  return (
    /\bpacked\b|every one exactly|padded to full length|fixed[- ]length/i.test(r.notes ?? "") && !/unpacked|not packed/i.test(r.notes ?? "")
  );
}

/** Mean length out of what a fine-tune processed in all: tokens over steps and batch are inputs, not outcomes. */
function meanOfTotals(r: EvidenceRecord, cap: number | undefined): number | null {
  const tokens = whole(r.measured?.total_tokens, 1e18);
  const steps = whole(r.measured?.total_steps);
  const batch = whole(r.training?.global_batch);
  if (tokens === undefined || steps === undefined || batch === undefined) return null;
  const mean = tokens / (steps * batch);
  return mean >= 1 && mean <= (cap ?? MOST) * 1.001 ? mean : null;
}

/** What fine-tuning code cuts to where nobody says: axolotl, LLaMA-Factory, ms-swift and Unsloth examples. */
const USUAL_CAP = 2048;

const only = (value: number): readonly Choice<number>[] => [{ value, weight: 1 }];

/** Data whose lengths aren't known: its longest sample may reach the cap or stay well below it. */
function upTo(cap: number): readonly Choice<number>[] {
  const part = (share: number): Choice<number> => ({ value: Math.max(1, Math.round(share * cap)), weight: 1 / 3 });
  return [part(1), part(1 / 2), part(1 / 4)];
}

/** How long the sequences of a run were. Pre-training packs; a fine-tune's `seq_len` is only a cap unless its data is packed or padded. */
export function lengthOf(r: EvidenceRecord, rule: SourceRule): ReadLength {
  const cap = whole(r.training?.seq_len, MOST);
  const fixed = cap !== undefined && (r.method === "pretrain" || rule.lengths === "fixed" || packed(r));
  if (fixed) return { mean: cap, longests: only(cap), varying: false, assumed: [] };
  if (r.method === "pretrain") {
    const usual = rule.sequence ?? 2048;
    return { mean: usual, longests: only(usual), varying: false, assumed: [`sequence length ${usual} (not stated)`] };
  }
  const mean = meanOfTotals(r, cap);
  if (mean !== null)
    return {
      mean,
      longests: only(Math.max(cap ?? 2 * mean, mean)),
      varying: true,
      assumed: [`mean length ${mean.toFixed(0)}, from the total tokens`],
    };
  const named = extraText(r.measured_extra, "dataset") || (rule.lengths === "alpaca" ? "alpaca" : "");
  const data = DATA.find((d) => d.name.test(named));
  if (data) {
    const longest = Math.min(cap ?? data.longest, data.longest);
    return {
      mean: Math.min(data.mean, longest),
      longests: only(longest),
      varying: true,
      assumed: [`lengths of ${named}: mean ${data.mean}, longest ${longest}`],
    };
  }
  if (cap === undefined)
    return {
      mean: null,
      longests: upTo(USUAL_CAP),
      varying: true,
      unknown: true,
      assumed: [`cap on the length: ${USUAL_CAP} (not stated)`],
    };
  if (rule.capReached === true)
    return { mean: null, longests: only(cap), varying: true, assumed: ["memory at the longest sequence allowed"] };
  return { mean: null, longests: upTo(cap), varying: true, assumed: [`longest sample: ${cap}, half or a quarter of it (not stated)`] };
}
