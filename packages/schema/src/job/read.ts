import { type Issue, OBJECTIVES } from "@outlay/engine";
import * as z from "zod";
import { issuesOf, shown } from "./issues.ts";
import { learningRules } from "./learning-rules.ts";
import { type Job, jobSchema } from "./schema.ts";

/** Keys that the schema allows at a path. */
function allowedAt(path: readonly PropertyKey[]): readonly string[] {
  let here: unknown = jobSchema;
  const shapeOf = (schema: unknown): Record<string, unknown> | null => {
    if (schema instanceof z.ZodOptional) return shapeOf(schema.unwrap());
    if (schema instanceof z.ZodUnion) {
      for (const option of schema.options) {
        const shape = shapeOf(option);
        if (shape) return shape;
      }
      return null;
    }
    if (schema instanceof z.ZodArray) return shapeOf(schema.element);
    return schema instanceof z.ZodObject ? schema.shape : null;
  };
  for (const key of path) if (typeof key === "string") here = shapeOf(here)?.[key];
  return Object.keys(shapeOf(here) ?? {});
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export interface JobRead {
  readonly job: Job | null;
  readonly issues: readonly Issue[];
}

const POST_TRAINING: ReadonlySet<string> = new Set(OBJECTIVES.filter((kind) => kind !== "sft"));

/** `method: dpo` means all weights trained with that objective. */
function withMethodObjective(value: Record<string, unknown>): { rest: Record<string, unknown>; issues: Issue[] } {
  const { method } = value;
  const given = isTree(method) ? method["kind"] : method;
  const kind = typeof given === "string" ? given.trim().toLowerCase() : "";
  if (!POST_TRAINING.has(kind)) return { rest: value, issues: [] };
  const { objective } = value;
  const own = isTree(objective) ? objective : typeof objective === "string" ? { kind: objective } : {};
  if (own["kind"] !== undefined && own["kind"] !== kind)
    return { rest: value, issues: [{ code: "job.both", severity: "error", path: "method", values: { other: "objective" } }] };
  const rest = { ...value, method: isTree(method) ? { ...method, kind: "full" } : "full", objective: { ...own, kind } };
  return {
    rest,
    issues: [{ code: "default.method-objective", severity: "note", path: "method", values: { value: "full", objective: kind } }],
  };
}

/** Checks a job. All bad fields are told at once; with one of them there is no job. */
export function readJob(value: unknown): JobRead {
  if (!isTree(value)) {
    return { job: null, issues: [{ code: "job.not-an-object", severity: "error", path: "job", values: { value: shown(value) } }] };
  }
  const named = withMethodObjective(value);
  if (named.issues.some((i) => i.severity === "error")) return { job: null, issues: named.issues };
  const { rest, issues } = named;
  const parsed = jobSchema.safeParse(rest);
  if (!parsed.success) {
    const found = issuesOf(parsed.error.issues, rest, allowedAt);
    const told = found.map(
      (i): Issue => (i.path === "model" && (rest["model"] ?? null) === null ? { ...i, code: "job.no-model", path: "" } : i),
    );
    return { job: null, issues: [...told, ...issues] };
  }
  const contradictions = contradictionsOf(parsed.data);
  return { job: contradictions.length > 0 ? null : parsed.data, issues: [...contradictions, ...issues] };
}

/** Fields that can't stand together. */
function contradictionsOf(job: Job): Issue[] {
  const issues: Issue[] = [];
  const both = (a: string, b: string): void => void issues.push({ code: "job.both", severity: "error", path: a, values: { other: b } });
  const { data, training, layout } = job;
  if (data?.file !== undefined && data.tokens !== undefined) both("data.file", "data.tokens");
  if (data?.file !== undefined && data.samples !== undefined) both("data.file", "data.samples");
  if (data?.steps !== undefined && (data.tokens ?? data.samples) !== undefined)
    both("data.steps", data.tokens === undefined ? "data.samples" : "data.tokens");
  if (data?.tokens !== undefined && data.samples !== undefined) both("data.tokens", "data.samples");
  if (data?.steps !== undefined && data.epochs !== undefined) both("data.steps", "data.epochs");
  const needs = (a: string, b: string): void => void issues.push({ code: "job.needs", severity: "error", path: a, values: { other: b } });
  if (data?.samples !== undefined && data.tokensPerSample === undefined) needs("data.samples", "data.tokensPerSample");
  if (data?.tokensPerSample !== undefined && data.samples === undefined) needs("data.tokensPerSample", "data.samples");
  if (data?.file !== undefined && data.bytes !== undefined) both("data.file", "data.bytes");
  if (job.api && job.api.usdPerMillionTokens === undefined) needs("api", "api.usdPerMillionTokens");
  if (data?.textField !== undefined && data.file === undefined) needs("data.textField", "data.file");
  for (const key of ["recompute", "microBatch", "gradAccum"] as const) {
    if (training?.[key] !== undefined && layout?.[key] !== undefined && training[key] !== layout[key])
      both(`training.${key}`, `layout.${key}`);
  }
  if (training?.loraDropout !== undefined && job.method?.dropout !== undefined && training.loraDropout !== job.method.dropout)
    both("training.loraDropout", "method.dropout");
  for (const [i, own] of (job.where?.owned ?? []).entries()) {
    const at = `where.owned.${i}`;
    if (own.bought && own.usdPerGpuHour !== undefined) both(`${at}.bought`, `${at}.usdPerGpuHour`);
    if (own.bought?.lifetimeYears !== undefined && own.bought.ageYears !== undefined)
      both(`${at}.bought.lifetimeYears`, `${at}.bought.ageYears`);
  }
  const saves = job.run?.checkpoints;
  if (saves?.every !== undefined && saves.interval !== undefined) both("run.checkpoints.every", "run.checkpoints.interval");
  if (training?.packing !== undefined && training.padding !== undefined) both("training.packing", "training.padding");
  if (job.objective && job.objective.kind === undefined) needs("objective", "objective.kind");
  return [...issues, ...learningRules(job)];
}

/** The schema that editors complete job files with. */
export function jobJsonSchema(): unknown {
  const schema = z.toJSONSchema(jobSchema, {
    io: "input",
    unrepresentable: "any",
    override: ({ jsonSchema }) => void delete jsonSchema["~standard"],
  });
  return { title: "Outlay job", ...schema };
}
