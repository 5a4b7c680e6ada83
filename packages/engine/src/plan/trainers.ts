import type { Cluster } from "../machine/cluster.ts";
import type { Objective } from "../method/objective.ts";
import { scalarTable } from "../model/scalar-head.ts";
import { type TensorTable, tensorTable } from "../model/tensors.ts";
import type { PlanRequest } from "./request.ts";

/** The model that is trained: a reward model has a head of width 1. */
export function trainedTable({ model, objective }: Pick<PlanRequest, "model" | "objective">): TensorTable {
  return objective?.kind === "reward" ? scalarTable(model.architecture) : tensorTable(model.architecture);
}

/** The GPUs that train, of all that are paid for: some may only write answers. */
export function trainersOf(cluster: Cluster, objective: Objective | null): Cluster {
  const apart = objective?.rollout?.generation.gpus ?? 0;
  if (apart === 0) return cluster;
  const gpus = cluster.gpus - apart;
  return { ...cluster, gpus, nodes: Math.ceil(gpus / cluster.node.gpus) };
}
