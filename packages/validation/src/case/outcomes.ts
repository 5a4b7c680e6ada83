import { extraNumber, positive } from "../record/amounts.ts";
import { type EvidenceRecord, MEASURES } from "../record/record.ts";
import type { SourceRule } from "../source/source.ts";
import type { Outcome, Quantity, Skip } from "./case.ts";

const GIB = 2 ** 30;

/** Quantities that follow the step time. */
const TIMES: ReadonlySet<Quantity> = new Set<Quantity>([
  "step_time_s",
  "tokens_per_s",
  "tokens_per_s_per_gpu",
  "samples_per_s",
  "tflops_per_gpu",
  "mfu",
  "hfu",
  "gpu_hours",
  "wall_hours",
  "cost_usd",
]);
const MEMORIES: ReadonlySet<Quantity> = new Set<Quantity>(["peak_memory_gib_per_gpu", "fits"]);

/** What stands in the way of some of a record's outcomes. */
export interface Obstacles {
  readonly time: Skip | null;
  readonly memory: Skip | null;
  /** Of totals: they hold more than training. */
  readonly hours: Skip | null;
}

/** Peak memory in GiB as a training step reaches it: PEFT's maximum holds generation for evaluation, its 99th percentile doesn't. */
function memoryOf(r: EvidenceRecord, stated: number, rule: SourceRule): number {
  const training = extraNumber(r.measured_extra, "mem_reserved_p99_bytes");
  if (training !== undefined) return training / GIB;
  return rule.decimalMemory ? (stated * 1e9) / GIB : stated;
}

function skipOf(quantity: Quantity, o: Obstacles): Skip | null {
  if (MEMORIES.has(quantity)) return o.memory;
  if (!TIMES.has(quantity)) return null;
  const hours = quantity === "wall_hours" || quantity === "gpu_hours" || quantity === "cost_usd";
  return o.time ?? (hours ? o.hours : null);
}

/** Every outcome that a record states, with what keeps it from being estimated. */
export function outcomesOf(r: EvidenceRecord, rule: SourceRule, obstacles: Obstacles): readonly Outcome[] {
  const list: Outcome[] = [];
  const add = (quantity: Quantity, measured: number): void => {
    const skip = skipOf(quantity, obstacles);
    list.push(skip ? { quantity, measured, skip } : { quantity, measured });
  };
  for (const quantity of MEASURES) {
    const stated = positive(r.measured?.[quantity]);
    if (stated === undefined) continue;
    add(quantity, quantity === "peak_memory_gib_per_gpu" ? memoryOf(r, stated, rule) : stated);
  }
  const { fits } = r.measured ?? {};
  if (fits === true || fits === false) add("fits", fits ? 1 : 0);
  return list;
}
