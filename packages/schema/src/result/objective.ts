import { ENGINES, OBJECTIVES, type ObjectiveResult, UNITS } from "@outlay/engine";
import * as z from "zod";

const amount = z.number().min(0);
const whole = z.int().min(0);

const kinds = z.enum(OBJECTIVES).exclude(["sft"]);

/** What a plan is trained towards beside the next token. */
export const objective: z.ZodType<ObjectiveResult | null> = z
  .strictObject({
    kind: kinds,
    unit: z.enum(UNITS),
    perStep: amount,
    sequencesPerUnit: whole,
    perMicroBatch: amount,
    phases: z.strictObject({ rollout: amount, scoring: amount, training: amount }),
    models: z.array(
      z.strictObject({
        role: z.enum(["reference", "reward", "value"]),
        name: z.string(),
        parameters: amount,
        trained: z.boolean(),
        bytes: amount,
        instead: z.enum(["adapters-off", "precomputed"]).nullable(),
      }),
    ),
    rollout: z
      .strictObject({
        engine: z.enum(ENGINES),
        gpus: whole,
        copies: amount,
        gpusPerCopy: whole,
        answersPerCopy: amount,
        answersAtATime: amount,
        promptTokens: amount,
        responseTokens: amount,
        maxResponseTokens: amount,
        decodeSteps: amount,
        secondsPerDecodeStep: amount,
        tokensPerSecond: amount,
        cacheBytes: amount,
        updatesPerRound: whole,
      })
      .nullable(),
  })
  .nullable();
