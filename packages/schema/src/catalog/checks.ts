import type { CatalogAccelerator, CatalogModel, Fabric } from "@outlay/catalog";
import {
  activeParameters,
  type Calibration,
  type QualityFact,
  type SpotTerms,
  type Stack,
  tensorTable,
  totalParameters,
} from "@outlay/engine";
import type { OfferLine } from "./offer-row.ts";
import type { Problem } from "./problem.ts";
import type { Row } from "./read.ts";

/** What no single row can say: names that must differ, rows that must exist, totals that must follow. */

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "");

function repeated<T>(rows: readonly Row<T>[], c: { file: string; column: string; key: (value: T) => string }): Problem[] {
  const first = new Map<string, number>();
  const problems: Problem[] = [];
  for (const { line, value } of rows) {
    const key = c.key(value);
    const seen = first.get(key);
    if (seen === undefined) first.set(key, line);
    else problems.push({ file: c.file, line, column: c.column, value: key, allowed: `each once (first on line ${seen})` });
  }
  return problems;
}

/** Names that are one card's own point to one card; shared ones to at least two. */
export function acceleratorProblems(file: string, rows: readonly Row<CatalogAccelerator>[]): Problem[] {
  const problems = repeated(rows, { file, column: "name", key: (a) => a.id });
  const owner = new Map<string, string>();
  const sharers = new Map<string, number>();
  for (const { line, value: a } of rows) {
    for (const name of [a.name, ...a.aliases]) {
      const other = owner.get(plain(name));
      if (other !== undefined && other !== a.id)
        problems.push({ file, line, column: "aliases", value: name, allowed: `a name of one card only (${other} has it)` });
      owner.set(plain(name), a.id);
    }
    for (const name of a.sharedNames) sharers.set(plain(name), (sharers.get(plain(name)) ?? 0) + 1);
  }
  for (const { line, value: a } of rows) {
    for (const name of a.sharedNames) {
      if (sharers.get(plain(name)) === 1)
        problems.push({ file, line, column: "shared_names", value: name, allowed: "a name that another card shares" });
    }
  }
  return problems;
}

export function fabricProblems(file: string, rows: readonly Row<Fabric>[], cards: ReadonlyMap<string, CatalogAccelerator>): Problem[] {
  const problems = repeated(rows, { file, column: "instance_type", key: (f) => `${f.provider}/${f.instanceType}` });
  for (const { line, value } of rows) {
    if (!cards.has(value.accelerator))
      problems.push({ file, line, column: "accelerator", value: value.accelerator, allowed: "a name of accelerators.csv" });
  }
  return problems;
}

export function offerProblems(
  file: string,
  rows: readonly Row<OfferLine>[],
  known: { cards: ReadonlyMap<string, CatalogAccelerator>; fabrics: readonly Fabric[] },
): Problem[] {
  const problems = repeated(rows, { file, column: "region", key: (o) => `${o.provider}/${o.instanceType} in ${o.region}` });
  const fabrics = new Map(known.fabrics.map((f) => [`${f.provider}/${f.instanceType}`, f]));
  const shape = new Map<string, string>();
  for (const { line, value: o } of rows) {
    const at = { file, line };
    const card = known.cards.get(o.accelerator);
    if (!card) problems.push({ ...at, column: "accelerator", value: o.accelerator, allowed: "a name of accelerators.csv" });
    else if (card.marketedMemory !== o.marketedMemory)
      problems.push({
        ...at,
        column: "gpu_memory_gib",
        value: String(o.marketedMemory),
        allowed: `${card.marketedMemory}, as in accelerators.csv`,
      });
    const id = `${o.provider}/${o.instanceType}`;
    const cards = `${o.count}x ${o.accelerator}`;
    if ((shape.get(id) ?? cards) !== cards)
      problems.push({ ...at, column: "accelerator_count", value: cards, allowed: `${shape.get(id)}, as in the instance's other rows` });
    shape.set(id, cards);
    const fabric = fabrics.get(id);
    if (fabric && `${fabric.gpus}x ${fabric.accelerator}` !== cards)
      problems.push({
        ...at,
        column: "accelerator_count",
        value: cards,
        allowed: `${fabric.gpus}x ${fabric.accelerator}, as in fabrics.csv`,
      });
  }
  return problems;
}

