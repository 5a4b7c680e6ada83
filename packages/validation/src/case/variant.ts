import type { Stack } from "@outlay/engine";
import { extraText } from "../record/amounts.ts";
import type { EvidenceRecord } from "../record/record.ts";

/** What a record switches in its stack: fused or chunked loss, optimizer inside backward, full-precision weights. */
interface Switch {
  readonly when: (r: EvidenceRecord) => boolean;
  readonly change: (s: Stack) => Stack;
  readonly note: string;
}

const SWITCHES: readonly Switch[] = [
  {
    when: (r) => /liger/i.test(r.training?.kernels ?? "") || extraText(r.measured_extra, "liger") === "true",
    change: (s) => ({ ...s, logitsBytes: Math.min(s.logitsBytes, 0.5), splitLogitsBytes: Math.min(s.splitLogitsBytes, 0.5) }),
    note: "Liger: loss without stored logits",
  },
  {
    when: (r) => extraText(r.measured_extra, "cut_cross_entropy") === "true",
    change: (s) => ({ ...s, logitsBytes: Math.min(s.logitsBytes, 0.5), splitLogitsBytes: Math.min(s.splitLogitsBytes, 0.5) }),
    note: "cut cross-entropy: loss without stored logits",
  },
  {
    when: (r) => /in backward|layerwise/i.test(r.training?.optimizer ?? ""),
    change: (s) => ({ ...s, trained: { ...s.trained, gradient: 0 }, persistentGradients: false }),
    note: "optimizer step inside backward: gradients are not kept",
  },
  {
    when: (r) => /mixed.*fp32 weights|fp32 weights/i.test(r.training?.precision ?? ""),
    change: (s) => ({ ...s, trained: { weight: 4, gradient: 4, master: 0, stateFactor: 1 } }),
    note: "weights kept in fp32",
  },
];

export function variantOf(r: EvidenceRecord, stack: Stack): { readonly stack: Stack; readonly assumed: readonly string[] } {
  let changed = stack;
  const assumed: string[] = [];
  for (const s of SWITCHES) {
    if (!s.when(r)) continue;
    changed = s.change(changed);
    assumed.push(s.note);
  }
  return { stack: changed, assumed };
}
