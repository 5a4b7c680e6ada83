import { GIB } from "@outlay/engine";
import { textOf } from "../files.ts";
import { DATA, type Evidence, FILES, type ReadyCase } from "./data.ts";
import { grouped, table } from "./scores.ts";

/** Share of the card from which a reading says nothing of the need; the fit's own. */
const FULL = 0.93;

function isFull({ case: c, predictions }: ReadyCase): boolean {
  const memory = predictions.find((p) => p.quantity === "peak_memory_gib_per_gpu");
  return memory !== undefined && c.capacity !== null && memory.measured * GIB > FULL * c.capacity;
}

const plain = (reason: string): string =>
  reason.replace(/"[^"]*"/, "what the record says").replace(/^the shape of .* is not known$/, "the model's shape is not known");

type Fate = readonly [kind: "used" | "suspect" | "twin" | "full" | "skipped", why: string];

function fateOf(ready: ReadyCase, at: { readonly used: ReadonlySet<string>; readonly twins: ReadonlySet<string> }): Fate {
  const { case: c, predictions } = ready;
  if (at.used.has(c.id)) return ["used", ""];
  if (c.skipped) return ["skipped", plain(c.skipped.reason)];
  if (c.suspect !== undefined) return ["suspect", c.suspect];
  if (c.twin !== undefined && at.twins.has(c.twin)) return ["twin", ""];
  const why = predictions.find((p) => p.skipped !== undefined)?.skipped?.reason;
  if (isFull(ready)) return ["full", ""];
  return ["skipped", why === undefined ? "only totals or whether it fits: no step time, no peak" : plain(why)];
}

function reasons(list: readonly Fate[]): string {
  const rows = [...grouped(list, ([, why]) => why)]
    .map(([why, group]) => [why, group.length] as const)
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return table(["reason", "records"], rows);
}

export function unusedSection({ figures, cases }: Evidence): string {
  const used = new Set(figures.map((f) => f.id));
  const twins = new Set(cases.flatMap(({ case: c }) => (c.twin !== undefined && used.has(c.id) ? [c.twin] : [])));
  const fates = cases.map((ready) => ({ file: ready.file, fate: fateOf(ready, { used, twins }) }));
  const count = (file: string, kind: Fate[0]): number => fates.filter((f) => f.file === file && f.fate[0] === kind).length;
  const perFile = FILES.map((file) => [
    `\`${file}.jsonl\``,
    fates.filter((f) => f.file === file).length,
    ...(["used", "suspect", "twin", "full", "skipped"] as const).map((k) => count(file, k)),
  ]);
  const of = (kind: Fate[0]): readonly Fate[] => fates.filter((f) => f.fate[0] === kind).map((f) => f.fate);
  const memoryUsed = new Set(figures.filter((f) => f.domain === "memory").map((f) => f.id));
  const full = cases.filter((r) => isFull(r) && !r.case.skipped && r.case.suspect === undefined && !memoryUsed.has(r.case.id)).length;
  const lines = (name: string): number => textOf(`${DATA}/evidence/${name}`).trim().split("\n").length;
  return [
    "## 5. What the fit never saw",
    "Records by what became of them, the first that applies:",
    table(["file", "records", "in the fit", "suspect", "listed elsewhere too", "card full", "not estimated"], perFile),
    `- **Suspect** rows contradict themselves or their own sweep. They stay in the files with the reason:\n\n${reasons(of("suspect"))}`,
    "- **Listed elsewhere too**: rows that print one measurement twice count once.",
    `- **Card full**: ${full} readings of memory above ${100 * FULL} % of the card say how large the card is, not what the job needs. (Step times of such rows are in the fit.)`,
    `- **Not estimated**: the record lacks something without which neither a step time nor a peak can be computed, or measures something else:\n\n${reasons(of("skipped"))}`,
    `- \`micro.jsonl\` (${lines("micro.jsonl")} kernels and collectives) and \`reliability.jsonl\` (${lines("reliability.jsonl")} figures of failures and power) aren't fitted to.`,
    "- Torchtitan's memory figures of December 2024 aren't in the files: they are kept as a test of the formulas ([`measured-memory.test.ts`](../packages/engine/src/vectors/measured-memory.test.ts)).",
  ].join("\n\n");
}
