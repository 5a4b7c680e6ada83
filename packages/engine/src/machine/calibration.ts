import type { AttentionKernel } from "../method/stack.ts";
import type { Seconds } from "../units.ts";

/**
 * What physics doesn't give, estimated from measured runs. Shares are of the datasheet figure; factors multiply.
 * One flat record, resolved once for an accelerator and a stack.
 */
export interface Constants {
  /** Of the dense 16-bit peak, on well-shaped matmuls. */
  readonly matmul: number;
  /** FP8 over 16-bit on matmuls. */
  readonly fp8Gain: number;
  /** Of the datasheet bandwidth. */
  readonly bandwidth: number;
  /** Times the ideal traffic of a matmul. */
  readonly matmulTraffic: number;
  /** Extra time of a matmul whose N or K is no multiple of 64. */
  readonly misaligned: number;
  /** Of the 16-bit peak, forward FLOPs causal-halved, heads of 128. */
  readonly attention: Readonly<Record<AttentionKernel, number>>;
  /** Slowing of heads narrower than 128: 1 + slope * (128/d - 1). */
  readonly narrowHead: number;
  readonly elementwise: number;
  /** FP8 cast traffic per token and layer, times 2(2h+f) bytes. */
  readonly fp8Cast: number;
  /** Host time per layer and forward pass. */
  readonly launch: Seconds;
  /** Growth of launch time with each doubling of tensor parallelism. */
  readonly launchTp: number;
  readonly launchLora: number;
  readonly launchMoe: number;
  /** Tensor-parallel collectives, of the one-direction link rate. */
  readonly tp: number;
  readonly tpOverlap: number;
  readonly collectiveLatency: Seconds;
  /** FSDP: bytes moved per local parameter and micro-batch, share of link and of NIC, share of compute that hides it. */
  readonly fsdpBytes: number;
  readonly fsdpLink: number;
  readonly fsdpHidden: number;
  /** Data-parallel gradients: bytes per local parameter, share exposed. */
  readonly gradientBytes: number;
  readonly gradientExposed: number;
  /** Of a NIC's rate. */
  readonly network: number;
  readonly allToAll: number;
  readonly moePermute: number;
  readonly moeRouting: Seconds;
  readonly expertMatmul: number;
  readonly headOnLastStage: number;
  readonly loraTraffic: number;
  /** QLoRA: bytes per base parameter and pass. */
  readonly dequantBytes: number;
  readonly stepOverhead: Seconds;
  /** Growth with size above 8 GPUs: (n/8)^g. */
  readonly scale: number;
  /** Whole step, by class of software. */
  readonly overall: number;
  /** FP4 over 16-bit on matmuls. */
  readonly fp4Gain: number;
  /** Per local expert, layer and pass: grouped matmuls are not one. */
  readonly expertLaunch: Seconds;
  /** Share of the all-to-all that hides behind compute. */
  readonly allToAllHidden: number;
  /** Memory, over what the stack's record says: activations, layers alive under recomputation, bytes around the loss, what
   * the allocator adds to what comes and goes, context and constant. */
  readonly activations: number;
  readonly liveLayers: number;
  readonly logits: number;
  readonly slack: number;
  readonly context: number;
}

/** A constant by name; attention's by kernel. */
export type ConstantKey = Exclude<keyof Constants, "attention"> | `attention.${AttentionKernel}`;

/** Factors on constants: what a generation, card, class or stack has more or less than its parent. */
export type Factors = Readonly<Partial<Record<ConstantKey, number>>>;

/** Half-widths of 80 % intervals, as factors: 1.19 means x/ 1.19. */
export interface Spreads {
  readonly time: Readonly<Record<"dense" | "adapter" | "moe", number>>;
  readonly memory: number;
}

export interface Calibration {
  /** Few numbers for the whole world: speak where a card's generation or a stack was not measured. */
  readonly few: {
    readonly constants: Constants;
    readonly generations: Readonly<Record<string, Partial<Constants>>>;
    readonly spreads: Spreads;
  };
  /** Common constants, and the factors by which generation, card, class of software and stack depart from them. */
  readonly full: {
    readonly constants: Constants;
    readonly generations: Readonly<Record<string, Factors>>;
    readonly accelerators: Readonly<Record<string, Factors>>;
    readonly classes: Readonly<Record<string, Factors>>;
    readonly stacks: Readonly<Record<string, Factors>>;
    readonly spreads: Spreads;
  };
  /** Wider for cards outside data centres. */
  readonly consumerSpreads: Spreads;
  readonly source: string;
  readonly asOf: string;
}
