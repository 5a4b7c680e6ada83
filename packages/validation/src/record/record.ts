import * as z from "zod";

/** A field that a record may leave out, or give as null. */
export type Maybe<T> = T | null | undefined;

export interface ModelFields {
  readonly name?: Maybe<string>;
  readonly hf_id?: Maybe<string>;
  readonly params?: Maybe<number>;
  readonly active_params?: Maybe<number>;
  readonly layers?: Maybe<number>;
  readonly hidden?: Maybe<number>;
  readonly heads?: Maybe<number>;
  readonly kv_heads?: Maybe<number>;
  readonly head_dim?: Maybe<number>;
  readonly ffn?: Maybe<number>;
  readonly gated_ffn?: Maybe<boolean>;
  readonly vocab?: Maybe<number>;
  readonly tied_embeddings?: Maybe<boolean>;
  readonly attention?: Maybe<string>;
  readonly moe?: Maybe<{
    readonly experts?: Maybe<number>;
    readonly top_k?: Maybe<number>;
    readonly shared?: Maybe<number>;
    readonly expert_ffn?: Maybe<number>;
    readonly shared_ffn?: Maybe<number>;
    readonly dense_layers?: Maybe<number>;
  }>;
  readonly mla?: Maybe<{
    readonly q_lora_rank?: Maybe<number>;
    readonly kv_lora_rank?: Maybe<number>;
    readonly qk_head_dim?: Maybe<number>;
    readonly qk_pos_emb_head_dim?: Maybe<number>;
    readonly v_head_dim?: Maybe<number>;
  }>;
}

export interface LoraFields {
  readonly rank?: Maybe<number>;
  readonly targets?: Maybe<string | readonly string[]>;
  readonly quant?: Maybe<string>;
}

export interface HardwareFields {
  readonly gpu?: Maybe<string>;
  readonly gpus?: Maybe<number>;
  readonly gpus_per_node?: Maybe<number>;
  readonly intra?: Maybe<string>;
  readonly inter?: Maybe<string>;
  readonly cloud?: Maybe<string>;
}

export interface ParallelFields {
  readonly dp?: Maybe<number>;
  readonly tp?: Maybe<number>;
  readonly pp?: Maybe<number>;
  readonly virtual_pp?: Maybe<number>;
  readonly cp?: Maybe<number>;
  readonly ep?: Maybe<number>;
  readonly sequence_parallel?: Maybe<boolean>;
  readonly sharding?: Maybe<string>;
  readonly offload?: Maybe<string>;
}

export interface TrainingFields {
  readonly seq_len?: Maybe<number>;
  readonly micro_batch?: Maybe<number>;
  readonly global_batch?: Maybe<number>;
  readonly grad_accum?: Maybe<number>;
  readonly precision?: Maybe<string>;
  readonly optimizer?: Maybe<string>;
  readonly recompute?: Maybe<string>;
  readonly attention_impl?: Maybe<string>;
  readonly compile?: Maybe<boolean>;
  readonly kernels?: Maybe<string>;
}

export const MEASURES = [
  "step_time_s",
  "tokens_per_s",
  "tokens_per_s_per_gpu",
  "samples_per_s",
  "tflops_per_gpu",
  "mfu",
  "hfu",
  "peak_memory_gib_per_gpu",
  "gpu_hours",
  "wall_hours",
  "cost_usd",
  "energy_mwh",
  "co2_t",
] as const;
/** What a record may have measured, `fits` apart. Total tokens and steps are inputs: they say how much was trained. */
export type Measure = (typeof MEASURES)[number];

export type MeasuredFields = {
  readonly [K in Measure]?: Maybe<number>;
} & { readonly fits?: Maybe<boolean>; readonly total_tokens?: Maybe<number>; readonly total_steps?: Maybe<number> };

/** A published measured run. Every field but the id may be missing; keys beyond these are kept. */
export interface EvidenceRecord {
  readonly id: string;
  readonly source?: Maybe<{ readonly title?: Maybe<string>; readonly url?: Maybe<string>; readonly date?: Maybe<string> }>;
  readonly model?: Maybe<ModelFields>;
  readonly method?: Maybe<string>;
  readonly lora?: Maybe<LoraFields>;
  readonly hardware?: Maybe<HardwareFields>;
  readonly parallel?: Maybe<ParallelFields>;
  readonly training?: Maybe<TrainingFields>;
  readonly framework?: Maybe<string>;
  readonly measured?: Maybe<MeasuredFields>;
  readonly measured_extra?: Maybe<Readonly<Record<string, unknown>>>;
  readonly notes?: Maybe<string>;
  readonly suspect?: Maybe<string>;
  readonly twin?: Maybe<string>;
}

const text = z.string({ error: "text" }).nullish();
const number = z.number({ error: "a number" }).nullish();
const flag = z.boolean({ error: "true or false" }).nullish();
const group = <T extends z.ZodRawShape>(shape: T): z.ZodOptional<z.ZodNullable<z.ZodObject<T, z.core.$loose>>> =>
  z.looseObject(shape, { error: "an object" }).nullish();

const moe = group({ experts: number, top_k: number, shared: number, expert_ffn: number, shared_ffn: number, dense_layers: number });
const mla = group({ q_lora_rank: number, kv_lora_rank: number, qk_head_dim: number, qk_pos_emb_head_dim: number, v_head_dim: number });

export const evidenceRecord: z.ZodType<EvidenceRecord> = z.looseObject({
  id: z.string({ error: "text" }).min(1, { error: "text" }).max(500, { error: "text of 500 characters at most" }),
  source: group({ title: text, url: text, date: text }),
  model: group({
    name: text,
    hf_id: text,
    params: number,
    active_params: number,
    layers: number,
    hidden: number,
    heads: number,
    kv_heads: number,
    head_dim: number,
    ffn: number,
    gated_ffn: flag,
    vocab: number,
    tied_embeddings: flag,
    attention: text,
    moe,
    mla,
  }),
  method: text,
  lora: group({
    rank: number,
    targets: z.union([z.string(), z.array(z.string())], { error: "text or a list of texts" }).nullish(),
    quant: text,
  }),
  hardware: group({ gpu: text, gpus: number, gpus_per_node: number, intra: text, inter: text, cloud: text }),
  parallel: group({
    dp: number,
    tp: number,
    pp: number,
    virtual_pp: number,
    cp: number,
    ep: number,
    sequence_parallel: flag,
    sharding: text,
    offload: text,
  }),
  training: group({
    seq_len: number,
    micro_batch: number,
    global_batch: number,
    grad_accum: number,
    precision: text,
    optimizer: text,
    recompute: text,
    attention_impl: text,
    compile: flag,
    kernels: text,
  }),
  framework: text,
  measured: group({
    step_time_s: number,
    tokens_per_s: number,
    tokens_per_s_per_gpu: number,
    samples_per_s: number,
    tflops_per_gpu: number,
    mfu: number,
    hfu: number,
    peak_memory_gib_per_gpu: number,
    gpu_hours: number,
    wall_hours: number,
    cost_usd: number,
    energy_mwh: number,
    co2_t: number,
    fits: flag,
    total_tokens: number,
    total_steps: number,
  }),
  measured_extra: group({}),
  notes: text,
  suspect: text,
  twin: text,
});
