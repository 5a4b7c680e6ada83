import { gridIntensity } from "../money/site.ts";
import type { PlanRequest } from "./request.ts";

/** Whether a job chooses by emissions: then the cleanest region of a machine is an offer beside its cheapest. */
export function choosesByCarbon({ goal }: PlanRequest): boolean {
  return goal.minimise === "carbon" || goal.carbon !== null;
}

/** Median grams a kWh of a place: the job's own figure, the region's, or the middle of what is near. */
export function gramsOf(request: PlanRequest, provider: string, region: string | null): number {
  return request.energy.gramsPerKwh ?? gridIntensity(request.sites, provider, region).p50;
}
