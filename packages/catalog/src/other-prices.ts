import type { CommitmentTerms, DataPrice, HostedOffer, SiteFigure } from "@outlay/engine";
import { carbon as carbonRows } from "./generated/carbon.ts";
import { commitments as commitmentRows } from "./generated/commitments.ts";
import { dataPrices as dataRows } from "./generated/data-prices.ts";
import { hostedPrices as hostedRows } from "./generated/hosted-prices.ts";
import { quotes as quoteRows } from "./generated/quotes.ts";

/** A price of storing or moving data in a region; `*` is everywhere. Per GB, also where the provider bills GiB. */
export interface CatalogDataPrice extends DataPrice {
  readonly region: string;
  readonly note: string | null;
}

/** A price for those who commit for a term. */
export interface Commitment extends CommitmentTerms {
  readonly note: string | null;
}

/** A service that fine-tunes for you, as its page says it. */
export interface HostedPrice extends HostedOffer {
  readonly method: string;
  readonly unit: string;
  readonly minimum: string | null;
  readonly note: string | null;
}

/** What third parties read on price pages, per GPU: shows how old an offer is. */
export interface Quote {
  readonly provider: string;
  readonly accelerator: string;
  readonly tier: string;
  readonly count: number;
  readonly onDemandUsdPerGpuHour: number | null;
  readonly spotUsdPerGpuHour: number | null;
  readonly source: string;
  readonly asOf: string | null;
  readonly note: string | null;
}

/** Grams of CO2 equivalent per kWh of a region, or the PUE of a provider's sites (region null). */
export interface CarbonFigure extends SiteFigure {
  readonly id: string;
  readonly note: string | null;
}

export const dataPrices: readonly CatalogDataPrice[] = dataRows;
export const commitments: readonly Commitment[] = commitmentRows;
export const hostedPrices: readonly HostedPrice[] = hostedRows;
export const recentQuotes: readonly Quote[] = quoteRows;
export const carbon: readonly CarbonFigure[] = carbonRows;
