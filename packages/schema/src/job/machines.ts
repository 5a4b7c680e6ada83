import {
  accelerators,
  type CatalogAccelerator,
  findAccelerator,
  machines as catalogMachines,
  matchesRegion,
  ownedMachine,
  type PriceRow,
  withPrices,
} from "@outlay/catalog";
import type { Machine, PlanRequest } from "@outlay/engine";
import { nearest } from "./issues.ts";
import type { Notes } from "./notes.ts";
import { ownCost } from "./ownership.ts";
import type { Job } from "./schema.ts";
import { type CountRange, MOST_GPUS } from "./units.ts";

/** Cards by the names people use. An ambiguous name is a branch: all it may mean are searched, and it is said. */
function cardsOf(names: readonly string[], path: string, notes: Notes): readonly CatalogAccelerator[] {
  return names.flatMap((name): readonly CatalogAccelerator[] => {
    const found = findAccelerator(name);
    switch (found.kind) {
      case "found":
        return [found.accelerator];
      case "ambiguous":
        notes.warn("job.ambiguous-accelerator", path, { value: name, candidates: found.candidates.map((a) => a.id).join(", ") });
        return found.candidates;
      case "none":
        if (found.suggestions.length === 0) notes.error("job.unknown-accelerator", path, { value: name });
        else notes.error("job.unknown-accelerator-near", path, { value: name, suggestions: found.suggestions.join(", ") });
        return [];
    }
  });
}

/** Cards in a box of one's own of which only the job's count is known. */
function askedFor(gpus: CountRange | undefined): number {
  if (!gpus) return 1;
  return Math.min(1024, gpus.max < MOST_GPUS ? gpus.max : gpus.min);
}

/** Machines of one's own by entry of the job: several where an entry's name is ambiguous, of which the job has one. */
interface OwnEntry {
  readonly path: string;
  readonly machines: readonly Machine[];
}

function ownEntries(job: Job, notes: Notes): readonly OwnEntry[] {
  return (job.where?.owned ?? []).map((own, i) => {
    const path = `where.owned.${i}`;
    const machines = cardsOf([own.accelerator], `${path}.accelerator`, notes).map((accelerator) => {
      const nodes = own.nodes ?? 1;
      const gpusPerNode = own.gpusPerNode ?? (nodes > 1 ? 8 : askedFor(job.where?.gpus));
      const cost = ownCost(own, { accelerator, gpus: gpusPerNode * nodes, path, electricity: job.energy?.usdPerKwh !== undefined }, notes);
      return ownedMachine({ accelerator, gpusPerNode, nodes, fabric: own.fabric ?? null, site: own.site ?? null, ...cost });
    });
    return { path, machines };
  });
}

function inRegions(machine: Machine, regions: readonly string[]): Machine | null {
  const prices = machine.prices.filter((p) => p.region === "*" || regions.some((glob) => matchesRegion(p.region, glob)));
  return prices.length > 0 ? { ...machine, prices } : null;
}

function checkProviders(given: readonly string[] | undefined, all: readonly Machine[], notes: Notes): void {
  const known = [...new Set(all.map((m) => m.provider))].sort();
  for (const value of given ?? []) {
    if (!known.includes(value.toLowerCase())) notes.unknown("job.unknown-provider", "where.providers", { value, known });
  }
}

/** Cards that nobody sells are still reckoned, without a price, when the job names them. */
function unsold(job: Job, cards: ReadonlySet<string> | undefined, chosen: readonly Machine[]): readonly Machine[] {
  const { providers, regions, instanceTypes, gpus: range } = job.where ?? {};
  if (!cards || providers || regions || instanceTypes) return [];
  const sold = new Set(chosen.map((m) => m.accelerator.id));
  const missing = accelerators.filter((a) => cards.has(a.id) && !sold.has(a.id));
  const gpus = range?.max ?? 1;
  return missing.map((accelerator) => {
    const size = { gpusPerNode: Math.min(8, gpus), nodes: Math.max(1, Math.ceil(gpus / 8)) };
    return { ...ownedMachine({ accelerator, ...size, fabric: null, usdPerGpuHour: null }), provider: "unpriced" };
  });
}

/** A pattern must fit some region: offers of all regions fit every one, so that a slip would go unseen. */
function checkRegions(given: readonly string[] | undefined, all: readonly Machine[], notes: Notes, path = "where.regions"): void {
  const known = [...new Set(all.flatMap((m) => m.prices.map((p) => p.region)))].filter((r) => r !== "*");
  for (const value of given ?? []) {
    if (known.some((region) => matchesRegion(region, value))) continue;
    const near = nearest(value, known);
    if (near === null) notes.error("job.unknown-region", path, { value });
    else notes.error("job.unknown-region-near", path, { value, nearest: near });
  }
}

function rented(job: Job, all: readonly Machine[], notes: Notes): readonly Machine[] {
  const { where } = job;
  checkProviders(where?.providers, all, notes);
  checkRegions(where?.regions, all, notes);
  const providers = where?.providers?.map((p) => p.toLowerCase());
  const cards = where?.accelerators && new Set(cardsOf(where.accelerators, "where.accelerators", notes).map((a) => a.id));
  let chosen = all.filter((m) => (!providers || providers.includes(m.provider)) && (!cards || cards.has(m.accelerator.id)));
  if (where?.instanceTypes) chosen = chosen.filter((m) => where.instanceTypes?.some((t) => matchesRegion(m.instanceType, t)));
  if (where?.regions) chosen = chosen.flatMap((m) => inRegions(m, where.regions ?? []) ?? []);
  return [...chosen, ...unsold(job, cards, chosen)];
}

