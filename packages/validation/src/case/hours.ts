import type { EvidenceRecord } from "../record/record.ts";
import type { SourceRule } from "../source/source.ts";
import type { Case } from "./case.ts";

/** How the records' notes say that hours are tokens over a printed rate, or steps times their seconds: nothing of restarts or slow weeks is in them. */
const FROM_A_RATE = /no downtime|from throughput|from (?:logged )?(?:iteration|step) time|steps x step time/i;

/** What a record's hours hold, as its source or its notes have it. */
export function hoursOf(r: EvidenceRecord, rule: SourceRule): Case["hours"] {
  return rule.uninterrupted === true || FROM_A_RATE.test(r.notes ?? "") ? "steps" : "run";
}
