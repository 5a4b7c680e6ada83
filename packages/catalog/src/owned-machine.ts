import type { BytesPerSecond, Link, Machine, Site, UsdPerHour } from "@outlay/engine";
import type { CatalogAccelerator } from "./accelerator.ts";
import { cardLink } from "./machine.ts";

/** What a phrase like `InfiniBand NDR 8x400` or `pcie, 100G ethernet` says; null fields were not said. */
export interface FabricPhrase {
  /** Between the cards of a node. */
  readonly inside: "nvlink" | "pcie" | null;
  readonly network: Link["kind"] | null;
  /** Of the whole node, one direction. */
  readonly rate: BytesPerSecond | null;
  /** Of one port, where the phrase names a generation (NDR) and no number. */
  readonly port: BytesPerSecond | null;
}

const GBIT: BytesPerSecond = 1e9 / 8;
const NETWORKS: readonly (readonly [RegExp, Link["kind"]])[] = [
  [/infini\s?band|\bib\b|\b[fehnx]dr\b|omni-?path/, "infiniband"],
  [/\befa\b/, "efa"],
  [/roce|rdma/, "roce"],
  [/ethernet|\beth\b|gbe\b/, "ethernet"],
];
const PORTS: Readonly<Record<string, number>> = { fdr: 56, edr: 100, hdr: 200, ndr: 400, xdr: 800 };

function networkRate(text: string): BytesPerSecond | null {
  const bytes = /(\d+(?:\.\d+)?)\s*GB\/?(?:s|ps)/.exec(text);
  if (bytes) return Number(bytes[1]) * 1e9;
  const low = text.toLowerCase();
  const ports = /(\d+)\s*[x*]\s*(\d+(?:\.\d+)?)\s*(t?)/.exec(low);
  if (ports) return Number(ports[1]) * Number(ports[2]) * (ports[3] === "t" ? 1000 : 1) * GBIT;
  const total = /(\d+(?:\.\d+)?)\s*(g|t)(?:bps|bit\/s|b\/s|bit|be|b)?\b/.exec(low);
  return total ? Number(total[1]) * (total[2] === "t" ? 1000 : 1) * GBIT : null;
}

/** Reads a description of links as people write them; null when nothing in it is understood. */
export function readFabric(phrase: string): FabricPhrase | null {
  const text = phrase.slice(0, 200);
  const low = text.toLowerCase();
  const inside = /nv\s?link|nvswitch/.test(low) ? "nvlink" : /pcie|pci-e/.test(low) ? "pcie" : null;
  const named = NETWORKS.find(([pattern]) => pattern.test(low))?.[1] ?? null;
  const rate = networkRate(text.replaceAll(/(?:nvlink|pcie|pci-e)\s*\d?(?:\.0)?(?:\s*x\s*\d+)?/gi, " "));
  const generation = /\b(fdr|edr|hdr|ndr|xdr)\d*\b/.exec(low)?.[1];
  const port = generation === undefined ? null : (PORTS[generation] ?? 0) * GBIT;
  const network = named ?? (rate === null ? null : "other");
  return inside === null && network === null ? null : { inside, network, rate, port };
}

export interface OwnedHardware {
  readonly accelerator: CatalogAccelerator;
  readonly gpusPerNode: number;
  readonly nodes: number;
  /** As people write it; null takes what the card's reference server has. */
  readonly fabric: string | null;
  /** What surrounds it; null takes what such cards usually stand in. */
  readonly site?: Site | null;
  /** What an hour of one card costs its owner; null: not known, 0: nothing. */
  readonly usdPerGpuHour: UsdPerHour | null;
  /** Who says so, where it isn't the job itself. */
  readonly priceSource?: string;
  /** Date that the price counts from. */
  readonly asOf?: string;
}

/** Shared by the cards of a box without a reference network. */
const PLAIN_NETWORK: BytesPerSecond = 100 * GBIT;

function inside(o: OwnedHardware, phrase: FabricPhrase | null): Link | null {
  if (o.gpusPerNode === 1) return null;
  const { accelerator: a } = o;
  if (phrase?.inside === "pcie") return { kind: "pcie", name: "PCIe", rate: a.pcie ?? cardLink(a).rate };
  if (phrase?.inside === "nvlink" && a.link !== null) return { kind: "nvlink", name: "NVLink", rate: a.link };
  return cardLink(a);
}

function between(o: OwnedHardware, phrase: FabricPhrase | null): Link | null {
  if (o.nodes === 1) return null;
  const { nic } = o.accelerator;
  const usual = nic === null ? PLAIN_NETWORK : nic * o.gpusPerNode;
  const rate = phrase?.rate ?? (phrase?.port ? phrase.port * o.gpusPerNode : phrase?.network === "ethernet" ? PLAIN_NETWORK : usual);
  const kind = phrase?.network ?? (nic === null ? "ethernet" : "infiniband");
  return { kind, name: `${kind} ${Math.round(rate / GBIT)} Gbps a node`, rate };
}

/** A box of consumer or workstation cards stands at home or under a desk; everything else in a data centre. */
function siteOf(o: OwnedHardware): Site {
  const { formFactor } = o.accelerator;
  return o.site ?? (o.nodes === 1 && (formFactor === "consumer" || formFactor === "workstation") ? "home" : "data-centre");
}

function domain(o: OwnedHardware): number {
  return Math.min(Math.max(o.accelerator.linkDomain ?? 1, o.gpusPerNode), o.gpusPerNode * o.nodes);
}

/**
 * Hardware of one's own. Links that `fabric` doesn't say are the card's own inside the node and, between nodes, those of the
 * vendor's reference server (8x400 Gbps for Hopper SXM), 100 Gbps where there is none; then the node is `assumed`.
 */
export function ownedMachine(o: OwnedHardware): Machine {
  const { accelerator, gpusPerNode, nodes, usdPerGpuHour } = o;
  const phrase = o.fabric === null ? null : readFabric(o.fabric);
  const assumed =
    (nodes > 1 && (phrase === null || (phrase.rate ?? phrase.port) === null)) || (nodes === 1 && gpusPerNode > 1 && phrase?.inside == null);
  const instanceType = `${gpusPerNode}x ${accelerator.name}`;
  const price = {
    region: "*",
    onDemand: usdPerGpuHour === null ? null : usdPerGpuHour * gpusPerNode,
    spot: null,
    source: o.priceSource ?? "the job",
    asOf: o.asOf ?? null,
  };
  return {
    id: `owned/${nodes}x${gpusPerNode}-${accelerator.id}`,
    provider: "owned",
    instanceType,
    accelerator,
    node: {
      gpus: gpusPerNode,
      intra: inside(o, phrase),
      inter: between(o, phrase),
      linkDomain: domain(o),
      assumed,
      source: assumed ? "links assumed from the card" : o.fabric === null ? accelerator.source : `the job: ${o.fabric}`,
    },
    maxNodes: nodes,
    hostMemory: null,
    owned: true,
    site: siteOf(o),
    prices: usdPerGpuHour === null ? [] : [price],
  };
}
