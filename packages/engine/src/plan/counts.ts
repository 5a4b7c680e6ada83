import type { Cluster } from "../machine/cluster.ts";
import type { Machine } from "../money/offer.ts";
import type { PlanRequest } from "./request.ts";

/** Counts of GPUs that an offer allows: whole instances, within the job's range. Owned hardware may be used in part. */
export function counts(request: PlanRequest, machine: Machine): readonly number[] {
  const { min, max, every } = request.gpus;
  const { gpus } = machine.node;
  const found: number[] = [];
  if (machine.owned) for (let n = 1; n < gpus; n++) if (n >= min && n <= max && (n === min || every || (n & (n - 1)) === 0)) found.push(n);
  for (let nodes = 1; nodes <= machine.maxNodes && nodes * gpus <= max; nodes = nextCount(nodes, request, gpus, machine.maxNodes)) {
    if (nodes * gpus >= min) found.push(nodes * gpus);
  }
  return found;
}

/** Powers of two, with the ends of the job's range among them; every count where the job asks for it. */
function nextCount(nodes: number, request: PlanRequest, gpus: number, most: number): number {
  if (request.gpus.every) return nodes + 1;
  const doubled = nodes * 2;
  for (const end of [Math.ceil(request.gpus.min / gpus), Math.floor(request.gpus.max / gpus)]) {
    if (end > nodes && end < doubled && end <= most && request.gpus.max < 1e6) return end;
  }
  return doubled;
}

export function clusterOf(machine: Machine, gpus: number): Cluster {
  return { accelerator: machine.accelerator, node: machine.node, nodes: Math.ceil(gpus / machine.node.gpus), gpus };
}
