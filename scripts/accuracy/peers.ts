import type { Column, Evidence, Figure } from "./data.ts";
import { errorOf, mean, percent, table } from "./scores.ts";

interface Peer {
  readonly rows: string;
  /** Mean errors in percent by tool. */
  readonly theirs: Readonly<Record<string, number>>;
  /** Rows that theirs is of; null where not known. */
  readonly held: number | null;
  readonly of: (f: Figure) => boolean;
}

const starts =
  (domain: Figure["domain"], prefix: string) =>
  (f: Figure): boolean =>
    f.domain === domain && f.id.startsWith(prefix);

/** Errors as published by the authors (Calculon on Megatron) or as they came out when the tools were run on the rows. */
const PEERS: readonly Peer[] = [
  { rows: "Megatron runs of the paper on selective recomputation", theirs: { "Calculon (published)": 3.65 }, held: 8, of: () => false },
  { rows: "several nodes of A100 (`vtrain/multi`)", theirs: { Calculon: 12.9 }, held: 103, of: starts("time", "vtrain/multi") },
  {
    rows: "one node of A100 (`vtrain/single`)",
    theirs: { Calculon: 38.9, "llm-analysis": 57 },
    held: 1440,
    of: starts("time", "vtrain/single"),
  },
  {
    rows: "FSDP on A100 and H100 (`llm-foundry`)",
    theirs: { Calculon: 25, "llm-analysis": 20 },
    held: null,
    of: starts("time", "llm-foundry"),
  },
  { rows: "peak memory of fine-tuning with torchtune", theirs: { "the best tool": 55 }, held: null, of: starts("memory", "torchtune") },
];

const meanError = (list: readonly Figure[], column: Column): number => mean(list.map((f) => errorOf(f[column])));

/** Where another tool does better, in words. */
function behind(figures: readonly Figure[]): string {
  const losses = PEERS.flatMap(({ rows, theirs, of }) => {
    const list = figures.filter(of);
    const best = Math.min(...Object.values(theirs)) / 100;
    if (list.length === 0) return [];
    if (meanError(list, "fitted") > best) return [`on ${rows} even as fitted`];
    if (meanError(list, "rowOut") > best) return [`on ${rows} with rows left out`];
    return meanError(list, "sourceOut") > best ? [`on ${rows} with the source left out`] : [];
  });
  return losses.length === 0 ? "Another tool is better on none of these sets." : `Another tool is better ${losses.join("; ")}.`;
}

export function peersSection({ figures }: Evidence): string {
  const rows = PEERS.map(({ rows: name, theirs, held, of }) => {
    const list = figures.filter(of);
    const total = held === null ? "" : ` of ${held.toLocaleString("en-US")}`;
    const others = Object.entries(theirs).map(([tool, error]) => `${tool} ${error} %`);
    const ours = (["fitted", "rowOut", "sourceOut"] as const).map((c) => (list.length === 0 ? "-" : `${percent(meanError(list, c))} %`));
    return [name, others.join(", "), `${list.length === 0 ? "none" : list.length.toLocaleString("en-US")}${total}`, ...ours];
  });
  return [
    "## 6. Others on the same rows",
    "Mean of |predicted / measured - 1|. Ours are of the part of each set that we hold, so that the columns compare nearly, not exactly, the same runs. The others weren't fitted to these rows: the column to hold against them is the last, where nothing of the source was in the fit. Figures of others are constants of this page, which doesn't run their tools: one is published by its authors, the rest came out when the tools were run on the sets.",
    table(["rows", "others", "rows we hold", "Outlay, fitted", "rows left out", "source left out"], rows, 2),
    behind(figures),
  ].join("\n\n");
}
