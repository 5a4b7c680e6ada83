import type { Link, Machine, Node, Price } from "@outlay/engine";
import { accelerators, type CatalogAccelerator, type CardLink } from "./accelerator.ts";
import { fabrics } from "./generated/fabrics.ts";
import { offers } from "./offer.ts";
import type { Fabric } from "./tables.ts";

/** Most nodes one job may ask for where nodes are connected: no offer states its capacity. */
export const MOST_NODES = 4096;
const GENERIC = "generic";

export interface MachineFilter {
  /** Ids of cards; all when left out. */
  readonly accelerators?: readonly string[];
  readonly providers?: readonly string[];
  /** Also shapes that nobody quotes a price for: reference servers (provider `generic`), instance types without a price. */
  readonly unpriced?: boolean;
}

const CARD_LINKS: Readonly<Record<CardLink, { readonly kind: Link["kind"]; readonly name: string }>> = {
  nvlink: { kind: "nvlink", name: "NVLink" },
  "infinity-fabric": { kind: "other", name: "Infinity Fabric" },
  ici: { kind: "ici", name: "ICI" },
  neuronlink: { kind: "other", name: "NeuronLink" },
  roce: { kind: "roce", name: "RoCE" },
  bridge: { kind: "pcie", name: "PCIe" },
};
const PCIE3 = 15.75e9;

/** Link between cards of a box of which only the card is known. Bridges are not assumed. */
export function cardLink(a: CatalogAccelerator): Link {
  if (a.linkKind !== null && a.linkKind !== "bridge" && a.link !== null) return { ...CARD_LINKS[a.linkKind], rate: a.link };
  return a.pcie === null
    ? { kind: "pcie", name: "PCIe 3 x16 (generation not known)", rate: PCIE3 }
    : { kind: "pcie", name: `PCIe ${a.pcieGeneration} x16`, rate: a.pcie };
}

const byInstance: ReadonlyMap<string, Fabric> = new Map(fabrics.map((f) => [`${f.provider}/${f.instanceType}`, f]));
const acceleratorById: ReadonlyMap<string, CatalogAccelerator> = new Map(accelerators.map((a) => [a.id, a]));

/** Links of an instance type: its own row, else the row of its accelerator's slices (TPU). */
function fabricOf(provider: string, instanceType: string, accelerator: string): Fabric | undefined {
  return byInstance.get(`${provider}/${instanceType}`) ?? byInstance.get(`${provider}/${accelerator}`);
}

/** The box of an instance type. Without a row of links it is a single node with the card's own link, `assumed`. */
function nodeFor(o: { provider: string; instanceType: string; accelerator: CatalogAccelerator; count: number }): Node {
  const { accelerator: card, count } = o;
  const fabric = fabricOf(o.provider, o.instanceType, card.id);
  const slice = card.linkKind === "ici";
  if (!fabric) {
    const source = slice ? card.source : "no row of links for this instance: the card's own link is assumed";
    return { gpus: count, intra: count > 1 ? cardLink(card) : null, inter: null, linkDomain: count, assumed: count > 1 && !slice, source };
  }
  return {
    gpus: count,
    intra: count > 1 ? (fabric.link ?? cardLink(card)) : null,
    inter: fabric.clustered && !slice ? fabric.network : null,
    linkDomain: slice ? count : Math.max(fabric.linkDomain, count),
    assumed: false,
    source: fabric.source,
  };
}

/** A machine to rent; prices by region. */
export function rentedMachine(o: {
  provider: string;
  instanceType: string;
  accelerator: CatalogAccelerator;
  count: number;
  hostMemory: number | null;
  prices: readonly Price[];
}): Machine {
  const node = nodeFor(o);
  return {
    id: `${o.provider}/${o.instanceType}`,
    provider: o.provider,
    instanceType: o.instanceType,
    accelerator: o.accelerator,
    node,
    maxNodes: node.inter === null ? 1 : MOST_NODES,
    owned: false,
    hostMemory: o.hostMemory,
    prices: o.prices,
  };
}

function priced(): readonly Machine[] {
  const list: Machine[] = [];
  for (const { provider, instanceType, accelerator, count, hostMemory, prices } of offers()) {
    const card = acceleratorById.get(accelerator);
    if (!card) continue;
    list.push(rentedMachine({ provider, instanceType, accelerator: card, count, hostMemory, prices }));
  }
  return list;
}

/** Instance types and reference servers without a price, and a single card of every kind. */
function withoutPrice(known: ReadonlySet<string>): readonly Machine[] {
  const list: Machine[] = [];
  for (const f of fabrics) {
    const card = acceleratorById.get(f.accelerator);
    if (!card || card.linkKind === "ici" || known.has(`${f.provider}/${f.instanceType}`)) continue;
    list.push(
      rentedMachine({ provider: f.provider, instanceType: f.instanceType, accelerator: card, count: f.gpus, hostMemory: null, prices: [] }),
    );
  }
  for (const card of accelerators) {
    list.push(
      rentedMachine({ provider: GENERIC, instanceType: `1x-${card.id}`, accelerator: card, count: 1, hostMemory: null, prices: [] }),
    );
  }
  return list;
}

let rented: readonly Machine[] | undefined;
let shapes: readonly Machine[] | undefined;

/** What can be rented, and with `unpriced` also what can only be reckoned in memory and time. */
export function machines(filter: MachineFilter = {}): readonly Machine[] {
  rented ??= priced();
  const all = filter.unpriced ? [...rented, ...(shapes ??= withoutPrice(new Set(rented.map((m) => m.id))))] : rented;
  const cards = filter.accelerators && new Set(filter.accelerators);
  const providers = filter.providers && new Set(filter.providers);
  if (!cards && !providers) return all;
  return all.filter((m) => (!cards || cards.has(m.accelerator.id)) && (!providers || providers.has(m.provider)));
}
