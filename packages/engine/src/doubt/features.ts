import type { Setup } from "../layout/setup.ts";
import { peak16 } from "../machine/accelerator.ts";
import type { MethodKind, OptimizerId, Precision, Stored } from "../method/method.ts";
import type { AttentionKernel, Offload, Recompute, Sharding, StackClass } from "../method/stack.ts";
import { trainableParameters } from "../method/trainable.ts";
import { activeParameters, totalParameters } from "../model/parameters.ts";
import type { BytesPerSecond, FlopPerSecond, Parameters, Sequences, Tokens } from "../units.ts";

/** What a run is known by when it is compared with another: everything that its time and memory depend on most. Null: its source doesn't say. */
export interface RunFeatures {
  readonly kind: MethodKind;
  readonly base: Stored;
  readonly trained: Parameters;
  readonly parameters: Parameters;
  readonly active: Parameters;
  readonly hidden: number;
  readonly layers: number;
  readonly vocab: number;
  readonly moe: boolean;
  readonly sequence: Tokens;
  readonly longest: Tokens;
  readonly microBatch: Sequences | null;
  readonly globalBatch: Sequences;
  readonly gpus: number;
  readonly accelerator: string;
  readonly generation: string;
  readonly vendor: string;
  readonly peak: FlopPerSecond | null;
  readonly bandwidth: BytesPerSecond;
  readonly stack: string;
  readonly stackClass: StackClass;
  readonly precision: Precision | null;
  readonly optimizer: OptimizerId;
  readonly attention: AttentionKernel;
  readonly compile: boolean;
  readonly tp: number;
  readonly pp: number;
  readonly cp: number;
  readonly ep: number;
  readonly virtualPp: number | null;
  readonly sharding: Sharding;
  readonly recompute: Recompute | null;
  readonly offload: Offload;
}

/** The features of a setup. No constant goes in: a new fit changes none of them. */
export function runFeatures(setup: Setup): RunFeatures {
  const { table, method, cluster, layout, batch, stack } = setup;
  const { accelerator } = cluster;
  const { architecture } = table;
  const { trained, adapters } = trainableParameters(table, method);
  return {
    kind: method.kind,
    base: method.base,
    trained: Math.max(1, trained + adapters),
    parameters: totalParameters(table),
    active: activeParameters(table),
    hidden: architecture.hidden,
    layers: architecture.layers,
    vocab: architecture.vocab,
    moe: architecture.moe !== null,
    sequence: batch.sequence,
    longest: batch.longest,
    microBatch: layout.microBatch,
    globalBatch: batch.globalBatch,
    gpus: cluster.gpus,
    accelerator: accelerator.id,
    generation: accelerator.generation,
    vendor: accelerator.vendor,
    peak: peak16(accelerator) ?? accelerator.peak.fp32,
    bandwidth: accelerator.bandwidth,
    stack: stack.id,
    stackClass: stack.class,
    precision: setup.precision,
    optimizer: setup.optimizer,
    attention: setup.attention,
    compile: setup.compile,
    tp: layout.tp,
    pp: layout.pp,
    cp: layout.cp,
    ep: layout.ep,
    virtualPp: layout.virtualPp,
    sharding: layout.sharding,
    recompute: layout.recompute,
    offload: layout.offload,
  };
}
