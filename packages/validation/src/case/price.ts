import { machines } from "@outlay/catalog";
import type { Machine } from "@outlay/engine";
import type { EvidenceRecord } from "../record/record.ts";

let priced: ReadonlyMap<string, Machine> | undefined;

/** Cheapest on-demand hour of an instance type among its regions. */
function onDemand(m: Machine): number | null {
  let least = Number.POSITIVE_INFINITY;
  for (const p of m.prices) if (p.onDemand !== null) least = Math.min(least, p.onDemand);
  return Number.isFinite(least) ? least : null;
}

const STATED = /\$\s?(\d+(?:\.\d+)?)\s?\/\s?(gpu-?)?h(?:our|r)?\b/i;

/** Dollars an hour for all the GPUs of a run: as the record states them, else the catalogue's price of the instance that it names. */
export function usdPerHourOf(r: EvidenceRecord, at: { gpus: number; nodes: number }): number | null {
  const cloud = (r.hardware?.cloud ?? "").slice(0, 200);
  for (const text of [cloud, (r.notes ?? "").slice(0, 5000)]) {
    const stated = STATED.exec(text);
    if (stated) return Number(stated[1]) * (stated[2] || /per A\d|per GPU/i.test(text) ? at.gpus : at.nodes);
  }
  priced ??= new Map(machines().map((m) => [m.instanceType.toLowerCase(), m]));
  for (const word of cloud.toLowerCase().split(/[\s,()]+/)) {
    const machine = word.length > 3 ? priced.get(word) : undefined;
    const price = machine ? onDemand(machine) : null;
    if (price !== null) return price * at.nodes;
  }
  return null;
}
