import type { Bytes } from "../units.ts";
import { type OptimizerId, type Precision, PRECISIONS, type Stored } from "./method.ts";
import type { Sharding, Stack, TrainedBytes } from "./stack.ts";

/** NF4: 4 bits and an absmax of 32 bits per block of 64; double quantisation stores the absmax in 8 bits with one 32-bit scale per 256. */
const NF4_BYTES = 0.5 + 4 / 64;
const NF4_DOUBLE_BYTES = 0.5 + 1 / 64 + 4 / (64 * 256);

/**
 * Bytes per stored parameter, scales included.
 * Source: Dettmers et al. 2023, 2305.14314 section 3 (blocks of 64 and 256); int8 row scales are neglected (< 0.1 %).
 */
export function storedBytes(stored: Stored): Bytes {
  switch (stored) {
    case "fp32":
      return 4;
    case "bf16":
    case "fp16":
      return 2;
    case "fp8":
    case "int8":
      return 1;
    case "nf4":
      return NF4_BYTES;
    case "nf4-dq":
      return NF4_DOUBLE_BYTES;
  }
}

export function isQuantised(stored: Stored): boolean {
  return stored === "nf4" || stored === "nf4-dq" || stored === "int8";
}

export function computeBytes(precision: Precision): Bytes {
  return precision === "fp32" || precision === "tf32" ? 4 : 2;
}

/** What is kept per trained parameter, the optimizer's state apart. `cast`: low-precision copies made while computing. */
export interface StoredTraining extends TrainedBytes {
  readonly cast: Bytes;
}

/** Worked out once for a stack: a search asks for the same ones millions of times. */
const KNOWN = new WeakMap<Stack, StoredTraining[]>();

/**
 * Bytes per trained parameter under a stack's convention.
 * fp32/tf32: 4+4, no master. fp16 needs an fp32 master where the stack keeps none in bf16. fp8 adds an 8-bit copy of linears.
 * Source: Rajbhandari et al. 2019, 1910.02054 section 3.1; stacks' public defaults.
 */
export function trainedBytes(stack: Stack, precision: Precision, adapter: boolean, sharding: Sharding = "none"): StoredTraining {
  const zero = sharding.startsWith("zero");
  let known = KNOWN.get(stack);
  if (!known) KNOWN.set(stack, (known = []));
  const at = 4 * PRECISIONS.indexOf(precision) + (adapter ? 2 : 0) + (zero ? 1 : 0);
  return (known[at] ??= storedTraining(stack, precision, { adapter, zero }));
}

function storedTraining(stack: Stack, precision: Precision, at: { adapter: boolean; zero: boolean }): StoredTraining {
  const { adapter } = at;
  const zero = at.zero ? stack.underZero : null;
  const half = precision === "fp16" ? stack.underFp16 : null;
  const own = adapter ? stack.adapter : (zero ?? half ?? stack.trained);
  if (adapter) return { ...own, cast: 0 };
  if (precision === "fp32" || precision === "tf32") return { weight: 4, gradient: 4, master: 0, stateFactor: 1, cast: 0 };
  if (precision === "fp16" && own.master === 0 && own.weight === 2) return { weight: 4, gradient: 4, master: 0, stateFactor: 1, cast: 2 };
  return { ...own, cast: precision === "fp8" || precision === "fp4" ? 1 : 0 };
}

/** A matrix, for optimizers whose state depends on its shape; null for vectors and embeddings. */
export interface Shape {
  readonly rows: number;
  readonly columns: number;
}

const EIGHT_BIT_STATE = 2 * (1 + 4 / 256);

/**
 * Optimizer state in bytes per trained parameter, fp32 states.
 * Sources: bitsandbytes (block 256); Shazeer and Stern 2018, 1804.04235 (Adafactor); Zhao et al. 2024, 2403.03507 (GaLore).
 */
export function stateBytes(optimizer: OptimizerId, shape: Shape | null, galoreRank: number): Bytes {
  switch (optimizer) {
    case "adamw":
    case "paged-adamw":
      return 8;
    case "adamw-bf16":
      return 4;
    case "adamw-8bit":
    case "paged-adamw-8bit":
      return EIGHT_BIT_STATE;
    case "lion":
    case "sgd-momentum":
      return 4;
    case "sgd":
      return 0;
    case "adafactor":
      return shape ? (4 * (shape.rows + shape.columns)) / (shape.rows * shape.columns) : 4;
    case "muon":
      return shape ? 4 : 8;
    case "galore":
      return shape ? galoreBytes(shape, galoreRank) : 8;
  }
}

function galoreBytes(shape: Shape, rank: number): Bytes {
  const m = Math.min(shape.rows, shape.columns);
  const n = Math.max(shape.rows, shape.columns);
  const r = Math.min(rank, m);
  return (4 * (m * r + 2 * n * r)) / (m * n);
}

/** Paged states live in unified memory: the driver moves them to the host when the card is full. */
export function isPaged(optimizer: OptimizerId): boolean {
  return optimizer === "paged-adamw" || optimizer === "paged-adamw-8bit";
}

/** Whether states shrink with bf16 weights in stacks that train without a master copy. */
export function followsWeights(optimizer: OptimizerId): boolean {
  return (
    optimizer === "adamw" ||
    optimizer === "paged-adamw" ||
    optimizer === "lion" ||
    optimizer === "sgd-momentum" ||
    optimizer === "muon" ||
    optimizer === "galore"
  );
}

/**
 * Memory traffic of the step per trained parameter: read and write weight, gradient and states.
 * 30 B for AdamW with fp32 master and clipping; others by what they touch.
 */
export function stepTraffic(optimizer: OptimizerId): Bytes {
  switch (optimizer) {
    case "adamw":
    case "paged-adamw":
      return 30;
    case "adamw-bf16":
      return 18;
    case "adamw-8bit":
    case "paged-adamw-8bit":
      return 16;
    case "lion":
    case "sgd-momentum":
    case "muon":
      return 22;
    case "sgd":
      return 14;
    case "adafactor":
      return 16;
    case "galore":
      return 24;
  }
}
