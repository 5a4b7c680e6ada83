import type { Hours, KilowattHours, Watts } from "../units.ts";

/** What a card draws, with its share of the server: rated power, server over cards, share of it while it computes and while it waits. */
export interface Draw {
  readonly watts: Watts;
  readonly server: number;
  readonly busy: number;
  readonly idle: number;
}

/** Mean watts of a card with its share of the server when it computes in a share of the time. */
export function meanWatts(d: Draw, busyShare: number): Watts {
  return d.watts * d.server * (d.idle + (d.busy - d.idle) * busyShare);
}

/** kWh at the site's meter: watts x hours of all cards x PUE. Source: Cottier et al. 2024, 2405.21015; Patterson et al. 2021, 2104.10350. */
export function kilowattHours(watts: Watts, gpuHours: Hours, pue: number): KilowattHours {
  return (watts / 1000) * gpuHours * pue;
}
