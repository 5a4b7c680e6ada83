import type { Reading } from "@outlay/engine";

/** How a source counts the FLOPs of a token: weights times 6, 8 (recomputed) or 4 (frozen base), embedding in or out, attention. */
export interface Convention {
  readonly perWeight: 4 | 6 | 8;
  readonly embedding: boolean;
  readonly attention: "full" | "half" | "none";
}

/** `fixed`: every sequence is as long as stated (packed or padded); `alpaca`: the data's known lengths; `cap`: only a limit is known. */
export type Lengths = "fixed" | "alpaca" | "cap";

/** What a source's tables mean and what they don't print. */
export interface SourceRule {
  readonly prefix: RegExp;
  /** Sources of one origin. */
  readonly group: string;
  readonly reading?: Reading;
  /** Memory stands in GB of 1e9 bytes. */
  readonly decimalMemory?: boolean;
  readonly convention?: Convention;
  /** Convention of adapter rows where it differs. */
  readonly adapterConvention?: Convention;
  readonly lengths?: Lengths;
  /** Samples reach the cap on their length, so that memory at the cap is what was measured and no upper bound. */
  readonly capReached?: boolean;
  /** Its script empties the allocator's cache every few steps, so that blocks of other lengths don't pile up. */
  readonly emptiesCache?: boolean;
  /** Dropout of adapters where none is printed and the recipe's own is known. */
  readonly adapterDropout?: number;
  /** Precision where none is printed. */
  readonly precision?: string;
  /** Optimizer where none is printed and the recipe's own is known. */
  readonly optimizer?: string;
  /** Recomputation where none is printed and there is no doubt. */
  readonly recompute?: string;
  /** Utilisations are of these 16-bit peaks, by card name; 8-bit ones are twice that. */
  readonly peaks?: Readonly<Record<string, number>>;
  /** Year of the software, where the publication is younger. */
  readonly year?: number;
  /** Best settings of a vendor's sweep: nothing is recomputed that needn't be. */
  readonly tuned?: boolean;
  /** Sequence length where the rows leave it out. */
  readonly sequence?: number;
  /** Hours that hold more than training, with what. */
  readonly hoursHold?: string;
  /** Its times are of runs that nothing stopped, from the first step to the last. */
  readonly uninterrupted?: boolean;
  /** Multi-token prediction is trained. */
  readonly mtp?: boolean;
  /** Said with every record. */
  readonly note?: string;
}

const FULL: Convention = { perWeight: 6, embedding: false, attention: "full" };
const FULL_EMBEDDED: Convention = { perWeight: 6, embedding: true, attention: "full" };
const HALVED: Convention = { perWeight: 6, embedding: false, attention: "half" };
const EXECUTED: Convention = { perWeight: 8, embedding: true, attention: "full" };
const FROZEN: Convention = { perWeight: 4, embedding: false, attention: "none" };

