import type { Column, Evidence, Figure } from "./data.ts";
import { bias, both, bySource, pooled, signed, table } from "./scores.ts";

const COLUMNS: readonly Column[] = ["fitted", "rowOut", "sourceOut"];

function tableOf(figures: readonly Figure[]): string {
  const rows = [...bySource(figures)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, list]) => [`\`${source}\``, list.length, ...COLUMNS.map((c) => `${both(pooled(list, c))} (${signed(bias(list, c))})`)]);
  return table(["source", "figures", "fitted", "rows left out", "the source left out"], rows);
}

export function bySourceSection({ figures }: Evidence): string {
  return [
    "## 2. By source",
    "Median / 90th percentile of the error in percent, in brackets the bias (median of predicted / measured - 1). A source is everything of one origin. What each is stands in [the evidence's README](../packages/catalog/data/evidence/README.md).",
    "### Step time",
    tableOf(figures.filter((f) => f.domain === "time")),
    "### Peak memory",
    tableOf(figures.filter((f) => f.domain === "memory")),
  ].join("\n\n");
}
