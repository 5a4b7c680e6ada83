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
  const { texts, price, ...t } = offerTable;
  const text = (at: number | undefined): string | null => texts[at ?? -1] ?? null;
  const priceAt = (i: number): OfferPrice => ({
    ...(price.doubt[i] ? { doubt: price.doubt[i] } : {}),
    region: text(price.region[i]) ?? "*",
    onDemand: price.onDemand[i] ?? null,
    spot: price.spot[i] ?? null,
    source: text(price.source[i]) ?? "",
    asOf: text(price.asOf[i]),
    note: text(price.note[i]),
  });
  let next = 0;
  decoded = t.instanceType.map((instanceType, i) => {
    const first = next;
    next += t.prices[i] ?? 0;
    return {
      provider: text(t.provider[i]) ?? "",
      instanceType,
      accelerator: text(t.accelerator[i]) ?? "",
      count: t.count[i] ?? 0,
      vcpus: t.vcpus[i] ?? null,
      hostMemory: t.hostMemory[i] ?? null,
      prices: Array.from({ length: next - first }, (_, k) => priceAt(first + k)),
    };
  });
  return decoded;
}
