import type { Offering } from "./offering.ts";

/** What a plan is told apart by. */
export function planId(o: Offering): string {
  const { bench, setup } = o.candidate;
  const l = setup.layout;
  return [
    bench.machine.provider,
    bench.machine.instanceType,
    o.price?.region ?? "",
    o.purchase,
    `${bench.cluster.gpus}gpu`,
    bench.stack.id,
    `dp${l.dp}tp${l.tp}pp${l.pp}cp${l.cp}ep${l.ep}`,
    l.sharding,
    l.recomputeLayers === null ? l.recompute : `${l.recompute}${l.recomputeLayers}`,
    `mb${l.microBatch}`,
  ].join("/");
}
