import type { BytesPerSecond } from "../units.ts";
import type { Accelerator } from "./accelerator.ts";

/** A connection, one direction. `rate` is per GPU inside a node, and per node between nodes. */
export interface Link {
  readonly kind: "nvlink" | "pcie" | "ici" | "infiniband" | "efa" | "roce" | "ethernet" | "other";
  readonly name: string;
  readonly rate: BytesPerSecond;
}

/** A box with cards. `inter` null: not known to be connectable, so one node only. */
export interface Node {
  readonly gpus: number;
  readonly intra: Link | null;
  readonly inter: Link | null;
  /** GPUs that share the fast link: more than the node's for rack-scale NVLink (72). */
  readonly linkDomain: number;
  /** No fabric row was found: the link is taken from the card's form factor. */
  readonly assumed: boolean;
  readonly source: string;
}

/** Equal nodes with one kind of card. */
export interface Cluster {
  readonly accelerator: Accelerator;
  readonly node: Node;
  readonly nodes: number;
  /** GPUs used; can be fewer than the nodes hold. */
  readonly gpus: number;
}
