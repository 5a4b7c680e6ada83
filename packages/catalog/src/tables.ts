import type { Bytes, Link, PriceDoubt, UsdPerHour } from "@outlay/engine";

/** Shapes of the generated tables that are not rows of a public type. */

/** Everything for rent, column by column: like beside like is a third lighter on its way to a page. */
export interface OfferTable {
  /** Texts that repeat; columns of numbers below hold their places, -1 for none. */
  readonly texts: readonly string[];
  readonly provider: readonly number[];
  readonly instanceType: readonly string[];
  readonly accelerator: readonly number[];
  readonly count: readonly number[];
  readonly vcpus: readonly (number | null)[];
  readonly hostMemory: readonly (Bytes | null)[];
  /** How many of the prices are this instance's, in order. */
  readonly prices: readonly number[];
  readonly price: {
    readonly region: readonly number[];
    readonly onDemand: readonly (UsdPerHour | null)[];
    readonly spot: readonly (UsdPerHour | null)[];
    readonly source: readonly number[];
    readonly asOf: readonly number[];
    readonly note: readonly number[];
    readonly doubt: readonly (PriceDoubt | null)[];
  };
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
