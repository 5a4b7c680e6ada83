import type { Bytes, Link, PriceDoubt, UsdPerHour } from "@outlay/engine";

/** Shapes of the generated tables that are not rows of a public type. */

/** Region, on-demand, spot, source, date, note, and the doubt about it where there is one; texts are positions in `texts`, -1 for none. */
export type PriceEntry = readonly [number, UsdPerHour | null, UsdPerHour | null, number, number, number, PriceDoubt?];

export interface OfferEntry {
  readonly provider: string;
  readonly instanceType: string;
  readonly accelerator: string;
  readonly count: number;
  readonly vcpus: number | null;
  readonly hostMemory: Bytes | null;
  readonly prices: readonly PriceEntry[];
}

export interface OfferTable {
  readonly texts: readonly string[];
  readonly offers: readonly OfferEntry[];
}

/** Links of an instance type. `network` is the whole node's. */
export interface Fabric {
  readonly provider: string;
  readonly instanceType: string;
  readonly accelerator: string;
  readonly gpus: number;
  readonly link: Link | null;
  readonly network: Link | null;
  readonly clustered: boolean;
  readonly linkDomain: number;
  readonly source: string;
  readonly verified: boolean;
}
