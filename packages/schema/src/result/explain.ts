import type { Issue } from "@outlay/engine";
import * as z from "zod";
import type { Explanation } from "../explain/explain.ts";

const text = z.string();

/** What `outlay explain --json` prints. */
export interface ExplainOutput {
  readonly schemaVersion: 1;
  /** As it was asked for. */
  readonly path: string;
  readonly explanation: Explanation;
  readonly issues: readonly Issue[];
}

const explanation: z.ZodType<Explanation> = z.strictObject({
  path: text,
  value: z.union([z.number(), text, z.boolean()]).nullable(),
  unit: text.nullable(),
  range: z.strictObject({ p10: z.number(), p90: z.number() }).nullable(),
  formula: text.nullable(),
  source: text.nullable(),
  asOf: text.nullable(),
  get inputs() {
    return z.array(explanation);
  },
});

export const explainSchema: z.ZodType<ExplainOutput> = z.strictObject({
  schemaVersion: z.literal(1),
  path: text,
  explanation,
  issues: z.array(
    z.strictObject({
      code: text,
      severity: z.enum(["error", "warning", "note"]),
      path: text,
      values: z.record(text, z.union([z.number(), text])),
    }),
  ),
});

/** The schema that programs check `outlay explain --json` with. */
export function explainJsonSchema(): unknown {
  return {
    title: "Outlay explain",
    ...z.toJSONSchema(explainSchema, { override: ({ jsonSchema }) => void delete jsonSchema["~standard"] }),
  };
}
