import type { Issue, Machine, Price, UsdPerHour } from "@outlay/engine";
import { findAccelerator } from "./accelerator.ts";
import { rentedMachine } from "./machine.ts";

/** A row of a user's price list, in the columns of the catalog's offers. Per whole instance. */
export interface PriceRow {
  readonly provider: string;
  readonly instanceType: string;
  /** Any spelling of the card. */
  readonly accelerator: string;
  readonly count: number;
  readonly region: string;
  readonly onDemand: UsdPerHour | null;
  readonly spot: UsdPerHour | null;
  readonly source: string | null;
  readonly asOf: string | null;
}

export interface OwnPrices {
  readonly rows: readonly PriceRow[];
  /** Off the catalog's prices, as a fraction of 1; rows of one's own are final. */
  readonly discount: number;
}

function discounted(machine: Machine, discount: number): Machine {
  if (discount === 0 || machine.owned) return machine;
  const less = (usd: UsdPerHour | null): UsdPerHour | null => (usd === null ? null : usd * (1 - discount));
  const note = `less ${Number((discount * 100).toFixed(2))} %`;
  return {
    ...machine,
    prices: machine.prices.map((p) => ({ ...p, onDemand: less(p.onDemand), spot: less(p.spot), source: `${p.source}, ${note}` })),
  };
}

function priceOf(row: PriceRow): Price {
  return { region: row.region, onDemand: row.onDemand, spot: row.spot, source: row.source ?? "own price list", asOf: row.asOf };
}

/** The price of a region is replaced; a price of all regions replaces them all. */
function overlaid(machine: Machine, price: Price): Machine {
  const kept = price.region === "*" ? [] : machine.prices.filter((p) => p.region !== price.region);
  return { ...machine, prices: [...kept, price] };
}

/** A machine that the catalog hasn't got, or what is wrong with the row. */
function added(row: PriceRow, path: string): Machine | Issue {
  const found = findAccelerator(row.accelerator);
  switch (found.kind) {
    case "found":
      return rentedMachine({
        provider: row.provider,
        instanceType: row.instanceType,
        accelerator: found.accelerator,
        count: row.count,
        hostMemory: null,
        prices: [priceOf(row)],
      });
    case "ambiguous":
      return {
        code: "prices.accelerator-ambiguous",
        severity: "error",
        path,
        values: { value: row.accelerator, candidates: found.candidates.map((a) => a.id).join(", ") },
      };
    case "none":
      return {
        code: "prices.accelerator-unknown",
        severity: "error",
        path,
        values: { value: row.accelerator, suggestions: found.suggestions.join(", ") },
      };
  }
}

/**
 * Lays a price list of one's own over machines. Rows of a known instance type replace its price in their region,
 * others add a machine; the discount is taken off everything else.
 */
export function withPrices(
  base: readonly Machine[],
  own: OwnPrices,
): { readonly machines: readonly Machine[]; readonly issues: readonly Issue[] } {
  const all = base.map((m) => discounted(m, own.discount));
  const place = new Map(base.map((m, i) => [m.id, i]));
  const issues: Issue[] = [];
  for (const [i, row] of own.rows.entries()) {
    const id = `${row.provider}/${row.instanceType}`;
    const at = place.get(id) ?? all.length;
    const known = all[at];
    const path = `where.prices.file.${i}`;
    if (known && known.node.gpus !== row.count) {
      issues.push({
        code: "prices.count-differs",
        severity: "error",
        path,
        values: { instanceType: row.instanceType, value: row.count, allowed: known.node.gpus },
      });
      continue;
    }
    const machine = known ? overlaid(known, priceOf(row)) : added(row, path);
    if ("code" in machine) {
      issues.push(machine);
      continue;
    }
    all[at] = machine;
    place.set(id, at);
  }
  return { machines: all, issues };
}
