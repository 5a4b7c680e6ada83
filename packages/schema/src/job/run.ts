import { spotTerms } from "@outlay/catalog";
import type { FailureSpec, Method, PlanRequest, RunSpec, SpotTerms } from "@outlay/engine";
import type { Notes } from "./notes.ts";
import type { Job } from "./schema.ts";

function failuresOf(job: Job): FailureSpec {
  const given = job.run?.failures;
  if (typeof given === "boolean" || given === undefined) return { counted: given ?? true, perThousandNodeDays: null, restart: null };
  return { counted: true, perThousandNodeDays: given.perThousandNodeDays ?? null, restart: given.restart ?? null };
}

function slowdownOf(job: Job): number | null {
  const given = job.run?.slowdown ?? true;
  if (typeof given === "number") return given;
  return given ? null : 1;
}

/** Evaluation, checkpoints and failures as the job has them. */
export function runOf(job: Job, method: Method, notes: Notes): RunSpec {
  const { evaluation, checkpoints } = job.run ?? {};
  if (checkpoints?.save === "adapters" && !method.lora)
    notes.error("job.only-for-adapters", "run.checkpoints.save", { method: method.kind });
  return {
    evaluateEvery: evaluation?.every ?? null,
    evaluationSequences: evaluation?.sequences ?? null,
    checkpointEvery: checkpoints?.every ?? null,
    checkpointSeconds: checkpoints?.interval ?? null,
    checkpointsKept: checkpoints?.keep ?? null,
    checkpointContent: checkpoints?.save ?? "full",
    checkpointStore: checkpoints?.storage ?? null,
    checkpointAsync: checkpoints?.async ?? false,
    failures: failuresOf(job),
    slowdown: slowdownOf(job),
  };
}

/** What a job's own figure may be off by, either way. */
const OWN = 2;

/** How long spot instances last: the catalog's rows, the job's own figures over them, or nothing where the job leaves it out. */
export function spotOf(job: Job): readonly SpotTerms[] {
  const given = job.spot ?? true;
  if (typeof given === "boolean") return given ? spotTerms : [];
  const { lifetime, availability } = given;
  return spotTerms.map((row) => ({
    ...row,
    ...(lifetime === undefined ? {} : { lifetime: { value: lifetime, low: lifetime / OWN, high: lifetime * OWN } }),
    ...(availability === undefined ? {} : { availability: { value: availability, low: availability, high: availability } }),
    source: lifetime === undefined ? row.source : "the job's own figure of how long spot instances last",
  }));
}

/** What answers cost elsewhere; serving one's own model is 0 where the job doesn't say, and told. */
export function apiOf(job: Job, notes: Notes): PlanRequest["api"] {
  const { api } = job;
  if (api?.usdPerMillionTokens === undefined) return null;
  if (api.ownUsdPerMillionTokens === undefined) notes.assume("api.ownUsdPerMillionTokens", 0, "own-serving");
  return {
    usdPerMillionTokens: api.usdPerMillionTokens,
    ownUsdPerMillionTokens: api.ownUsdPerMillionTokens ?? 0,
    tokensPerMonth: api.tokensPerMonth ?? null,
  };
}

/** The job's own figures of energy. */
export function energyOf(job: Job): PlanRequest["energy"] {
  const { gramsPerKwh, pue, watts, usdPerKwh, embodiedKgPerGpu } = job.energy ?? {};
  return {
    gramsPerKwh: gramsPerKwh ?? null,
    pue: pue ?? null,
    watts: watts ?? null,
    usdPerKwh: usdPerKwh ?? null,
    embodiedKgPerGpu: embodiedKgPerGpu ?? null,
  };
}
