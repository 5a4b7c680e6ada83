import type { StateSpaceKind } from "../model/architecture.ts";
import type { MethodKind, OptimizerId, Precision } from "./method.ts";
import type { EngineId, ObjectiveKind } from "./objective.ts";

/** Kinds of software that share constants: a stack takes its class's numbers where it has none of its own. */
export type StackClass = "megatron" | "fsdp-compiled" | "fsdp-eager" | "hf" | "jax";

export const ATTENTIONS = ["eager", "sdpa", "flash-2", "flash-3", "cudnn"] as const;
export type AttentionKernel = (typeof ATTENTIONS)[number];

export const SHARDINGS = ["none", "zero-1", "zero-2", "zero-3", "fsdp", "hsdp"] as const;
export type Sharding = (typeof SHARDINGS)[number];

export const RECOMPUTES = ["none", "selective", "full"] as const;
export type Recompute = (typeof RECOMPUTES)[number];

export const OFFLOADS = ["none", "optimizer", "params"] as const;
export type Offload = (typeof OFFLOADS)[number];

export const PADDINGS = ["longest", "max", "packed"] as const;
/** Pad to the longest of a micro-batch, pad to the maximum, or pack samples end to end. */
export type Padding = (typeof PADDINGS)[number];

/** Bytes a stack keeps per trained parameter. `master` 0: the optimizer updates the compute copy. */
export interface TrainedBytes {
  readonly weight: number;
  readonly gradient: number;
  readonly master: number;
  /** Multiplies the optimizer's fp32 state bytes (0.5 where states follow bf16 weights). */
  readonly stateFactor: number;
}

/** The software that will run the job, as data. Sizes in bytes; times in seconds. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly class: StackClass;
  readonly vendors: readonly string[];
  readonly methods: readonly MethodKind[];
  readonly precisions: readonly Precision[];
  readonly optimizers: readonly OptimizerId[];
  readonly shardings: readonly Sharding[];
  readonly offloads: readonly Offload[];
  readonly recomputes: readonly Recompute[];
  /** Full recomputation can be kept to some layers of each (virtual) stage. */
  readonly partialRecompute?: boolean;
  readonly dims: {
    readonly tp: boolean;
    readonly pp: boolean;
    readonly cp: boolean;
    readonly ep: boolean;
    readonly sequenceParallel: boolean;
    readonly virtualPp: boolean;
  };
  /** State spaces that it trains; none where it isn't said. */
  readonly stateSpaces?: readonly StateSpaceKind[];
  /** What it trains towards beside the next token; nothing where it isn't said. */
  readonly objectives?: readonly ObjectiveKind[];
  /** Policy and value model pass in one graph, so that the activations of both are alive (TRL); otherwise one after the other. */
  readonly jointValue?: boolean;
  /** Its own `generate` cuts a gathered copy over as many GPUs as it takes (DeepSpeed's hybrid engine). */
  readonly cutsGeneration?: boolean;
  /** Most GPUs one job can use; null without a limit. */
  readonly maxGpus: number | null;
  readonly trained: TrainedBytes;
  /** The same under DeepSpeed's ZeRO, which keeps fp32 masters whoever calls it; null: no difference. Source: DeepSpeed, runtime/zero. */
  readonly underZero: TrainedBytes | null;
  /** The same in fp16, where the stack accumulates gradients otherwise than in bf16; null: no difference. */
  readonly underFp16: TrainedBytes | null;
  readonly adapter: TrainedBytes;
  /** Bytes of what a quantised base leaves unquantised (embeddings, head, norms). */
  readonly unquantised: number;
  /** Embedding and head are two matrices even where the model ties them. */
  readonly unties: boolean;
  /** How a quantised base is run: the head is quantised too; its linears keep their inputs (bitsandbytes before 0.45). */
  readonly quantised: { readonly head: boolean; readonly keepsInputs: boolean };
  /** Width of gathered weights and reduced gradients when parameters are sharded. */
  readonly gathered: { readonly weight: number; readonly gradient: number };
  readonly activations: {
    readonly form: "fused" | "eager";
    readonly factor: number;
    /** Of the un-recomputed bytes, kept under the stack's own selective recompute. */
    readonly selectiveFactor: number;
    /** Of the forward matmuls, done again under it. */
    readonly selectiveForward: number;
    /** Layers alive at once under full recompute. */
    readonly liveLayers: number;
    /** Under full recompute the layers' inputs wait in host memory. */
    readonly onHost: boolean;
  };
  /** Peak bytes per token and vocabulary entry around the loss. */
  readonly logitsBytes: number;
  /** The same with the vocabulary split over `tp`: DTensor's loss holds five fp32 tensors' worth, 18 bytes. Source: PyTorch, tensor/parallel/loss.py. */
  readonly splitLogitsBytes: number;
  readonly attention: AttentionKernel;
  readonly compiled: boolean;
  /** Reserved over live bytes for what comes and goes: fixed lengths, varying lengths; and the fixed rest, in bytes. */
  readonly allocator: { readonly fixed: number; readonly varying: number; readonly constant: number };
  /** Device memory outside the allocator: context, kernels, communicators of a single GPU and of several. */
  readonly context: { readonly single: number; readonly multi: number };
  /** Gradients stay while activations do, even with one micro-batch. */
  readonly persistentGradients: boolean;
  /** Sharded runs keep gradients whole between micro-batches (`no_sync`), of frozen weights too: FSDP flattens a unit into one parameter. */
  readonly wholeGradients: boolean;
  /** Each GPU of a sharded run holds the whole model beside its shard until all layers are cut. */
  readonly loadsWhole: boolean;
  /** AdamW's intermediates at the step, as a fraction of fp32 parameters (`foreach` 1, fused 0). */
  readonly stepIntermediates: number;
  /** Tensor-parallel traffic overlapped with compute. */
  readonly tpOverlap: boolean;
  readonly padding: Padding;
  readonly recompute: Recompute;
  /** What its users type, by setting: `{value}` stands for the value. A missing setting isn't printed. */
  readonly flags: Readonly<Record<string, string>>;
  readonly source: string;
  readonly asOf: string;
}

/** Whether a stack writes an objective's answers with an engine, on GPUs of its own or by turns. Its own `generate` every one has. */
export function hasEngine(stack: Pick<Stack, "flags">, objective: ObjectiveKind, engine: EngineId, gpus: number): boolean {
  if (engine === "hf") return gpus === 0;
  const key = gpus > 0 ? "generation=vllm-apart" : "generation=vllm";
  return stack.flags[key] !== undefined || stack.flags[`${objective}.${key}`] !== undefined;
}
