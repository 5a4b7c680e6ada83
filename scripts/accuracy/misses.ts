import type { Evidence, Figure, Miss } from "./data.ts";
import { errorOf, grouped, table } from "./scores.ts";

const WORST = 0.4;

const KINDS: readonly (readonly [Miss["kind"], string])[] = [
  ["model", "Ours: the model, or our reading of the record"],
  ["unstated", "Not stated: the record leaves out what decides"],
  ["record", "The record's: it contradicts itself or a sister row"],
];

/** The reason whose id says most of the figure's. */
function reasonOf(f: Figure, misses: readonly Miss[]): Miss | null {
  let best: Miss | null = null;
  for (const m of misses) if (m.domain === f.domain && f.id.startsWith(m.id) && m.id.length > (best?.id.length ?? -1)) best = m;
  return best;
}

const amount = (value: number, domain: Figure["domain"]): string => `${Number(value.toPrecision(3))} ${domain === "time" ? "s" : "GiB"}`;

function rowOf(f: Figure): readonly string[] {
  return [
    `\`${f.id}\``,
    f.domain === "time" ? "step" : "memory",
    amount(f.target, f.domain),
    amount(f.target * Math.exp(f.fitted), f.domain),
  ];
}

function section(title: string, list: readonly (readonly [Figure, Miss | null])[]): readonly string[] {
  if (list.length === 0) return [];
  const rows = [...grouped(list, ([, m]) => m?.reason ?? "not yet explained")].flatMap(([reason, group]) =>
    group.map(([f], i) => [...rowOf(f), i === 0 ? reason : "as above"]),
  );
  return [`### ${title} (${list.length})`, table(["figure", "", "measured", "predicted", "why"], rows, 5)];
}

export function missesSection({ figures, misses }: Evidence): string {
  const worst = figures.filter((f) => errorOf(f.fitted) > WORST).map((f) => [f, reasonOf(f, misses)] as const);
  const count = (domain: Figure["domain"]): string =>
    `${worst.filter(([f]) => f.domain === domain).length} of ${figures.filter((f) => f.domain === domain).length.toLocaleString("en-US")}`;
  return [
    "## 3. The worst misses",
    `Every figure that is off by more than ${100 * WORST} % although it was in the fit: ${count("time")} step times, ${count("memory")} peaks of memory. Reasons are kept in [\`misses.json\`](../packages/validation/data/misses.json).`,
    ...KINDS.flatMap(([kind, title]) =>
      section(
        title,
        worst.filter(([, m]) => m?.kind === kind),
      ),
    ),
    ...section(
      "Not yet explained",
      worst.filter(([, m]) => m === null),
    ),
  ].join("\n\n");
}
