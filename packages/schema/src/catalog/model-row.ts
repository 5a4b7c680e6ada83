import type { CatalogModel } from "@outlay/catalog";
import type { Activation, Architecture } from "@outlay/engine";
import * as z from "zod";
import { DATES } from "./column.ts";

const whole = z.int({ error: "a whole number" }).nonnegative({ error: "a whole number >= 0" });
const some = z.int({ error: "a whole number" }).positive({ error: "a whole number >= 1" });
const flag = z.boolean({ error: "true or false" });
const words = z.string({ error: "text" }).min(1, { error: "text" });

const ACTIVATIONS = ["silu", "gelu", "gelu_tanh", "relu", "relu2", "swiglu_clamped", "xielu"] as const satisfies readonly Activation[];

const moe = z.strictObject({
  experts: some,
  topK: some,
  shared: whole,
  expertFfn: some,
  sharedFfn: whole,
  denseLayers: whole,
  everyN: some,
  routerBias: flag,
  sharedGate: flag.exactOptional(),
});
const mla = z.strictObject({ qLoraRank: some.nullable(), kvLoraRank: some, nopeHeadDim: some, ropeHeadDim: some, vHeadDim: some });
const stateSpace = { inner: some, state: some, conv: some, convBias: flag, bias: flag };
const ssm = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("mamba"), ...stateSpace, stepRank: some }),
  z.strictObject({ kind: z.literal("mamba2"), ...stateSpace, heads: some, groups: some, chunk: some }),
]);
/** `pattern` says the same in words, for readers of the file. */
const window = z
  .strictObject({ size: some, every: some, chunked: flag.exactOptional(), pattern: words.exactOptional() })
  .transform((w) => (w.chunked === undefined ? { size: w.size, every: w.every } : { size: w.size, every: w.every, chunked: w.chunked }));

const shape = {
  family: words,
  layers: some,
  hidden: some,
  heads: whole,
  kvHeads: whole,
  headDim: whole,
  ffn: whole,
  gated: flag,
  activation: z.enum(ACTIVATIONS, { error: `one of ${ACTIVATIONS.join(", ")}` }),
  vocab: some,
  tied: flag,
  norm: z.enum(["rms", "layer"], { error: "rms or layer" }),
  normsPerLayer: whole,
  normWidth: z.literal([0, 1, 2], { error: "0, 1 or 2" }),
  finalNorm: flag,
  biases: z.strictObject({ qkv: flag, o: flag, mlp: flag, head: flag }),
  qkNorm: z.enum(["head", "full"], { error: "head, full or null" }).nullable(),
  positions: z.enum(["rope", "learned", "alibi", "relative"], { error: "rope, learned, alibi or relative" }),
  learnedPositions: whole,
  maxPositions: some.nullable(),
  window: window.nullable(),
  moe: moe.nullable(),
  mla: mla.nullable(),
  ssm: ssm.exactOptional(),
  decoderLayers: some.exactOptional(),
  lmHead: flag.exactOptional(),
  embeddingSize: some.exactOptional(),
  positionWidth: some.exactOptional(),
  mtpLayers: some.exactOptional(),
  tower: some.exactOptional(),
  extra: z.array(z.strictObject({ what: words, count: some })),
};

const row = z
  .strictObject({
    ...shape,
    sharedLayers: some.nullable(),
    id: words,
    aliases: z.array(words),
    params: some,
    publishedParams: some.nullable(),
    activeParams: some.exactOptional(),
    verified: flag,
    verifiedBy: z.array(words),
    confidence: z.enum(["read", "memory", "paper"], { error: "read, memory or paper" }),
    source: words,
    license: words.nullable(),
    released: z
      .string({ error: DATES })
      .regex(/^\d{4}(-\d{2}){0,2}$/, { error: DATES })
      .nullable(),
    note: words.exactOptional(),
  })
  .refine((m) => m.ssm !== undefined || (m.heads > 0 && m.kvHeads > 0 && m.headDim > 0 && m.ffn > 0), {
    error: "heads, kvHeads, headDim and ffn >= 1 where there is no ssm",
    path: ["heads"],
  });

export const modelRow: z.ZodType<CatalogModel> = row.transform(
  ({
    id,
    aliases,
    params,
    publishedParams,
    activeParams,
    verified,
    verifiedBy,
    confidence,
    source,
    license,
    released,
    note,
    sharedLayers,
    ...rest
  }) => {
    const architecture: Architecture = sharedLayers === null ? rest : { ...rest, sharedLayers };
    return {
      id,
      aliases,
      architecture,
      parameters: params,
      publishedParameters: publishedParams,
      activeParameters: activeParams ?? null,
      verified,
      verifiedBy,
      confidence,
      source,
      license,
      released,
      note: note ?? null,
    };
  },
);
