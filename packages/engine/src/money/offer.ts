import type { Accelerator } from "../machine/accelerator.ts";
import type { Node } from "../machine/cluster.ts";
import type { Bytes, UsdPerHour } from "../units.ts";

export const PURCHASES = ["on-demand", "spot", "owned"] as const;
export type Purchase = (typeof PURCHASES)[number];

/** Why a printed price is none to count on: bids start there; later lists of the provider, or of the market, are well above it. */
export const PRICE_DOUBTS = ["floor", "outdated"] as const;
export type PriceDoubt = (typeof PRICE_DOUBTS)[number];

/** A price per whole instance and hour. `asOf` null: undated, so counted as stale. */
export interface Price {
  readonly region: string;
  readonly onDemand: UsdPerHour | null;
  readonly spot: UsdPerHour | null;
  readonly source: string;
  readonly asOf: string | null;
  readonly doubt?: PriceDoubt;
}

/** What surrounds hardware of one's own: nothing, a room of servers, a data centre. */
export const SITES = ["home", "server-room", "data-centre"] as const;
export type Site = (typeof SITES)[number];

/** Something to run on: an instance type with its prices by region, or hardware of one's own. */
export interface Machine {
  readonly id: string;
  readonly provider: string;
  readonly instanceType: string;
  readonly accelerator: Accelerator;
  readonly node: Node;
  /** Most nodes one job may use: 1 where nothing is known that connects them. */
  readonly maxNodes: number;
  readonly owned: boolean;
  /** Of one's own; a provider's sites have their own figure. */
  readonly site?: Site;
  /** Memory of a node's host; null unknown. */
  readonly hostMemory: Bytes | null;
  readonly prices: readonly Price[];
}

/** A price of storage or of moving data, per GB. */
export interface DataPrice {
  readonly provider: string;
  /** `transfer`: between regions of the provider. */
  readonly kind: "storage" | "egress" | "transfer";
  readonly item: string;
  readonly usd: number;
  readonly unit: "GB-month" | "GB";
  readonly source: string;
  readonly asOf: string | null;
}
