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
  /** Of a pipeline stage's layers those that full recomputation runs again, the others being kept whole; null: all of them. */
  readonly recomputeLayers: number | null;
  /** Sequences per replica and pass. */
  readonly microBatch: number;
  readonly gradAccum: number;
  readonly offload: Offload;
}

/** Layers of the fullest stage. */
export function stageLayers(layers: number, pp: number): number {
  return pp > 1 ? Math.ceil(layers / pp) : layers;
}

/** Share of a stage's layers that full recomputation runs again; 0 without it. `onStage`: its layers. */
export function recomputedShare(l: Pick<Layout, "recompute" | "recomputeLayers">, onStage: number): number {
  if (l.recompute !== "full") return 0;
  return l.recomputeLayers === null ? 1 : Math.min(1, l.recomputeLayers / onStage);
}

/** The keys that a job may pin. */
export type LayoutPins = Partial<Layout>;
