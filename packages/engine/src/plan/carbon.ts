import type { KilogramsCo2e } from "../units.ts";
import { economies } from "./changes.ts";
import { runEnergy } from "./energy.ts";
import { gramsOf } from "./grid.ts";
import type { Here, Variant } from "./levers/lever.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import type { CleanerChange } from "./result.ts";

/** Median kgCO2e of a plan, from the meter's kWh and the grid; null where the card's power isn't known. */
export function carbonKg(request: PlanRequest, o: Offering): KilogramsCo2e | null {
  const kwh = runEnergy(request, o.candidate, o.duration);
  return kwh === null ? null : (kwh * gramsOf(request, o.candidate.bench.machine.provider, o.price?.region ?? null)) / 1000;
}

/** The same machine wherever it is sold, where the job pins places. */
function elsewhere(request: PlanRequest, chosen: Offering, machines: PlanRequest["machines"]): readonly Variant[] {
  const { bench } = chosen.candidate;
  const everywhere = machines.find((m) => m.id === bench.machine.id);
  if (!everywhere || everywhere.prices.length <= bench.machine.prices.length) return [];
  const { gpus } = bench.cluster;
  const there = { ...request, machines: [everywhere], stacks: [bench.stack], gpus: { min: gpus, max: gpus } };
  return [{ path: "where.regions", from: "pinned", to: "any", request: there }];
}

/** Changes after which a run emits less than the chosen plan by more than a hundredth, the least first. */
export function cleanerChanges(
  request: PlanRequest,
  here: Here,
  solve: (request: PlanRequest) => Offering | null,
): readonly CleanerChange[] {
  const now = carbonKg(request, here.chosen);
  if (now === null) return [];
  const found = [...elsewhere(request, here.chosen, here.all.machines), ...economies(request, here)].flatMap((v): readonly CleanerChange[] => {
    const o = solve(v.request);
    const kg = o && carbonKg(v.request, o);
    if (!o || kg === null || kg >= 0.99 * now) return [];
    const { machine, cluster } = o.candidate.bench;
    const place = `${cluster.gpus}x ${cluster.accelerator.id} (${machine.provider}${o.price ? ` ${o.price.region}` : ""})`;
    const to = v.path.startsWith("where") && v.to === "any" ? place : v.to;
    return [{ path: v.path, from: v.from, to, kgCo2e: kg, costUsd: o.cost, runSeconds: o.seconds }];
  });
  return found.sort((a, b) => a.kgCo2e - b.kgCo2e);
}