/** Names are unique; the architecture has the parameters that the row states. */
export function modelProblems(file: string, rows: readonly Row<CatalogModel>[]): Problem[] {
  const problems: Problem[] = [];
  const owner = new Map<string, string>();
  for (const { line, value: m } of rows) {
    for (const name of [m.id, ...m.aliases]) {
      const other = owner.get(name.toLowerCase());
      if (other !== undefined)
        problems.push({ file, line, column: "aliases", value: name, allowed: `a name of one model only (${other} has it)` });
      owner.set(name.toLowerCase(), m.id);
    }
    const table = tensorTable(m.architecture);
    const total = totalParameters(table);
    if (total !== m.parameters)
      problems.push({ file, line, column: "params", value: String(m.parameters), allowed: `${total}, which the shape of ${m.id} has` });
    const active = activeParameters(table);
    if (m.activeParameters !== null && active !== m.activeParameters) {
      problems.push({
        file,
        line,
        column: "activeParams",
        value: String(m.activeParameters),
        allowed: `${active}, which a token of ${m.id} passes`,
      });
    }
  }
  return problems;
}

/** One row for a provider and card, and one that speaks for all others. */
export function spotProblems(file: string, rows: readonly Row<SpotTerms>[], cards: ReadonlySet<string>): Problem[] {
  const problems = repeated(rows, { file, column: "accelerator", key: (r) => `${r.provider}/${r.accelerator}` });
  for (const { line, value } of rows) {
    if (!cards.has(value.accelerator))
      problems.push({ file, line, column: "accelerator", value: value.accelerator, allowed: "a name of accelerators.csv, or *" });
  }
  if (rows.length > 0 && !rows.some(({ value }) => value.provider === "*" && value.accelerator === "*"))
    problems.push({ file, line: 1, column: "provider", value: "no *", allowed: "a row of provider * and accelerator *" });
  return problems;
}

export function idProblems(file: string, rows: readonly Row<{ readonly id: string }>[]): Problem[] {
  return repeated(rows, { file, column: "id", key: (r) => r.id });
}

/** Ids are unique; a row contradicts one that is there. */
export function qualityProblems(file: string, rows: readonly Row<QualityFact>[]): Problem[] {
  const ids = new Set(rows.map((row) => row.value.id));
  const strangers = rows.flatMap(({ line, value: { contradicts } }): Problem[] =>
    contradicts === null || ids.has(contradicts)
      ? []
      : [{ file, line, column: "contradicts", value: contradicts, allowed: "an id of quality.jsonl" }],
  );
  return [...idProblems(file, rows), ...strangers];
}

/** Keys of the calibration name cards, generations and stacks that exist. */
export function calibrationProblems(
  file: string,
  c: Calibration,
  known: { cards: ReadonlyMap<string, CatalogAccelerator>; stacks: readonly Stack[] },
): Problem[] {
  const generations = new Set([...known.cards.values()].map((a) => a.generation));
  const stacks = new Set(known.stacks.map((s) => s.id));
  const strangers = (column: string, keys: object, names: { has(name: string): boolean }, allowed: string): Problem[] =>
    Object.keys(keys)
      .filter((key) => !names.has(key))
      .map((key) => ({ file, line: 1, column, value: key, allowed }));
  return [
    ...strangers("few.generations", c.few.generations, generations, "an architecture of accelerators.csv"),
    ...strangers("full.generations", c.full.generations, generations, "an architecture of accelerators.csv"),
    ...strangers("full.accelerators", c.full.accelerators, known.cards, "a card of accelerators.csv, as its id"),
    ...strangers("full.stacks", c.full.stacks, stacks, "an id of stacks.json"),
  ];
}
