import { widened } from "../doubt/range.ts";
import { gridIntensity, type SiteValue } from "../money/site.ts";
import type { Range } from "../quantity.ts";
import type { Assumption } from "../run/assumptions.ts";
import { billedSeconds } from "../run/duration.ts";
import { HOUR } from "../units.ts";
import { powerOf, pueOf, runEnergy } from "./energy.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import type { EnergyResult } from "./result.ts";

const spreadOf = (a: Pick<Assumption, "value" | "low" | "high">): { readonly down: number; readonly up: number } => ({
  down: Math.log(a.value / a.low),
  up: Math.log(a.high / a.value),
});

const halvesOf = (r: Range): { readonly down: number; readonly up: number } => ({
  down: Math.log(r.p50 / r.p10),
  up: Math.log(r.p90 / r.p50),
});

/** Grams of CO2 equivalent per kWh where a plan runs. */
export function gridOf(request: PlanRequest, o: Offering): SiteValue {
  const own = request.energy.gramsPerKwh;
  if (own !== null) return { p10: own, p50: own, p90: own, known: true, source: "the job" };
  return gridIntensity(request.sites, o.candidate.bench.machine.provider, o.price?.region ?? null);
}

/** What making the cards emitted, for the hours that this run has them: the job's figure over years of use. */
function embodiedKg(request: PlanRequest, gpuHours: number): number | null {
  const { embodiedKgPerGpu } = request.energy;
  if (embodiedKgPerGpu === null) return null;
  return (embodiedKgPerGpu * gpuHours) / (request.assumptions["embodied-years"].value * 8766);
}

/** Energy and emissions of a plan; null where the card's power isn't known. */
export function energyResult(request: PlanRequest, o: Offering, paid: Range): EnergyResult | null {
  const { candidate } = o;
  const power = powerOf(request, candidate);
  const kwh = runEnergy(request, candidate, o.duration);
  if (!power || kwh === null || kwh <= 0) return null;
  const { machine, cluster } = candidate.bench;
  const a = request.assumptions;
  const pue = pueOf(request, machine);
  const own = request.energy.watts !== null;
  const range = widened(kwh, [halvesOf(paid), spreadOf(a["busy-load"]), spreadOf(pue), ...(own ? [] : [spreadOf(a["server-power"])])]);
  const grid = gridOf(request, o);
  const kg = grid.p50 > 0 ? widened((kwh * grid.p50) / 1000, [halvesOf(range), halvesOf(grid)]) : { p10: 0, p50: 0, p90: 0 };
  const gpuHours = (billedSeconds(o.duration) * cluster.gpus) / HOUR;
  return {
    kwh: range,
    wattsPerGpu: power.training,
    pue: pue.value,
    gramsPerKwh: { p10: grid.p10, p50: grid.p50, p90: grid.p90 },
    gridKnown: grid.known,
    kgCo2e: kg,
    embodiedKg: embodiedKg(request, gpuHours),
    why: {
      formula: "energy.kwh",
      inputs: {
        rated: request.energy.watts ?? cluster.accelerator.power ?? 0,
        server: a["server-power"].value,
        busyLoad: a["busy-load"].value,
        idleLoad: a["idle-load"].value,
        busyShare: power.busyShare,
        gpuHours,
        pue: pue.value,
        gramsPerKwh: grid.p50,
      },
      source: `${a["busy-load"].source}; ${a["server-power"].source}; PUE: ${pue.source}; grid: ${grid.source}`,
    },
  };
}
