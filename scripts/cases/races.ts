import type { Row } from "@outlay/validation";
import { percent, scored, table, told } from "./records.ts";

/** The others that the logs print are the same ones in another unit. */
const FIGURES: ReadonlySet<string> = new Set(["wall_hours", "tokens_per_s_per_gpu", "step_time_s", "peak_memory_gib_per_gpu"]);

/** MLPerf's fine-tune, by card: the time to the target loss, and the rates and memory that the logs print. */
export function races(): string {
  const rows = new Map<string, Row[]>();
  for (const { record, rows: own } of told("mlperf")) {
    if (record.model?.name !== "Llama 2 70B") continue;
    for (const r of own) {
      if (r.predicted === null || r.suspect !== undefined || !FIGURES.has(r.quantity)) continue;
      const key = `${record.hardware?.gpu ?? ""}|${r.quantity}`;
      rows.set(key, [...(rows.get(key) ?? []), r]);
    }
  }
  const lines = [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, list]) => {
      const [card = "", quantity = ""] = key.split("|");
      const s = scored(list);
      return [card, quantity, String(s.n), percent(s.error), percent(s.bias, true), percent(s.inside)];
    });
  return [
    "## MLPerf: Llama 2 70B, LoRA",
    "Results of MLPerf Training in [the evidence](../packages/catalog/data/evidence/mlperf.jsonl). Times end at a loss and hold the evaluations on the way (10 % on a node, a third on 128), which the estimate doesn't know of.",
    table(["card", "figure", "runs", "median error", "median bias", "inside the 80 % interval"], lines),
  ].join("\n\n");
}
