import type { Layout } from "./layout.ts";

const DEGREES = [
  ["dp", "dp"],
  ["tp", "tp"],
  ["pp", "pp"],
  ["virtualPp", "vpp"],
  ["cp", "cp"],
  ["ep", "ep"],
] as const satisfies readonly (readonly [keyof Layout, string])[];

function shardingOf(l: Layout): string {
  return l.sharding === "hsdp" ? `hsdp/${l.shardGroup}` : l.sharding;
}

function recomputeOf(l: Layout): string {
  return l.recomputeLayers === null ? l.recompute : `${l.recompute}/${l.recomputeLayers}`;
}

/**
 * A layout as the field writes it: degrees above 1, sharding with the group of HSDP, micro-batch and accumulation, recomputation with the layers of a
 * stage that it covers, offloading: `dp8 tp8 pp4 vpp2 sp zero-1 mb1 ga16 recompute=full/5`. What isn't there isn't written.
 */
export function notation(l: Layout): string {
  const degrees = DEGREES.flatMap(([key, name]) => (l[key] > 1 ? [`${name}${l[key]}`] : []));
  const words = [
    ...(degrees.length > 0 ? degrees : ["dp1"]),
    ...(l.sequenceParallel ? ["sp"] : []),
    ...(l.sharding === "none" ? [] : [shardingOf(l)]),
    `mb${l.microBatch}`,
    ...(l.gradAccum > 1 ? [`ga${l.gradAccum}`] : []),
    ...(l.recompute === "none" ? [] : [`recompute=${recomputeOf(l)}`]),
    ...(l.offload === "none" ? [] : [`offload=${l.offload}`]),
  ];
  return words.join(" ");
}
