import * as amounts from "./amount.ts";
import * as batch from "./batch.ts";
import * as data from "./data.ts";
import * as layout from "./layout.ts";
import type { Lever } from "./lever.ts";
import * as machine from "./machine.ts";
import * as method from "./method.ts";
import { objective } from "./objective.ts";
import * as numerics from "./numerics.ts";
import * as recipe from "./recipe.ts";
import * as run from "./run.ts";
import * as shape from "./shape.ts";

/** Everything of a job that can be moved, in the order of the job: what a plan says would be cheaper, and what `whatif` tries. */
export const LEVERS: readonly Lever[] = [
  shape.size,
  shape.depth,
  shape.window,
  shape.gate,
  shape.activation,
  shape.keyHeads,
  shape.sharedLayers,
  shape.embedding,
  method.kind,
  method.rank,
  method.targets,
  method.savedModules,
  method.base,
  method.frozenLayers,
  objective,
  amounts.epochs,
  amounts.amount,
  amounts.limits,
  amounts.quality,
  data.place,
  data.prefetch,
  data.cache,
  data.readRate,
  data.preprocessing,
  batch.sequence,
  batch.globalBatch,
  batch.microBatch,
  batch.padding,
  numerics.precision,
  numerics.optimizer,
  numerics.attention,
  numerics.compile,
  recipe.learningRate,
  recipe.schedule,
  layout.recompute,
  layout.sharding,
  layout.offload,
  layout.tp,
  layout.pp,
  layout.virtualPp,
  layout.cp,
  layout.ep,
  layout.sequenceParallel,
  numerics.stack,
  machine.card,
  machine.count,
  machine.provider,
  machine.region,
  machine.purchase,
  machine.commitment,
  run.evaluation,
  run.interval,
  run.content,
  run.store,
  run.asynchronous,
  run.kept,
  run.failures,
  run.lifetime,
  recipe.earlyStop,
  recipe.sweep,
];
