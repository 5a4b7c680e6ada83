import type { Method, Stack } from "@outlay/engine";
import { extraText } from "../record/amounts.ts";
import type { EvidenceRecord } from "../record/record.ts";

/** What a record switches in its stack and method: fused or chunked loss, optimizer inside backward, full-precision weights. */
interface Switch {
  readonly when: (r: EvidenceRecord) => boolean;
  readonly change: (s: Stack) => Stack;
  readonly method?: (m: Method) => Method;
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
    when: (r) => /seq_cls|sequence.classification|reward.model/i.test(r.id),
    change: (s) => ({ ...s, logitsBytes: 0, splitLogitsBytes: 0 }),
    note: "a score instead of a vocabulary: no logits",
  },
  {
    when: (r) => /in backward|layerwise/i.test(r.training?.optimizer ?? "") || /\boptimizer_in_bwd\b/.test(r.notes ?? ""),
    change: (s) => ({ ...s, trained: { ...s.trained, gradient: 0 }, persistentGradients: false }),
    note: "optimizer step inside backward: gradients are not kept",
  },
  {
    // PyTorch's own AdamW works on all parameters at once and holds a square root of the second moments; the trainer's default was not fused.
    when: (r) =>
      /^(adamw?(_torch)?|torch\.optim\.adamw)?$/i.test(r.training?.optimizer ?? "") && !/^zero/i.test(r.parallel?.sharding ?? ""),
    change: (s) => (s.class === "hf" && s.trained.master === 0 ? { ...s, stepIntermediates: s.trained.stateFactor } : s),
    note: "AdamW not fused: a moment's copy at the step",
  },
  {
    // The trainer's wrapper returns outputs once more in fp32; a loop of one's own takes the loss as the model does.
    when: (r) => r.id.startsWith("peft-method-comparison"),
    change: (s) => ({ ...s, logitsBytes: Math.min(s.logitsBytes, 12.4), splitLogitsBytes: Math.min(s.splitLogitsBytes, 12.4) }),
    note: "a training loop of its own: outputs aren't cast once more",
  },
  {
    when: (r) => /mixed.*fp32 weights|fp32 weights/i.test(r.training?.precision ?? ""),
    change: (s) => ({ ...s, trained: { weight: 4, gradient: 4, master: 0, stateFactor: 1 }, unquantised: 4 }),
    method: (m) => (m.lora && m.base === "bf16" ? { ...m, base: "fp32" } : m),
    note: "weights kept in fp32",
  },
  {
    when: (r) => /gptq|awq|aqlm|hqq/i.test(r.lora?.quant ?? ""),
    change: (s) => ({ ...s, unquantised: Math.min(s.unquantised, 2) }),
    note: "quantised beforehand: embedding and head stay in 16 bits",
  },
];

export interface Variant {
  readonly stack: Stack;
  readonly method: Method;
  readonly assumed: readonly string[];
}

export function variantOf(r: EvidenceRecord, stack: Stack, method: Method): Variant {
  let changed = stack;
  let trained = method;
  const assumed: string[] = [];
  for (const s of SWITCHES) {
    if (!s.when(r)) continue;
    changed = s.change(changed);
    trained = s.method?.(trained) ?? trained;
    assumed.push(s.note);
  }
  return { stack: changed, method: trained, assumed };
}
