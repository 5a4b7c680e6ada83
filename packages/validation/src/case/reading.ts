import type { Reading } from "@outlay/engine";
import { extraText } from "../record/amounts.ts";
import type { EvidenceRecord } from "../record/record.ts";
import type { SourceRule } from "../source/source.ts";

const KINDS: readonly (readonly [RegExp, Reading])[] = [
  [/allocated|active/i, "allocated"],
  [/reserved/i, "reserved"],
  [/smi|nvml|rocm/i, "device"],
];

/** What a memory figure is: as the record says, as its notes say, as its source prints. */
export function readingOf(r: EvidenceRecord, rule: SourceRule): Reading {
  const said = extraText(r.measured_extra, "memory_kind");
  const kind = KINDS.find(([pattern]) => pattern.test(said))?.[1];
  return kind ?? rule.reading ?? KINDS.find(([pattern]) => pattern.test((r.notes ?? "").slice(0, 2000)))?.[1] ?? "device";
}
