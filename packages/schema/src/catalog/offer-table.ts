import type { OfferEntry, OfferTable, PriceEntry } from "@outlay/catalog";
import type { OfferLine } from "./offer-row.ts";

const least = (a: number | null, b: number | null): number | null => (a === null || b === null ? (a ?? b) : Math.min(a, b));

/** Groups rows by instance type; texts that repeat are kept once. */
export function offerTable(lines: readonly OfferLine[]): OfferTable {
  const texts = new Map<string, number>();
  const at = (text: string | null): number => {
    if (text === null) return -1;
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, texts.size);
    return texts.size - 1;
  };
  const groups = new Map<string, OfferEntry & { prices: PriceEntry[] }>();
  for (const o of lines) {
    const { provider, instanceType, accelerator, count, vcpus, hostMemory } = o;
    const id = `${provider}/${instanceType}`;
    const group = groups.get(id) ?? { provider, instanceType, accelerator, count, vcpus, hostMemory, prices: [] };
    const plain = [at(o.region), o.onDemand, o.spot, at(o.source), at(o.asOf), at(o.note)] as const;
    const price: PriceEntry = o.doubt === null ? plain : [...plain, o.doubt];
    groups.set(id, {
      ...group,
      vcpus: least(group.vcpus, vcpus),
      hostMemory: least(group.hostMemory, hostMemory),
      prices: [...group.prices, price],
    });
  }
  return { texts: [...texts.keys()], offers: [...groups.values()] };
}
