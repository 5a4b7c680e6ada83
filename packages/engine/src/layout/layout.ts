import type { Offload, Recompute, Sharding } from "../method/stack.ts";

/** How the work lies on the machine, in the field's names. gpus = dp * tp * pp * cp; ep divides dp * cp. */
export interface Layout {
  readonly dp: number;
  readonly tp: number;
  readonly pp: number;
  readonly virtualPp: number;
  readonly cp: number;
  readonly ep: number;
  readonly sequenceParallel: boolean;
  readonly sharding: Sharding;
  /** GPUs over which HSDP shards; equals dp * cp for the others. */
  readonly shardGroup: number;
  readonly recompute: Recompute;
  /** Sequences per replica and pass. */
  readonly microBatch: number;
  readonly gradAccum: number;
  readonly offload: Offload;
}

/** The keys that a job may pin. */
export type LayoutPins = Partial<Layout>;
