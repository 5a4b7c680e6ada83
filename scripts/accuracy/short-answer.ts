import type { Spreads } from "@outlay/engine";
import type { Column, Evidence, Figure, ReadyCase } from "./data.ts";
import { both, bySource, mean, percent, perSource, pooled, type Score, table } from "./scores.ts";
import { isConsumer, SETS, spreadOf } from "./sets.ts";

const COLUMNS: readonly Column[] = ["fitted", "rowOut", "sourceOut"];

function errors(figures: readonly Figure[], score: (list: readonly Figure[], column: Column) => Score): string {
  const rows = SETS.map(({ name, of }) => {
    const list = figures.filter(of);
    const single = bySource(list).size < 2;
    return [name, list.length, bySource(list).size, ...COLUMNS.map((c) => (single && score === perSource ? "-" : both(score(list, c))))];
  });
  return table(["", "figures", "sources", "fitted", "rows left out", "whole sources left out"], rows);
}

/** Share of figures whose interval of the given spreads holds what was measured. */
function coverage(list: readonly Figure[], column: Column, spreads: (f: Figure) => Spreads): number {
  return mean(list.map((f) => (Math.abs(f[column]) <= Math.log(spreadOf(f, spreads(f))) ? 1 : 0)));
}

const LEAST_ROWS = 10;

function lowest(list: readonly Figure[], column: Column, spreads: (f: Figure) => Spreads): string {
  const large = [...bySource(list)].filter(([, group]) => group.length >= LEAST_ROWS);
  const held = large.map(([source, group]) => ({ source, share: coverage(group, column, spreads) })).sort((a, b) => a.share - b.share);
  const [first] = held;
  return first ? `${percent(first.share)} (${first.source})` : "-";
}

function coverages({ figures, calibration }: Evidence): string {
  const near = (f: Figure): Spreads => (isConsumer(f) ? calibration.consumerSpreads : calibration.full.spreads);
  const far = (f: Figure): Spreads => (isConsumer(f) ? calibration.consumerSpreads : calibration.few.spreads);
  const ways: readonly (readonly [Column, (f: Figure) => Spreads])[] = [
    ["rowOut", near],
    ["sourceOut", near],
    ["sourceOut", far],
  ];
  const rows = SETS.map(({ name, of }) => {
    const list = figures.filter(of);
    const cells = ways.map(([column, spreads]) => {
      const each = [...bySource(list).values()].map((group) => coverage(group, column, spreads));
      return `${percent(coverage(list, column, spreads))} / ${percent(mean(each))}`;
    });
    return [name, ...cells, lowest(list, "rowOut", near), lowest(list, "sourceOut", far)];
  });
  const head = [
    "",
    "rows left out",
    "sources left out",
    "sources left out, wide intervals",
    "lowest source, rows left out",
    "lowest source, left out, wide",
  ];
  return table(head, rows);
}

function spreads({ calibration }: Evidence): string {
  const line = (name: string, s: Spreads): readonly (string | number)[] => [
    name,
    ...[s.time.dense, s.time.adapter, s.time.moe, s.memory].map((x) => `x/ ${x}`),
  ];
  return table(
    ["80 % interval", "dense", "adapters", "MoE and MLA", "peak memory"],
    [
      line("stack and card generation measured", calibration.full.spreads),
      line("one of them not measured (wide)", calibration.few.spreads),
      line("consumer and workstation cards", calibration.consumerSpreads),
    ],
  );
}

interface Verdict {
  readonly source: string;
  readonly fitted: boolean;
  readonly probability: number;
}

function verdicts(cases: readonly ReadyCase[]): readonly Verdict[] {
  const seen = new Set<string>();
  const list: Verdict[] = [];
  for (const { case: c, predictions } of cases) {
    const p = predictions.find((x) => x.quantity === "fits" && x.predicted !== null);
    if (!p || p.probability === undefined || c.suspect !== undefined) continue;
    const key = `${c.twin ?? c.id} ${p.measured}`;
    if (seen.has(key)) continue;
    seen.add(key);
    list.push({ source: c.sourceGroup, fitted: p.measured === 1, probability: p.probability });
  }
  return list;
}

/** As the product says it: fits from 0.9, tight from one half. */
function fits(cases: readonly ReadyCase[]): string {
  const rows = [true, false].map((fitted) => {
    const list = verdicts(cases).filter((v) => v.fitted === fitted);
    const share = (of: (p: number) => boolean): string => `${percent(list.filter((v) => of(v.probability)).length / list.length)} %`;
    const name = fitted ? "ran" : "ran out of memory";
    return [
      name,
      list.length,
      new Set(list.map((v) => v.source)).size,
      share((p) => p >= 0.9),
      share((p) => p >= 0.5 && p < 0.9),
      share((p) => p < 0.5),
    ];
  });
  return table(["", "runs", "sources", "called *fits* (0.9 or more)", "called *tight* (from 0.5)", "called *does not fit*"], rows);
}

export function shortAnswer(e: Evidence): string {
  const n = (domain: Figure["domain"]): string => e.figures.filter((f) => f.domain === domain).length.toLocaleString("en-US");
  return [
    "## 1. The short answer",
    `${n("time")} measured step times and ${n("memory")} measured peaks of memory, of ${bySource(e.figures).size} sources. Errors are |predicted / measured - 1| in percent, **median / 90th percentile**. *Fitted*: the figure was in the fit. *Rows left out*: a fifth of the figures at a time was not; a job like ones that were measured is predicted this well. *Whole sources left out*: nothing of the figure's origin was; a job on a machine or stack of one's own is between the two. (Less is left out than it seems: [section 7](#7-how-it-was-made).) Sets overlap.`,
    "All figures pooled (long sweeps rule):",
    errors(e.figures, pooled),
    "Each source counts once (median of the sources' medians / mean of their 90th percentiles; no figure where there is one source):",
    errors(e.figures, perSource),
    "The other adapters are one source, one model and one card, all timed as a small LoRA: the estimate hardly tells them apart.",
    "![Predicted and measured step time](accuracy-time.svg)",
    "![Predicted and measured peak memory](accuracy-memory.svg)",
    "### Do the intervals hold what they say?",
    "An interval runs from the estimate divided by its factor to the estimate times its factor. The factors come from the same left-out figures, so that their average is near 80 % by construction; how far single sources stray is the test.",
    spreads(e),
    `Share of measured figures inside, in percent: figures pooled / each source once. The lowest is over sources with ${LEAST_ROWS} figures or more in the set.`,
    coverages(e),
    "### Does it fit?",
    "Runs that are known to have run or to have run out of memory, judged with the calibration as shipped. Two warnings: most of the former tell little, since few who publish run at the edge; and where a record leaves a switch open, ways that wouldn't fit count less.",
    fits(e.cases),
  ].join("\n\n");
}
