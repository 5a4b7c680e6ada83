import {
  type Method,
  type MethodKind,
  type OptimizerId,
  OPTIMIZERS,
  type Precision,
  PRECISIONS,
  type Stored,
  STORED,
} from "@outlay/engine";
import { extraText, whole } from "../record/amounts.ts";
import type { EvidenceRecord } from "../record/record.ts";
import { readTargets } from "./targets.ts";

export type Task = "pretrain" | "full" | "adapter" | "quantised" | "freeze";

export interface ReadMethod {
  readonly method: Method;
  readonly task: Task;
  readonly flags: readonly string[];
  readonly assumed: readonly string[];
}

/** Quantised storages, the closest that the engine has first. */
const QUANTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/nf4-?dq|double/i, ["nf4-dq"]],
  [/^nf4/i, ["nf4"]],
  [/int8|8bit|8-bit/i, ["int8"]],
  // Groups of 128 with a scale and a zero each are 0.52 bytes, as double quantisation is.
  [/gptq/i, ["gptq-int4", "int4", "nf4-dq"]],
  [/awq|hqq|aqlm|int4/i, ["int4", "nf4-dq"]],
  [/bnb|4bit|4-bit/i, ["nf4"]],
];

function storedAs(quant: string): { readonly base: Stored; readonly assumed: readonly string[] } {
  const names = QUANTS.find(([pattern]) => pattern.test(quant))?.[1] ?? ["nf4"];
  const base = names.map((n) => STORED.find((s) => s === n)).find((s) => s !== undefined) ?? "nf4";
  return { base, assumed: base === names[0] ? [] : [`base: ${quant} stored as ${base}`] };
}

/**
 * Stacks whose NF4 quantises its scales too unless told otherwise. Sources: axolotl loaders/model.py and Unsloth models/loader.py
 * (bnb_4bit_use_double_quant), ms-swift and LLaMA-Factory arguments, torchao NF4Tensor (scaler blocks of 256), bitsandbytes Linear4bit's own default.
 */
const DOUBLE: ReadonlySet<string> = new Set(["axolotl", "unsloth", "ms-swift", "llama-factory", "torchtune", "fsdp-qlora"]);

/** NF4 as the stack makes it, where the record doesn't say which. */
export function asStacked(method: Method, stack: string): Method {
  return method.base === "nf4" && DOUBLE.has(stack) ? { ...method, base: "nf4-dq" } : method;
}

const PLAIN = { frozenLayers: 0, galoreRank: 128 } as const;
const full = (kind: MethodKind, base: Stored): Method => ({ kind, lora: null, base, ...PLAIN });

/** Kinds that train norms, tokens or keys and values in front, and add nothing to a matrix. */
const BARE = /LN_TUNING|PREFIX|P_TUNING|PROMPT|norm/i;

/** Adapters of other kinds keep the base frozen and pass gradients through it: a LoRA of rank 1 costs about as much. */
function otherAdapter(base: Stored, kind: string): ReadMethod {
  const bare = BARE.test(kind);
  const method: Method = {
    kind: base === "bf16" ? "lora" : "qlora",
    lora: { rank: 1, targets: bare ? [] : ["q_proj", "v_proj"], dropout: 0, dora: false },
    base,
    ...PLAIN,
  };
  const taken = bare ? "a frozen model: nothing is added to its matrices" : "LoRA of rank 1 on q and v";
  return { method, task: "freeze", flags: ["other-adapter"], assumed: [`method: ${kind} taken as ${taken}`] };
}

function adapter(r: EvidenceRecord, kind: "lora" | "qlora" | "dora", dropout: number): ReadMethod {
  const assumed: string[] = [];
  const text = r.lora?.targets;
  const read = readTargets(text ?? "all-linear");
  if (text === null || text === undefined || text.length === 0) assumed.push("LoRA on all linears (not stated)");
  if (read.unknown.length > 0) assumed.push(`LoRA targets left out: ${read.unknown.join(" ")}`);
  const rank = whole(r.lora?.rank, 65536);
  if (rank === undefined) assumed.push("LoRA rank 16 (not stated)");
  const quant = r.lora?.quant ?? "";
  const stored = quant !== "" || kind === "qlora" ? storedAs(quant === "" ? "nf4" : quant) : { base: "bf16" as const, assumed: [] };
  const quantised = stored.base !== "bf16";
  const type = extraText(r.measured_extra, "peft_type");
  const other = type !== "" && type !== "LORA";
  if (other) assumed.push(`method: ${type} taken as LoRA`);
  const method: Method = {
    kind: quantised ? "qlora" : kind === "qlora" ? "lora" : kind,
    base: stored.base,
    lora: {
      rank: rank ?? 16,
      targets: read.targets,
      dropout,
      dora: kind === "dora",
      ...(read.embeddings ? { modulesToSave: ["embed_tokens", "lm_head"] as const } : {}),
    },
    ...PLAIN,
  };
  const flags = [
    ...(read.embeddings ? ["embedding-trained"] : []),
    ...(other ? ["other-adapter"] : []),
    ...(kind === "dora" ? ["dora"] : []),
  ];
  return { method, task: other ? "freeze" : quantised ? "quantised" : "adapter", flags, assumed: [...assumed, ...stored.assumed] };
}

