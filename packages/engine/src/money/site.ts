import type { Range } from "../quantity.ts";

/** Grams of CO2 equivalent per kWh of a region's grid, or the PUE of a provider's sites (region null). */
export interface SiteFigure {
  readonly provider: string;
  readonly region: string | null;
  readonly kind: "grid-intensity" | "pue";
  readonly value: number;
  readonly year: number | null;
  readonly source: string;
}

/** A figure of a site, with its range where the very site's isn't known. */
export interface SiteValue extends Range {
  readonly known: boolean;
  readonly source: string;
}

/** A year's mean of a region's grid is off by this factor, up or down, in another year or hour. */
const GRID_SPREAD = 1.2;

function quantile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.round(p * (sorted.length - 1)))] ?? 0;
}

function dated(f: SiteFigure): string {
  return f.year === null ? f.source : `${f.source}, ${f.year}`;
}

function gridAmong(figures: readonly SiteFigure[], provider: string, region: string | null): SiteValue {
  const grids = figures.filter((f) => f.kind === "grid-intensity");
  const here = grids.filter((f) => f.provider === provider && f.region === region);
  const [first] = here.sort((a, b) => (b.year ?? 0) - (a.year ?? 0));
  if (first) return { p10: first.value / GRID_SPREAD, p50: first.value, p90: first.value * GRID_SPREAD, known: true, source: dated(first) };
  const own = grids.filter((f) => f.provider === provider);
  const among = own.length > 0 ? own : grids;
  const sorted = among.map((f) => f.value).sort((a, b) => a - b);
  const sources = [...new Set(among.map((f) => f.source))].join("; ");
  return { p10: quantile(sorted, 0.1), p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9), known: false, source: sources };
}

/** What was worked out of a table: it is asked for each of hundreds of offers, at few places. */
const KNOWN = new WeakMap<readonly SiteFigure[], Map<string, SiteValue>>();

/**
 * Grid of a region: the newest figure. A region that the table hasn't got takes the range of its provider's regions, and those of a provider
 * that it hasn't got the range of all.
 */
export function gridIntensity(figures: readonly SiteFigure[], provider: string, region: string | null): SiteValue {
  let known = KNOWN.get(figures);
  if (!known) KNOWN.set(figures, (known = new Map()));
  const key = `${provider} ${region}`;
  let grid = known.get(key);
  if (!grid) known.set(key, (grid = gridAmong(figures, provider, region)));
  return grid;
}

/** Cooling and losses of a provider's sites; null where no figure is known. */
export function siteFactor(figures: readonly SiteFigure[], provider: string): SiteFigure | null {
  return figures.find((f) => f.kind === "pue" && f.provider === provider) ?? null;
}
