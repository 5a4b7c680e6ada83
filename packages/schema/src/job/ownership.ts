import { assumptions, type CatalogAccelerator } from "@outlay/catalog";
import { ownershipUsdPerGpuHour } from "@outlay/engine";
import type { Notes } from "./notes.ts";
import type { JobOwned } from "./schema.ts";

export interface OwnCost {
  readonly usdPerGpuHour: number | null;
  readonly priceSource?: string;
}

/** With the price of electricity and none of the hardware's, the hardware is taken as paid for. */
function paidFor(path: string, notes: Notes): number {
  notes.assume(`${path}.usdPerGpuHour`, 0, "own-price");
  return 0;
}

/** What an hour of a card costs its owner: as the job says, or what buying it and running it comes to. */
export function ownCost(
  own: JobOwned,
  at: { readonly accelerator: CatalogAccelerator; readonly gpus: number; readonly path: string; readonly electricity: boolean },
  notes: Notes,
): OwnCost {
  const { bought } = own;
  if (!bought) return { usdPerGpuHour: own.usdPerGpuHour ?? (at.electricity ? paidFor(at.path, notes) : null) };
  const chipUsd = bought.usdPerGpu ?? at.accelerator.launchPrice;
  if (chipUsd === null) {
    notes.error("job.no-launch-price", `${at.path}.bought.usdPerGpu`, { accelerator: at.accelerator.id });
    return { usdPerGpuHour: null };
  }
  if (bought.usdPerGpu === undefined) notes.assume(`${at.path}.bought.usdPerGpu`, chipUsd, "launch-price");
  if (bought.use === undefined) notes.assume(`${at.path}.bought.use`, 1, "own-use");
  const { total, parts } = ownershipUsdPerGpuHour({
    chipUsd,
    serverOverhead: bought.serverOverhead ?? assumptions["server-overhead"].value,
    network: bought.network ?? (own.nodes ?? 1) > 1,
    lifetimeYears: bought.lifetimeYears ?? null,
    yearsSincePurchase: bought.ageYears ?? 0,
    use: bought.use ?? 1,
    staffUsdPerYear: bought.staffUsdPerYear ?? 0,
    gpus: at.gpus,
  });
  const list = parts.map((p) => `${p.id} ${p.value.toPrecision(3)}`).join(" + ");
  return { usdPerGpuHour: total, priceSource: `${list} USD per GPU-hour: Cottier et al. 2024, 2405.21015` };
}