/** Methods in other words, the narrower first. */
const OTHER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/qlora/, "qlora"],
  [/dora/, "dora"],
  [/lora/, "lora"],
  [/freeze|frozen|prefix|prompt|adapter|ia3/, "freeze"],
  [/continu/, "continue"],
  [/pre-?_? ?train|scratch/, "pretrain"],
  [/full|sft|fine-?_? ?tun/, "full"],
];

/** The record with its method under the name that the rest knows; where none is stated, adapters tell of LoRA and anything else is a pre-training. */
export function withMethod(r: EvidenceRecord): { readonly r: EvidenceRecord; readonly assumed: readonly string[] } {
  const stated = (r.method ?? "").trim().toLowerCase().slice(0, 60);
  if (stated !== "") {
    const method = OTHER_WORDS.find(([pattern]) => pattern.test(stated))?.[1] ?? stated;
    return method === r.method ? { r, assumed: [] } : { r: { ...r, method }, assumed: [] };
  }
  const rank = whole(r.lora?.rank, 65536) !== undefined;
  const method = (r.lora?.quant ?? "") !== "" ? "qlora" : rank ? "lora" : "pretrain";
  return { r: { ...r, method }, assumed: [`method: ${method} (not stated)`] };
}

/** What most recipes write; the libraries' own default is none. */
const USUAL_DROPOUT = 0.05;

/** What a record trains and how the rest is stored; null for a method that the engine lacks. */
export function methodOf(r: EvidenceRecord, dropout: number = USUAL_DROPOUT): ReadMethod | null {
  const kind = (r.method ?? "").toLowerCase();
  switch (kind) {
    case "pretrain":
    case "continue":
      return { method: full(kind, "bf16"), task: "pretrain", flags: [], assumed: [] };
    case "full":
      return { method: full("full", "bf16"), task: "full", flags: [], assumed: [] };
    case "lora":
    case "qlora":
    case "dora":
      return adapter(r, kind, dropout);
    case "freeze": {
      const quant = r.lora?.quant ?? "";
      const type = extraText(r.measured_extra, "peft_type") || extraText(r.measured_extra, "adapter_method") || "training of a small part";
      return otherAdapter(quant === "" ? "bf16" : storedAs(quant).base, type);
    }
    default:
      return null;
  }
}

const PRECISION_NAMES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/nvfp4|mxfp4|fp4/i, ["fp4", "fp8"]],
  [/fp8/i, ["fp8"]],
  [/fp16.*bf16|bf16/i, ["bf16"]],
  [/fp16|half|amp/i, ["fp16"]],
  [/tf32/i, ["tf32"]],
  [/fp32|float32/i, ["fp32"]],
];

export interface ReadPrecision {
  readonly precision: Precision;
  readonly assumed: readonly string[];
}

/** Old cards train in fp16, the others in bf16 where nobody says. */
export function precisionOf(text: string, card: { generation: string; bf16: boolean }): ReadPrecision {
  const names = PRECISION_NAMES.find(([pattern]) => pattern.test(text))?.[1];
  const usual: Precision = card.bf16 ? "bf16" : "fp16";
  if (!names) return { precision: usual, assumed: [`precision: ${usual} (not stated)`] };
  const precision = names.map((n) => PRECISIONS.find((p) => p === n)).find((p) => p !== undefined) ?? usual;
  return { precision, assumed: precision === names[0] ? [] : [`precision: ${text} taken as ${precision}`] };
}

const OPTIMIZER_NAMES: readonly (readonly [RegExp, OptimizerId])[] = [
  [/galore/i, "galore"],
  [/muon/i, "muon"],
  [/adafactor/i, "adafactor"],
  [/lion/i, "lion"],
  [/paged.*(8-?_?bit|8bit)/i, "paged-adamw-8bit"],
  [/8-?_?bit|4bit/i, "adamw-8bit"],
  [/paged/i, "paged-adamw"],
  [/adam/i, "adamw"],
  [/momentum/i, "sgd-momentum"],
  [/^sgd/i, "sgd"],
];

export function optimizerOf(text: string): { readonly optimizer: OptimizerId; readonly assumed: readonly string[] } {
  const found = OPTIMIZER_NAMES.find(([pattern]) => pattern.test(text))?.[1];
  const exact = OPTIMIZERS.find((o) => o === text);
  return { optimizer: exact ?? found ?? "adamw", assumed: exact || found ? [] : ["optimizer: AdamW (not stated)"] };
}
