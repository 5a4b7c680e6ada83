import { type CatalogAccelerator, machines, ownedMachine } from "@outlay/catalog";
import type { Cluster, Node } from "@outlay/engine";
import { whole } from "../record/amounts.ts";
import type { HardwareFields } from "../record/record.ts";
import { networkRate } from "./network.ts";

export interface ReadCluster {
  readonly cluster: Cluster;
  readonly assumed: readonly string[];
}

const MOST_GPUS = 1_000_000;

/** GPUs of a usual server of a card. */
function usualNode(a: CatalogAccelerator, gpus: number): number {
  if (a.linkDomain !== null && a.linkDomain > 8) return Math.min(4, gpus);
  return Math.min(8, gpus);
}

let instances: ReadonlyMap<string, Node> | undefined;

/** The node of an instance type that a text names: `aws p4d.24xlarge`. */
function namedInstance(cloud: string): Node | null {
  instances ??= new Map(machines({ unpriced: true }).map((m) => [m.instanceType.toLowerCase(), m.node]));
  for (const word of cloud
    .slice(0, 200)
    .toLowerCase()
    .split(/[\s,()]+/)) {
    const node = word.length > 3 ? instances.get(word) : undefined;
    if (node) return node;
  }
  return null;
}

function insideOf(intra: string): string | null {
  if (/pcie/i.test(intra) && !/nvlink\s?\d/i.test(intra)) return "pcie";
  return /nvlink|nvswitch/i.test(intra) ? "nvlink" : null;
}

/** TPU slices are one fast domain; several slices talk over the data centre's network, 25 GB/s a host of four chips. */
function sliceCluster(accelerator: CatalogAccelerator, gpus: number, slice: number): ReadCluster {
  const intra = { kind: "ici", name: "ICI", rate: accelerator.link ?? 100e9 } as const;
  const inter = { kind: "ethernet", name: "data-centre network", rate: (25e9 * slice) / 4 } as const;
  const node: Node = { gpus: slice, intra, inter, linkDomain: slice, assumed: true, source: "slice of the source" };
  return {
    cluster: { accelerator, node, nodes: Math.ceil(gpus / slice), gpus },
    assumed: slice < gpus ? ["network between slices: 25 GB/s a host"] : [],
  };
}

/** Machine of a record: what it says of links and network, the card's reference server for the rest. */
export function clusterOf(hardware: HardwareFields, accelerator: CatalogAccelerator, at: { gpus: number; slice?: number }): ReadCluster {
  const gpus = Math.min(at.gpus, MOST_GPUS);
  if (accelerator.linkKind === "ici") return sliceCluster(accelerator, gpus, Math.min(at.slice ?? gpus, gpus));
  const assumed: string[] = [];
  const named = namedInstance(hardware.cloud ?? "");
  const perNode = whole(hardware.gpus_per_node, 1024) ?? named?.gpus ?? usualNode(accelerator, gpus);
  const nodes = Math.ceil(gpus / perNode);
  const own = ownedMachine({ accelerator, gpusPerNode: perNode, nodes, fabric: insideOf(hardware.intra ?? ""), usdPerGpuHour: null }).node;
  const stated = networkRate(hardware.inter ?? "", perNode);
  const link = own.inter ?? named?.inter ?? null;
  if (nodes > 1 && stated === null)
    assumed.push(`network: ${link ? Math.round((link.rate * 8) / 1e9) : 0} Gbps a node, the card's reference server`);
  const inter = nodes <= 1 || link === null ? null : { ...link, rate: stated ?? named?.inter?.rate ?? link.rate };
  const node: Node = { ...own, inter, linkDomain: Math.max(accelerator.linkDomain ?? 1, perNode) };
  return { cluster: { accelerator, node, nodes, gpus }, assumed };
}
