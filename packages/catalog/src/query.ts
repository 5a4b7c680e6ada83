import { type Bytes, GIB, type PriceDoubt, type UsdPerHour } from "@outlay/engine";
import { accelerators, type CatalogAccelerator, findAccelerator } from "./accelerator.ts";
import { type CatalogModel, models } from "./model.ts";
import { offers } from "./offer.ts";
import { isStale } from "./stale.ts";

export interface ModelQuery {
  /** Part of an id or alias. */
  readonly search?: string;
  readonly family?: string;
  readonly minParameters?: number;
  readonly maxParameters?: number;
}

const within = (n: number, least?: number, most?: number): boolean =>
  n >= (least ?? Number.NEGATIVE_INFINITY) && n <= (most ?? Number.POSITIVE_INFINITY);

function mentions(names: readonly string[], search: string | undefined): boolean {
  if (search === undefined) return true;
  const wanted = search.trim().toLowerCase();
  return names.some((name) => name.toLowerCase().includes(wanted));
}

export function queryModels(query: ModelQuery = {}): readonly CatalogModel[] {
  return models.filter(
    (m) =>
      mentions([m.id, ...m.aliases], query.search) &&
      (query.family === undefined || m.architecture.family === query.family.toLowerCase()) &&
      within(m.parameters, query.minParameters, query.maxParameters),
  );
}

export interface AcceleratorQuery {
  readonly search?: string;
  readonly vendor?: string;
  readonly minMemoryGiB?: number;
}

export function queryAccelerators(query: AcceleratorQuery = {}): readonly CatalogAccelerator[] {
  return accelerators.filter(
    (a) =>
      mentions([a.id, a.name, a.generation, ...a.aliases, ...a.sharedNames], query.search) &&
      (query.vendor === undefined || a.vendor === query.vendor.toLowerCase()) &&
      within(a.memory / GIB, query.minMemoryGiB),
  );
}

export interface OfferQuery {
  /** Any spelling; an ambiguous one lists every card it may mean. */
  readonly accelerator?: string;
  readonly provider?: string;
  /** `us-*`: `*` stands for anything. An offer for all regions matches every pattern. */
  readonly region?: string;
  readonly purchase?: "on-demand" | "spot";
  readonly maxUsdPerGpuHour?: number;
  readonly sort?: "price" | "provider" | "accelerator";
  /** ISO date that staleness is judged against. */
  readonly today: string;
}

/** One way to buy one instance type in one region. */
export interface OfferRow {
  readonly provider: string;
  readonly instanceType: string;
  readonly accelerator: string;
  readonly count: number;
  readonly vcpus: number | null;
  readonly hostMemory: Bytes | null;
  readonly region: string;
  readonly purchase: "on-demand" | "spot";
  readonly usdPerHour: UsdPerHour;
  readonly usdPerGpuHour: UsdPerHour;
  readonly source: string;
  readonly asOf: string | null;
  readonly stale: boolean;
  readonly doubt?: PriceDoubt;
  readonly note: string | null;
}

/** Whether a region fits a pattern in which `*` stands for any characters. */
export function matchesRegion(region: string, pattern: string): boolean {
  if (region === "*") return true;
  const parts = pattern.toLowerCase().split("*");
  const text = region.toLowerCase();
  const [head = "", ...rest] = parts;
  if (rest.length === 0) return text === head;
  if (!text.startsWith(head)) return false;
  let at = head.length;
  for (const part of rest.slice(0, -1)) {
    const next = text.indexOf(part, at);
    if (next < 0) return false;
    at = next + part.length;
  }
  const last = rest.at(-1) ?? "";
  return text.length - at >= last.length && text.endsWith(last);
}

function wantedCards(name: string | undefined): ReadonlySet<string> | null {
  if (name === undefined) return null;
  const found = findAccelerator(name);
  if (found.kind === "none") return new Set();
  return new Set(found.kind === "found" ? [found.accelerator.id] : found.candidates.map((a) => a.id));
}

function* rowsOf(query: OfferQuery): Generator<OfferRow> {
  const cards = wantedCards(query.accelerator);
  for (const { prices, ...offer } of offers()) {
    if (cards && !cards.has(offer.accelerator)) continue;
    if (query.provider !== undefined && offer.provider !== query.provider.toLowerCase()) continue;
    for (const { onDemand, spot, ...price } of prices) {
      if (query.region !== undefined && !matchesRegion(price.region, query.region)) continue;
      const stale = isStale(price.asOf, query.today);
      for (const [purchase, usd] of [
        ["on-demand", onDemand],
        ["spot", spot],
      ] as const) {
        if (usd === null || (query.purchase !== undefined && query.purchase !== purchase)) continue;
        yield { ...offer, ...price, purchase, usdPerHour: usd, usdPerGpuHour: usd / offer.count, stale };
      }
    }
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function order(sort: OfferQuery["sort"]): (a: OfferRow, b: OfferRow) => number {
  const price = (a: OfferRow, b: OfferRow): number =>
    a.usdPerGpuHour - b.usdPerGpuHour || compare(a.instanceType, b.instanceType) || compare(a.region, b.region);
  if (sort === "provider") return (a, b) => compare(a.provider, b.provider) || price(a, b);
  if (sort === "accelerator") return (a, b) => compare(a.accelerator, b.accelerator) || price(a, b);
  return price;
}

/** Offers as a flat list, cheapest per GPU first unless told otherwise. */
export function queryOffers(query: OfferQuery): readonly OfferRow[] {
  const rows = [...rowsOf(query)].filter((row) => row.usdPerGpuHour <= (query.maxUsdPerGpuHour ?? Number.POSITIVE_INFINITY));
  return rows.sort(order(query.sort));
}
