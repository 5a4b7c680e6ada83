import type { Offering } from "./offering.ts";
import type { Identity } from "./result.ts";

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

/** What runs, where, on which terms. */
export function identityOf(o: Offering): Identity {
  const { cluster, machine, stack } = o.candidate.bench;
  return {
    accelerator: cluster.accelerator.id,
    provider: machine.provider,
    instanceType: machine.instanceType,
    region: o.price?.region ?? null,
    purchase: o.purchase,
    gpus: cluster.gpus,
    nodes: cluster.nodes,
    stack: stack.id,
    method: o.request.method.kind,
  };
}
