import type { Alternatives } from "./alternatives.ts";
import { carbonKg } from "./carbon.ts";
import { economies, moving } from "./changes.ts";
import type { Variant } from "./levers/lever.ts";
import type { Offering } from "./offering.ts";
import { held } from "./pins.ts";
import type { Working } from "./progress.ts";
import type { PlanRequest } from "./request.ts";
import type { CleanerChange } from "./result.ts";

/** The same machine wherever it is sold, where the job pins places. */
function elsewhere(request: PlanRequest, chosen: Offering, all: Alternatives): readonly Variant[] {
  const { bench } = chosen.candidate;
  const everywhere = all.machines.find((m) => m.id === bench.machine.id);
  if (!everywhere || everywhere.prices.length <= bench.machine.prices.length) return [];
  const { gpus } = bench.cluster;
  const there = { ...request, machines: [everywhere], stacks: [bench.stack], gpus: { min: gpus, max: gpus } };
  return [{ path: "where.regions", from: "pinned", to: "any", request: there }];
}

/** The change, where it emits less than `now` by more than a hundredth. */
function* cleanerChange(v: Variant, now: number): Working<CleanerChange | null> {
  const { offering: o } = yield* moving(v, "carbon");
  const kg = o && carbonKg(v.request, o);
  if (!o || kg === null || kg >= 0.99 * now) return null;
  const { machine, cluster } = o.candidate.bench;
  const place = `${cluster.gpus}x ${cluster.accelerator.id} (${machine.provider}${o.price ? ` ${o.price.region}` : ""})`;
  const to = v.path.startsWith("where") && v.to === "any" ? place : v.to;
  return { path: v.path, from: v.from, to, kgCo2e: kg, costUsd: o.cost, runSeconds: o.seconds };
}

/** Changes after which a run emits less than the chosen plan, the least first. */
export function* cleaning(request: PlanRequest, chosen: Offering, all: Alternatives): Working<readonly CleanerChange[]> {
  const now = carbonKg(request, chosen);
  if (now === null) return [];
  const variants = [...elsewhere(request, chosen, all), ...economies({ asked: request, request: held(request, chosen), chosen, all })];
  const found: CleanerChange[] = [];
  for (const v of variants) {
    const change = yield* cleanerChange(v, now);
    if (change) found.push(change);
  }
  return found.sort((a, b) => a.kgCo2e - b.kgCo2e);
}
