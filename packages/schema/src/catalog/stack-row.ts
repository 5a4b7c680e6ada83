import {
  ATTENTIONS,
  METHODS,
  OBJECTIVES,
  OFFLOADS,
  OPTIMIZERS,
  PADDINGS,
  PRECISIONS,
  RECOMPUTES,
  SHARDINGS,
  type Stack,
  type StackClass,
} from "@outlay/engine";
import * as z from "zod";

export const STACK_CLASSES: readonly [StackClass, ...StackClass[]] = ["megatron", "fsdp-compiled", "fsdp-eager", "hf", "jax"];

const amount = z.number({ error: "a number" }).nonnegative({ error: "a number >= 0" });
const flag = z.boolean({ error: "true or false" });
const words = z.string({ error: "text" }).min(1, { error: "text" });
const among = <const T extends string>(values: readonly T[]): z.ZodType<T> => z.enum(values, { error: `one of ${values.join(", ")}` });
const several = <const T extends string>(values: readonly T[]): z.ZodType<T[]> => z.array(among(values)).min(1, { error: "at least one" });

const trained = z.strictObject({ weight: amount, gradient: amount, master: amount, stateFactor: amount });

const stack: z.ZodType<Stack> = z.strictObject({
  id: z.string({ error: "kebab-case" }).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: "kebab-case" }),
  name: words,
  class: among(STACK_CLASSES),
  vendors: z.array(words).min(1, { error: "at least one" }),
  methods: several(METHODS),
  precisions: several(PRECISIONS),
  optimizers: several(OPTIMIZERS),
  shardings: several(SHARDINGS),
  offloads: several(OFFLOADS),
  recomputes: several(RECOMPUTES),
  partialRecompute: flag.exactOptional(),
  dims: z.strictObject({ tp: flag, pp: flag, cp: flag, ep: flag, sequenceParallel: flag, virtualPp: flag }),
  stateSpaces: several(["mamba", "mamba2"]).exactOptional(),
  objectives: several(OBJECTIVES).exactOptional(),
  jointValue: flag.exactOptional(),
  cutsGeneration: flag.exactOptional(),
  maxGpus: z.int({ error: "a whole number or null" }).positive({ error: "a whole number >= 1 or null" }).nullable(),
  trained,
  underZero: trained.nullable(),
  underFp16: trained.nullable(),
  adapter: trained,
  unquantised: amount,
  unties: flag,
  quantised: z.strictObject({ head: flag, keepsInputs: flag }),
  gathered: z.strictObject({ weight: amount, gradient: amount }),
  activations: z.strictObject({
    form: among(["fused", "eager"]),
    factor: amount,
    selectiveFactor: amount,
    selectiveForward: amount,
    liveLayers: amount,
    onHost: flag,
  }),
  logitsBytes: amount,
  splitLogitsBytes: amount,
  attention: among(ATTENTIONS),
  compiled: flag,
  allocator: z.strictObject({ fixed: amount, varying: amount, constant: amount }),
  context: z.strictObject({ single: amount, multi: amount }),
  persistentGradients: flag,
  wholeGradients: flag,
  loadsWhole: flag,
  stepIntermediates: amount,
  tpOverlap: flag,
  padding: among(PADDINGS),
  recompute: among(RECOMPUTES),
  flags: z.record(words, words),
  source: words,
  asOf: z.string({ error: "YYYY-MM-DD" }).regex(/^\d{4}-\d{2}-\d{2}$/, { error: "YYYY-MM-DD" }),
});

/** The file of stacks: an array, ids unique. */
export const stackList: z.ZodType<Stack[]> = z
  .array(stack)
  .min(1, { error: "at least one stack" })
  .refine((list) => new Set(list.map((s) => s.id)).size === list.length, { error: "ids that differ" });
