import type { Bytes, BytesPerSecond, Seconds } from "../units.ts";
import type { Cluster } from "./cluster.ts";

/** What a group of ranks talks over. Ranks of a group lie `stride` apart; `stride` groups share a node's network. */
export interface Path {
  readonly size: number;
  /** Inside a node (or a rack's NVLink domain); null where there is no such link. */
  readonly link: BytesPerSecond | null;
  /** Nodes (domains) that the group spans, and members in each. */
  readonly nodes: number;
  readonly perNode: number;
  /** Network of a node (domain), shared by `sharing` such groups. */
  readonly network: BytesPerSecond | null;
  readonly sharing: number;
}

/** GPUs that reach each other without a network: a node's or a rack's, as far as the cluster goes. */
export function linkDomain({ node, gpus }: Pick<Cluster, "node" | "gpus">): number {
  return Math.min(Math.max(node.linkDomain, node.gpus), gpus);
}

/**
 * Ranks are laid out with tp innermost, then cp, then dp, then pp: a group of `size` ranks `stride` apart
 * spans ceil(stride*size / domain) domains.
 */
export function groupPath(cluster: Cluster, stride: number, size: number): Path {
  const { node } = cluster;
  const domain = linkDomain(cluster);
  const extent = stride * size;
  const inside = extent <= domain;
  const perNode = inside ? size : Math.max(1, Math.floor(domain / stride));
  const racks = domain / Math.min(node.gpus, domain);
  return {
    size,
    link: node.intra?.rate ?? null,
    nodes: inside ? 1 : Math.ceil(size / perNode),
    perNode,
    network: node.inter ? node.inter.rate * racks : null,
    sharing: Math.min(stride, domain),
  };
}

/**
 * Seconds to pass `bytes` of bus traffic per rank through a group: inside the node at `linkShare` of the link, between nodes at
 * `networkShare` of the node's network, pipelined (the slower one counts). No network known: an infinite time, so that
 * such layouts lose.
 */
export function transferSeconds(path: Path, t: { bytes: Bytes; linkShare: number; networkShare: number }): Seconds {
  if (path.size <= 1) return 0;
  const inner = path.perNode > 1 ? (t.bytes * (path.perNode - 1)) / path.perNode / (t.linkShare * (path.link ?? 0)) : 0;
  if (path.nodes <= 1) return inner;
  const outer = (path.sharing * t.bytes * (path.nodes - 1)) / path.nodes / (t.networkShare * (path.network ?? 0));
  return Math.max(inner, outer);
}
