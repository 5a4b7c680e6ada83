import type { Activation, Architecture, StateSpaceKind } from "@outlay/engine";
import type { Defaults, Fields } from "./fields.ts";
import type { Dimension } from "./keys.ts";

/** A fact of the class, or the key of the file that decides it. */
export type Flag = boolean | string;

/** How a family names the span of its attention. */
export interface WindowKeys {
  readonly size: string;
  /** One layer in `every` sees everything where the file doesn't say; 1: none does. */
  readonly every: number;
  readonly pattern?: readonly string[];
  readonly chunked?: boolean;
}

/** What a `model_type` means: the facts that its files don't state, and the names they use. */
export interface Family {
  readonly gated: boolean;
  /** Where the file names none. */
  readonly activation: Activation;
  /** The file's name for it misleads (Gemma 1) or says too little. */
  readonly ownActivation?: boolean;
  readonly norm: Architecture["norm"];
  readonly normsPerLayer: number;
  readonly normWidth: 0 | 1 | 2;
  readonly finalNorm: boolean;
  readonly positions: Architecture["positions"];
  readonly biases: Readonly<Record<"qkv" | "o" | "mlp" | "head", Flag>>;
  readonly qkNorm: Architecture["qkNorm"];
  /** QK norm only where this key is true. */
  readonly qkNormIf?: string;
  /** `tie_word_embeddings` where the file leaves it out. */
  readonly tied: boolean;
  readonly lmHead?: boolean;
  /** All its layers are state spaces. */
  readonly stateSpace?: StateSpaceKind;
  readonly routerBias?: boolean;
  readonly sharedGate?: boolean;
  /** Width of the MLP in hidden widths, for families whose files may leave it out. */
  readonly ffnRatio?: number;
  readonly window?: WindowKeys;
  readonly keys?: Partial<Readonly<Record<Dimension, readonly string[]>>>;
  readonly defaults?: Defaults;
  /** Also filled in where the config is nested in a multimodal one, which leaves out whatever equals the class. */
  readonly nested?: Defaults;
  /** What follows from several fields at once. */
  readonly adjust?: (fields: Fields, a: Architecture) => Partial<Architecture>;
}
