import { type BestSoFar, inTurns, type Progress, type Working } from "@outlay/engine";
import { type Language, text } from "@outlay/schema";
import type { Io } from "./io.ts";
import { count, shorten, time, usd, whole } from "./render/format.ts";

/** A search shorter than this says nothing of its way. */
const QUIET_MS = 1000;
const TURN_MS = 50;
const SAID_EVERY_MS = 200;

function bestText(best: BestSoFar, language: Language): string {
  const { gpus, accelerator, provider, costUsd, runSeconds } = best;
  const machine = `${whole(gpus)}x ${accelerator} (${provider})`;
  return text("cli.best-so-far", language, { machine, cost: costUsd === null ? "" : `${usd(costUsd)}, `, time: time(runSeconds) });
}

function progressText(p: Progress, language: Language): string {
  const best = p.best();
  const values = { searched: whole(p.searched), of: whole(p.of), considered: count(p.considered), feasible: count(p.feasible) };
  return text("cli.progress", language, values) + (best ? bestText(best, language) : "");
}

/** Work of the engine's, with its progress on a terminal; null where it was interrupted, and what had been found is told. */
export async function watched<T>(work: Working<T>, language: Language, io: Io): Promise<T | null> {
  const began = io.clock();
  const listening = io.listen();
  let said: number | null = null;
  const clear = (): void => {
    if (said !== null) io.status?.write("");
    said = null;
  };
  const between = async (p: Progress): Promise<boolean> => {
    await io.breathe();
    if (listening.interrupted()) {
      clear();
      io.err(`${text("cli.interrupted", language)}${text("cli.colon", language)}${progressText(p, language)}\n`);
      return false;
    }
    const now = io.clock();
    if (io.status && now - began > QUIET_MS && now - (said ?? 0) > SAID_EVERY_MS) {
      io.status.write(shorten(progressText(p, language), io.status.columns));
      said = now;
    }
    return true;
  };
  try {
    return await inTurns(work, { clock: io.clock, milliseconds: TURN_MS, between });
  } finally {
    clear();
    listening.end();
  }
}
