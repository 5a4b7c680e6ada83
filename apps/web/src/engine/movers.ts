import { cheapening, type Change, type GhostResult, ghosts, inTurns, type Movers, moversOf, planOfOffer, type Turns } from "@outlay/engine";
import type { Behind } from "./answer.ts";

/** What moves a plan of an answer, and what its memory would be otherwise. */
export interface Moved {
  readonly movers: Movers;
  readonly ghosts: readonly GhostResult[];
  /** What would make it cheaper and train the same. */
  readonly cheaper: readonly Change[];
}

/** Milliseconds at a time: between them the worker hears what else is asked. */
const SLICE = 12;

/** Moves every lever of a plan; null where the answer has no such plan, or where it is given up meanwhile. */
export async function moved(behind: Behind, id: string, current: () => boolean): Promise<Moved | null> {
  const { request, alternatives, result } = behind;
  const found = planOfOffer(request, behind, id, alternatives);
  if (!found) return null;
  const { plan, offering } = found;
  const turns: Turns = {
    clock: () => performance.now(),
    milliseconds: SLICE,
    between: async () => {
      await new Promise((next) => setTimeout(next, 0));
      return current();
    },
  };
  const movers = await inTurns(moversOf(request, { plan, offering }, alternatives), turns);
  const cheaper = plan === result.plans[0] ? result.cheaper : movers && (await inTurns(cheapening(request, offering, alternatives), turns));
  return movers && cheaper && { movers, ghosts: ghosts(request, offering), cheaper };
}