/** Data may not leave some regions: offers elsewhere, and those that don't say where, are left out. */
function resident(job: Job, chosen: readonly Machine[], all: readonly Machine[], notes: Notes): readonly Machine[] {
  const allowed = job.data?.residency;
  if (!allowed) return chosen;
  checkRegions(allowed, all, notes, "data.residency");
  const kept = chosen.flatMap((m): readonly Machine[] => {
    const prices = m.prices.filter((p) => p.region !== "*" && allowed.some((glob) => matchesRegion(p.region, glob)));
    return prices.length > 0 ? [{ ...m, prices }] : [];
  });
  if (kept.length === 0 && chosen.length > 0 && !notes.failed)
    notes.warn("job.nothing-resident", "data.residency", { value: allowed.join(", ") });
  return kept;
}

/** Machines of the catalog after the job's prices, and those of them that the job's `where` leaves. */
export function machinesOf(
  job: Job,
  priceRows: readonly PriceRow[],
  notes: Notes,
): { readonly all: readonly Machine[]; readonly chosen: readonly Machine[]; readonly owned: NonNullable<PlanRequest["owned"]> } {
  const { where } = job;
  const priced = withPrices(catalogMachines(), { rows: priceRows, discount: where?.prices?.discount ?? 0 });
  notes.issues.push(...priced.issues);
  const all = priced.machines;
  const entries = ownEntries(job, notes);
  const own = entries.flatMap((e) => e.machines);
  const rents = where?.accelerators ?? where?.providers ?? where?.regions ?? where?.instanceTypes;
  const offered = where?.owned !== undefined && rents === undefined ? [] : rented(job, all, notes);
  const chosen = [...own, ...resident(job, offered, all, notes)];
  if (chosen.length === 0 && !notes.failed) notes.error("job.no-machine", "where", {});
  return { all, chosen, owned: entries.map(({ path, machines }) => ({ path, machines: machines.map((m) => m.id) })) };
}

const mostOf = (m: Machine): number => m.node.gpus * m.maxNodes;

function usualRange(chosen: readonly Machine[], pretraining: boolean): CountRange {
  const owned = chosen.every((m) => m.owned);
  return { min: 1, max: owned ? Math.min(MOST_GPUS, Math.max(1, ...chosen.map(mostOf))) : pretraining ? 1024 : 64 };
}

const sizesOf = (chosen: readonly Machine[]): readonly number[] => [...new Set(chosen.map((m) => m.node.gpus))].sort((a, b) => a - b);

/** A least number of nodes is one of GPUs, where all machines have as many in a node. */
function fromNodes(nodes: CountRange, chosen: readonly Machine[], notes: Notes): CountRange {
  const sizes = sizesOf(chosen);
  if (nodes.min > 1 && sizes.length > 1) notes.error("job.mixed-nodes", "where.nodes", { value: nodes.min, allowed: sizes.join(", ") });
  const [size = 1] = sizes;
  return { min: nodes.min > 1 ? (nodes.min - 1) * size + 1 : 1, max: MOST_GPUS };
}

/** Whether a machine can be had in a number of the range: owned hardware in part, an instance whole. */
function comesIn({ min, max }: CountRange, m: Machine): boolean {
  const step = m.owned ? 1 : m.node.gpus;
  return Math.ceil(min / step) * step <= Math.min(max, mostOf(m));
}

/** Machines and counts of GPUs that the job's `gpus` and `nodes` leave. A count that no machine comes in is told. */
export function gpusOf(
  job: Job,
  chosen: readonly Machine[],
  pretraining: boolean,
  notes: Notes,
): { readonly machines: readonly Machine[]; readonly gpus: CountRange } {
  const { gpus: given, nodes } = job.where ?? {};
  if (chosen.length === 0) return { machines: chosen, gpus: given ?? { min: 1, max: 1 } };
  const machines = nodes
    ? chosen.filter((m) => m.maxNodes >= nodes.min).map((m) => ({ ...m, maxNodes: Math.min(m.maxNodes, nodes.max) }))
    : chosen;
  if (machines.length === 0) {
    notes.error("job.too-few-nodes", "where.nodes", { value: nodes?.min ?? 1, allowed: Math.max(...chosen.map((m) => m.maxNodes)) });
    return { machines, gpus: { min: 1, max: 1 } };
  }
  const usual = given ?? usualRange(machines, pretraining);
  if (!given && !nodes && machines.some((m) => !m.owned)) notes.assume("where.gpus", `${usual.min}..${usual.max}`, "gpus");
  const least = nodes ? fromNodes(nodes, machines, notes) : usual;
  const gpus = { min: Math.max(usual.min, least.min), max: given || !nodes ? usual.max : Math.max(usual.max, least.min) };
  if (!machines.some((m) => comesIn(gpus, m))) tellCount(gpus, machines, notes);
  return { machines, gpus };
}

function tellCount(gpus: CountRange, machines: readonly Machine[], notes: Notes): void {
  const value = gpus.min === gpus.max ? gpus.min : `${gpus.min}..${gpus.max}`;
  const most = Math.max(...machines.map(mostOf));
  if (most < gpus.min) notes.warn("job.too-few-gpus", "where.gpus", { value: gpus.min, allowed: most });
  else notes.warn("job.no-count", "where.gpus", { value, allowed: sizesOf(machines).join(", ") });
}
