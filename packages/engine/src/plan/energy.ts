import { siteFactor } from "../money/site.ts";
import type { Machine, Site } from "../money/offer.ts";
import { HOUR, type KilowattHours } from "../units.ts";
import type { Assumption, AssumptionId } from "../run/assumptions.ts";
import { type Duration, startupSeconds } from "../run/duration.ts";
import { kilowattHours, meanWatts } from "../run/energy.ts";
import type { Candidate } from "./candidate.ts";
import type { PlanRequest } from "./request.ts";

const SITE_PUE: Readonly<Record<Site, AssumptionId>> = {
  home: "home-pue",
  "server-room": "server-room-pue",
  "data-centre": "site-pue",
};

/** Cooling and losses: the job's figure, the provider's, or the assumption for such a site with its range. */
export function pueOf(request: PlanRequest, { provider, site }: Machine): Assumption {
  const own = request.energy.pue;
  if (own !== null) return { value: own, low: own, high: own, source: "the job" };
  const figure = siteFactor(request.sites, provider);
  if (figure) return { value: figure.value, low: figure.value, high: figure.value, source: figure.source };
  return request.assumptions[SITE_PUE[site ?? "data-centre"]];
}

interface Power {
  readonly training: number;
  readonly waiting: number;
  readonly busyShare: number;
}

/** Watts of a card with its share of the server; null where the card's power isn't known. */
export function powerOf(request: PlanRequest, candidate: Candidate): Power | null {
  const a = request.assumptions;
  const watts = request.energy.watts ?? candidate.bench.cluster.accelerator.power;
  if (watts === null) return null;
  const draw = { watts, server: a["server-power"].value, busy: a["busy-load"].value, idle: a["idle-load"].value };
  const share = Math.min(1, candidate.computing() / candidate.step);
  return { training: meanWatts(draw, share), waiting: meanWatts(draw, 0), busyShare: share };
}

/** Hours of all cards that train or evaluate, and those that start, write, load. */
export function hoursOf(d: Duration, gpus: number): { readonly training: number; readonly waiting: number } {
  const training = d.training + d.slowdown + d.evaluation + d.lost;
  const waiting = startupSeconds(d) + d.input + d.checkpoints + d.restarts;
  return { training: (training * gpus) / HOUR, waiting: (waiting * gpus) / HOUR };
}

/** kWh of a run at the meter; null where the card's power isn't known. */
export function runEnergy(request: PlanRequest, candidate: Candidate, d: Duration): KilowattHours | null {
  const power = powerOf(request, candidate);
  if (!power) return null;
  const { machine, cluster } = candidate.bench;
  const hours = hoursOf(d, cluster.gpus);
  const { value: pue } = pueOf(request, machine);
  return kilowattHours(power.training, hours.training, pue) + kilowattHours(power.waiting, hours.waiting, pue);
}
