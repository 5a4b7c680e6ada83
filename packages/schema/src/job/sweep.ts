import { type EarlyStop, type ModelRef, type Recipe, shortCount, type SweepSpec, tensorTable, totalParameters } from "@outlay/engine";
import type { Notes } from "./notes.ts";
import type { Job } from "./schema.ts";

const HALVING: ReadonlySet<string> = new Set(["halving", "asha", "hyperband"]);

/** A search for settings as the engine counts it. */
export function sweepOf(job: Job, model: ModelRef, notes: Notes): SweepSpec | null {
  const s = job.sweep;
  if (s === undefined) return null;
  const size = s.proxy?.parameters ?? 0;
  const target = totalParameters(tensorTable(model.architecture));
  if (size >= target) notes.error("job.proxy-too-large", "sweep.proxy.parameters", { value: shortCount(size), most: shortCount(target) });
  const kind = s.kind ?? (s.space !== undefined && s.trials === undefined ? "grid" : "random");
  if (s.kind === undefined) notes.assume("sweep.kind", kind, "sweep-kind");
  if (s.workers === undefined) notes.assume("sweep.workers", 1, "sweep-workers");
  const counted = s.trials === undefined && kind !== "grid" && kind !== "hyperband";
  if (counted) notes.assume("sweep.top", s.top ?? 0.05, "sweep-top");
  const idle = (path: string, other: string): void => notes.warn("job.no-effect", path, { other });
  if (!HALVING.has(kind)) {
    for (const key of ["reduction", "shortest", "resume"] as const)
      if (s[key] !== undefined) idle(`sweep.${key}`, "sweep.kind: halving, asha, hyperband");
  }
  if (s.trials !== undefined && (kind === "grid" || kind === "hyperband"))
    idle("sweep.trials", "sweep.kind: random, bayesian, halving, asha, population");
  if (!counted && (s.top ?? s.probability) !== undefined)
    idle(s.top === undefined ? "sweep.probability" : "sweep.top", "sweep.trials left out");
  return {
    kind,
    trials: s.trials ?? null,
    space: Object.entries(s.space ?? {}).map(([name, { count, values }]) => ({ name, count, values })),
    workers: s.workers ?? 1,
    length: s.length ?? 1,
    reduction: s.reduction ?? 3,
    shortest: s.shortest ?? null,
    resume: s.resume ?? true,
    top: s.top ?? 0.05,
    probability: s.probability ?? 0.95,
    proxy: s.proxy?.parameters === undefined ? null : { parameters: s.proxy.parameters, tokens: s.proxy.tokens ?? null },
  };
}

function earlyStopOf(job: Job, notes: Notes): EarlyStop | null {
  const stop = job.run?.earlyStop;
  if (stop === undefined) return null;
  const every = stop.every ?? job.run?.evaluation?.every;
  if (every === undefined) return null;
  if (stop.patience === undefined) notes.assume("run.earlyStop.patience", 3, "patience");
  return { patience: stop.patience ?? 3, every, best: stop.best ?? null };
}

/** Schedule, warm-up and early stopping as the job asks for them. */
export function recipeOf(job: Job, notes: Notes): Recipe {
  const { schedule, scheduleSteps, warmup, gradients } = job.training ?? {};
  return {
    schedule: schedule ?? null,
    scheduleSteps: scheduleSteps ?? null,
    warmup: warmup ?? null,
    earlyStop: earlyStopOf(job, notes),
    gradients: gradients ?? [],
  };
}
