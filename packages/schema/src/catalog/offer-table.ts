import type { OfferTable } from "@outlay/catalog";
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
  const groups = new Map<string, OfferLine[]>();
  for (const o of lines) {
    const id = `${o.provider}/${o.instanceType}`;
    groups.set(id, [...(groups.get(id) ?? []), o]);
  }
  const grouped = [...groups.values()];
  const firsts = grouped.flatMap((group) => group.slice(0, 1));
  const prices = grouped.flat();
  return {
    provider: firsts.map((o) => at(o.provider)),
    instanceType: firsts.map((o) => o.instanceType),
    accelerator: firsts.map((o) => at(o.accelerator)),
    count: firsts.map((o) => o.count),
    vcpus: grouped.map((group) => group.map((o) => o.vcpus).reduce(least)),
    hostMemory: grouped.map((group) => group.map((o) => o.hostMemory).reduce(least)),
    prices: grouped.map((group) => group.length),
    price: {
      region: prices.map((o) => at(o.region)),
      onDemand: prices.map((o) => o.onDemand),
      spot: prices.map((o) => o.spot),
      source: prices.map((o) => at(o.source)),
      asOf: prices.map((o) => at(o.asOf)),
      note: prices.map((o) => at(o.note)),
      doubt: prices.map((o) => o.doubt),
    },
    texts: [...texts.keys()],
  };
}