const SOURCES: readonly SourceRule[] = [
  { prefix: /^vtrain/, group: "vtrain", year: 2022, precision: "fp16", recompute: "full" },
  {
    prefix: /^dgxc/,
    group: "dgxc",
    tuned: true,
    convention: FULL,
    adapterConvention: FROZEN,
    peaks: { GB200: 2450e12, "H100-SXM": 989e12 },
    mtp: true,
    lengths: "fixed",
  },
  {
    // Its Moonlight and DeepSeek recipes keep moments in bf16. Source: Megatron-Bridge recipes/moonlight, use_precision_aware_optimizer.
    prefix: /^mbridge-[a-z]+\/(moonlight|deepseek)/,
    group: "megatron-bridge",
    tuned: true,
    reading: "allocated",
    convention: HALVED,
    mtp: true,
    lengths: "fixed",
    optimizer: "adamw-bf16",
  },
  {
    prefix: /^(megatron-bridge|mbridge)/,
    group: "megatron-bridge",
    tuned: true,
    reading: "allocated",
    convention: HALVED,
    adapterConvention: FROZEN,
    mtp: true,
    lengths: "fixed",
  },
  { prefix: /^llm-foundry/, group: "llm-foundry", convention: FULL_EMBEDDED },
  { prefix: /^bigscience/, group: "bigscience", reading: "device", convention: EXECUTED, precision: "fp16" },
  { prefix: /^litgpt/, group: "litgpt", reading: "allocated", lengths: "alpaca" },
  { prefix: /^nemo/, group: "nemo", tuned: true, convention: FULL, adapterConvention: FROZEN, lengths: "fixed" },
  { prefix: /^megatron-jan2021/, group: "megatron-lm", convention: EXECUTED, precision: "fp16", year: 2020 },
  { prefix: /^megatron-readme/, group: "megatron-lm", convention: EXECUTED, precision: "fp16", year: 2021 },
  { prefix: /^megatron-(sc21|2020)/, group: "megatron-lm", convention: EXECUTED, precision: "fp16" },
  { prefix: /^megatron/, group: "megatron-lm", tuned: true, convention: FULL },
  { prefix: /^torchtitan/, group: "torchtitan", reading: "reserved", convention: FULL },
  { prefix: /^maxtext/, group: "maxtext", convention: FULL_EMBEDDED, peaks: { "TPU-v5p": 459e12, "TPU-v5e": 197e12 } },
  { prefix: /^nanotron/, group: "nanotron", tuned: true, reading: "reserved", convention: FULL },
  { prefix: /^simumax/, group: "simumax", reading: "allocated" },
  { prefix: /^(primus|amd-rocm)/, group: "amd", tuned: true, sequence: 4096, reading: "device", convention: HALVED },
  { prefix: /^stas00/, group: "stas00", reading: "reserved", convention: HALVED },
  {
    prefix: /^torchtune-(readme-early|readme-2024-04|lora|qlora)/,
    group: "torchtune",
    reading: "reserved",
    decimalMemory: true,
    lengths: "alpaca",
    adapterDropout: 0,
  },
  { prefix: /^torchtune/, group: "torchtune", reading: "allocated", lengths: "fixed", adapterDropout: 0 },
  { prefix: /^fsdp_qlora/, group: "fsdp-qlora", reading: "reserved", lengths: "fixed" },
  { prefix: /^qwen-vl/, group: "qwen", reading: "device", lengths: "fixed", note: "the vision encoder's work is not counted" },
  { prefix: /^qwen/, group: "qwen", reading: "device", lengths: "fixed" },
  { prefix: /^peft-docs/, group: "peft-docs", reading: "device", capReached: true, adapterDropout: 0 },
  {
    // The library's own default is no dropout. Source: peft, method_comparison/MetaMathQA/run.py, ACCELERATOR_EMPTY_CACHE_SCHEDULE.
    prefix: /^peft/,
    group: "peft",
    hoursHold: "generation on the test set",
    reading: "reserved",
    emptiesCache: true,
    adapterDropout: 0,
  },
  { prefix: /^ms-swift-(benchmark|tuners)/, group: "ms-swift", reading: "reserved", capReached: true },
  { prefix: /^ms-swift/, group: "ms-swift", reading: "reserved" },
  { prefix: /^unsloth/, group: "unsloth", reading: "reserved", adapterDropout: 0 },
  { prefix: /^axolotl/, group: "axolotl", reading: "reserved" },
  { prefix: /^brev/, group: "brev", lengths: "fixed" },
  { prefix: /^mlperf/, group: "mlperf", tuned: true, uninterrupted: true, reading: "allocated", lengths: "fixed" },
  { prefix: /^(glm|hf-perf)/, group: "hf", reading: "device" },
  { prefix: /^can-i-finetune/, group: "can-i-finetune", reading: "reserved", lengths: "fixed" },
  { prefix: /^(philschmid|xtuner|llama-factory-wiki)/, group: "hf", reading: "reserved", lengths: "fixed" },
];

const PLAIN: SourceRule = { prefix: /^/, group: "" };

/** The id up to its first slash. */
export function sourceOf(id: string): string {
  const slash = id.indexOf("/");
  return slash < 0 ? id : id.slice(0, slash);
}

export function sourceRule(id: string): SourceRule {
  return SOURCES.find((s) => s.prefix.test(id)) ?? { ...PLAIN, group: sourceOf(id) };
}

const CHECK = /\[check:[^\]=]*=\s*([468])\s*(N|\(N-emb\))\s*(?:\+\s*(full|causal) attn|no attn)/;

/** The convention that a record's own check found: `[check: printed mfu = 6(N-emb)+full attn x tokens/s within 1%]`. */
export function readConvention(notes: string): Convention | null {
  const found = CHECK.exec(notes);
  if (!found) return null;
  const [, factor, weights, attention] = found;
  return {
    perWeight: factor === "8" ? 8 : factor === "4" ? 4 : 6,
    embedding: weights === "N",
    attention: attention === "full" ? "full" : attention === "causal" ? "half" : "none",
  };
}
