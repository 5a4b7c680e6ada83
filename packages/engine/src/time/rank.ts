import type { LocalParameters } from "../layout/local.ts";
import type { Setup } from "../layout/setup.ts";
import { ownedTrained } from "../memory/static.ts";
import { stepTraffic } from "../method/bytes.ts";
import type { Parameters, Seconds } from "../units.ts";
import { gradientSeconds, shardedSeconds } from "./communication.ts";

/** What follows from the parameters that a rank holds and how they are sharded, whatever the micro-batch and recomputation. */
export interface RankSeconds {
  readonly parameters: LocalParameters;
  /** Gathers and reductions of sharded weights in a micro-batch, all of them. */
  readonly gathers: Seconds;
  /** One exchange of gradients, the exposed share. */
  readonly exchange: Seconds;
  readonly owned: Parameters;
  readonly optimizer: Seconds;
}

export function rankSeconds(setup: Setup, parameters: LocalParameters): RankSeconds {
  const owned = ownedTrained(setup, parameters);
  return {
    parameters,
    gathers: shardedSeconds(setup, parameters),
    exchange: gradientSeconds(setup, parameters),
    owned,
    optimizer: (owned * stepTraffic(setup.optimizer)) / (setup.constants.bandwidth * setup.cluster.accelerator.bandwidth),
  };
}
