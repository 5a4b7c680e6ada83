import type { Plan } from "@outlay/engine";
import { gb, time, whole, wrap } from "./format.ts";
import type { Look, Say } from "./words.ts";

/** Where the data is and whether it keeps up; nothing where the job says nothing of it and it does. */
export function data(v: Look, say: Say, p: Plan): readonly string[] {
  const d = p.data;
  const parts: string[] = [];
  if (d.move !== null) {
    const known = d.bytes !== null && d.moveSeconds !== null;
    if (known) parts.push(say(`cli.data-${d.move}`, { bytes: gb(d.bytes ?? 0), time: time(d.moveSeconds ?? 0) }));
    else if (d.move !== "none") parts.push(say("cli.data-unknown"));
  }
  if (d.prepareSeconds !== null) parts.push(say("cli.data-prepare", { time: time(d.prepareSeconds) }));
  if (d.stallSeconds > 0) parts.push(say("cli.data-stalls", { time: time(d.stallSeconds) }));
  if (d.stallsFromGpus !== null) {
    parts.push(say("cli.data-read", { needed: gb(d.neededBytesPerSecond), supplied: gb(d.suppliedBytesPerSecond) }));
    parts.push(say("cli.data-from", { gpus: whole(Math.max(1, Math.floor(d.stallsFromGpus))) }));
  }
  return parts.length === 0 ? [] : [wrap(say("cli.data", { parts: parts.join(say("cli.semicolon")) }), v.width, "    ")];
}
