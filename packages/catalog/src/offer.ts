import type { Bytes, Price } from "@outlay/engine";
import { offerTable } from "./generated/offers.ts";

/** A price of an instance type in a region, per whole instance. */
export interface OfferPrice extends Price {
  readonly note: string | null;
}

export interface Offer {
  readonly provider: string;
  readonly instanceType: string;
  /** Id of the card, and how many of them the instance has. */
  readonly accelerator: string;
  readonly count: number;
  /** Least among the regions; null unknown. */
  readonly vcpus: number | null;
  readonly hostMemory: Bytes | null;
  readonly prices: readonly OfferPrice[];
}

let decoded: readonly Offer[] | undefined;

/** Everything for rent, decoded on first use. */
export function offers(): readonly Offer[] {
  if (decoded) return decoded;
  const { texts } = offerTable;
  const text = (at: number): string | null => texts[at] ?? null;
  decoded = offerTable.offers.map((o) => ({
    ...o,
    prices: o.prices.map(([region, onDemand, spot, source, asOf, note, doubt]) => ({
      region: text(region) ?? "*",
      onDemand,
      spot,
      source: text(source) ?? "",
      asOf: text(asOf),
      note: text(note),
      ...(doubt ? { doubt } : {}),
    })),
  }));
  return decoded;
}
