import type { KilogramsCo2e } from "../units.ts";
import { runEnergy } from "./energy.ts";
import { gramsOf } from "./grid.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";

/** Median kgCO2e of a plan, from the meter's kWh and the grid; null where the card's power isn't known. */
export function carbonKg(request: PlanRequest, o: Offering): KilogramsCo2e | null {
  const kwh = runEnergy(request, o.candidate, o.duration);
  return kwh === null ? null : (kwh * gramsOf(request, o.candidate.bench.machine.provider, o.price?.region ?? null)) / 1000;
}
