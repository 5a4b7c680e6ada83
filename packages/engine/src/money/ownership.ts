import { breakdown, type Breakdown, type Part } from "../quantity.ts";
import type { Usd, UsdPerHour, Watts } from "../units.ts";

const HOURS_PER_YEAR = 8766;
/** Price-performance of accelerators grows by 0.14 orders of magnitude a year: what was bought loses 32 % a year. */
const ORDERS_PER_YEAR = 0.14;
/** Of a cluster's price 19 % is the network between servers. */
const NETWORK_SHARE = 0.19;
const SOURCE = "Cottier et al. 2024, 2405.21015, and epoch-research/training-cost-trends@263c40a";

/** A machine of one's own, per accelerator. */
export interface Ownership {
  readonly chipUsd: Usd;
  /** Server over its accelerators: 1.64 usually, 1.66 for A100, 1.69 for V100. */
  readonly serverOverhead: number;
  /** Whether the network between servers is paid too. */
  readonly network: boolean;
  /** Straight line over so many years; null: the value falls as new hardware appears. */
  readonly lifetimeYears: number | null;
  readonly yearsSincePurchase: number;
  /** Share of its hours in which it works for somebody. */
  readonly use: number;
  readonly staffUsdPerYear: Usd;
  readonly gpus: number;
}

/** Value that an accelerator with its share of a server loses in an hour. */
function hardwareUsd(o: Ownership): UsdPerHour {
  const bought = o.chipUsd * o.serverOverhead;
  if (o.lifetimeYears !== null) return bought / o.lifetimeYears / HOURS_PER_YEAR;
  const value = bought * 10 ** (-ORDERS_PER_YEAR * o.yearsSincePurchase);
  return (value * Math.LN10 * ORDERS_PER_YEAR) / HOURS_PER_YEAR;
}

/**
 * What an hour of one accelerator costs its owner: hardware, network, people; over the share of hours that it works. Electricity is apart.
 * Neglected: rent, financing, repairs. Source: Cottier et al. 2024.
 */
export function ownershipUsdPerGpuHour(o: Ownership): Breakdown {
  const hardware = hardwareUsd(o) / o.use;
  const why = (formula: string, inputs: Record<string, number>, source: string): Part["why"] => ({ formula, inputs, source });
  const inputs = { chipUsd: o.chipUsd, serverOverhead: o.serverOverhead, yearsSincePurchase: o.yearsSincePurchase, use: o.use };
  const parts: readonly Part[] = [
    { id: "hardware", value: hardware, why: why("ownership.hardware", inputs, SOURCE) },
    {
      id: "network",
      value: o.network ? (hardware * NETWORK_SHARE) / (1 - NETWORK_SHARE) : 0,
      why: why("ownership.network", { share: NETWORK_SHARE }, SOURCE),
    },
    {
      id: "staff",
      value: o.staffUsdPerYear / HOURS_PER_YEAR / o.gpus / o.use,
      why: why("ownership.staff", { usdPerYear: o.staffUsdPerYear, gpus: o.gpus, use: o.use }, "the job"),
    },
  ];
  return breakdown(parts.filter((p) => p.value > 0));
}

/** Electricity of an accelerator with its share of the server and the cooling, in USD an hour. */
export function electricityUsdPerGpuHour(e: { readonly watts: Watts; readonly pue: number; readonly usdPerKwh: Usd }): UsdPerHour {
  return (e.watts / 1000) * e.pue * e.usdPerKwh;
}
