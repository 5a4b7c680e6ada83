import { ATTENTIONS, type AttentionKernel, type Calibration, type ConstantKey, type Constants, type Factors } from "@outlay/engine";
import * as z from "zod";
import { STACK_CLASSES } from "./stack-row.ts";

const amount = z.number({ error: "a number" });
const factor = z.number({ error: "a number" }).min(1, { error: "a factor >= 1" });
const words = z.string({ error: "text" }).min(1, { error: "text" });

const attention = z.record(z.enum(ATTENTIONS), amount) satisfies z.ZodType<Record<AttentionKernel, number>>;

const SCALARS = [
  "matmul",
  "fp8Gain",
  "bandwidth",
  "matmulTraffic",
  "misaligned",
  "narrowHead",
  "elementwise",
  "fp8Cast",
  "launch",
  "launchTp",
  "launchLora",
  "launchMoe",
  "tp",
  "tpOverlap",
  "collectiveLatency",
  "fsdpBytes",
  "fsdpLink",
  "fsdpHidden",
  "gradientBytes",
  "gradientExposed",
  "network",
  "allToAll",
  "moePermute",
  "moeRouting",
  "expertMatmul",
  "headOnLastStage",
  "loraTraffic",
  "dequantBytes",
  "stepOverhead",
  "scale",
  "overall",
  "fp4Gain",
  "expertLaunch",
  "allToAllHidden",
  "activations",
  "liveLayers",
  "logits",
  "slack",
  "context",
] as const satisfies readonly Exclude<keyof Constants, "attention">[];

type Scalar = (typeof SCALARS)[number];
const each = <T>(of: T): Record<Scalar, T> => Object.fromEntries(SCALARS.map((key) => [key, of])) as Record<Scalar, T>;

const constants: z.ZodType<Constants> = z.strictObject({ ...each(amount), attention });
const some: z.ZodType<Partial<Constants>> = z.strictObject({ ...each(amount.exactOptional()), attention: attention.exactOptional() });
const multiplier = z.number({ error: "a factor above 0" }).positive({ error: "a factor above 0" });
const KEYS: readonly ConstantKey[] = [...SCALARS, ...ATTENTIONS.map((kernel): ConstantKey => `attention.${kernel}`)];
const factors: z.ZodType<Factors> = z.strictObject(Object.fromEntries(KEYS.map((key) => [key, multiplier.exactOptional()])));
const spreads = z.strictObject({ time: z.strictObject({ dense: factor, adapter: factor, moe: factor }), memory: factor });

/** The file of fitted constants. */
export const calibrationFile: z.ZodType<Calibration> = z.strictObject({
  few: z.strictObject({ constants, generations: z.record(words, some), spreads }),
  full: z.strictObject({
    constants,
    generations: z.record(words, factors),
    accelerators: z.record(words, factors),
    classes: z.record(z.enum(STACK_CLASSES), factors),
    stacks: z.record(words, factors),
    spreads,
  }),
  consumerSpreads: spreads,
  source: words,
  asOf: z.string({ error: "YYYY-MM-DD" }).regex(/^\d{4}-\d{2}-\d{2}$/, { error: "YYYY-MM-DD" }),
});
