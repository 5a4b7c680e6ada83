import type { Issue, PlanResult } from "@outlay/engine";
import type { Job, MachineSweep, SweepOutput } from "@outlay/schema";
import type { ExitCode } from "./exit.ts";
import { asTyped } from "./laid-flags.ts";
import { type Io, tell } from "./io.ts";
import { answer, exitOf, type PlanOptions, severe } from "./plan-command.ts";
import { paint } from "./render/paint.ts";
import { renderSweep } from "./render/sweep.ts";

type Options = Readonly<Record<string, unknown>>;

function askedFor(job: Job): readonly Issue[] {
  return job.sweep === undefined ? [{ code: "sweep.none", severity: "error", path: "", values: {} }] : [];
}

/** The search on each machine of the shortlist, as programs read it. */
function sweepJson({ pricesAsOf, model, method, plans }: PlanResult, issues: readonly Issue[]): SweepOutput {
  const sweeps: MachineSweep[] = [];
  for (const p of plans) {
    if (p.sweep === null || p.reasons.includes("frontier")) continue;
    const { reasons, accelerator, provider, instanceType, region, purchase, gpus, costUsd, sweep } = p;
    const { p10, p50, p90 } = p.runSeconds;
    const machine = { reasons, accelerator, provider, instanceType, region, purchase, gpus };
    sweeps.push({ plan: p.id, ...machine, runSeconds: { p10, p50, p90 }, costUsd, sweep });
  }
  return { schemaVersion: 1, pricesAsOf, model: model.name, method, sweeps, issues };
}

/** `outlay sweep`: plans the run, and counts the search for its settings on the machines of the shortlist. */
export async function sweepCommand(argument: string | undefined, options: Options, at: PlanOptions, io: Io): Promise<ExitCode> {
  const found = await answer(argument, options, at, io, askedFor);
  if (typeof found === "number") return found;
  const { result, issues } = found;
  const all = [...issues, ...result.issues, ...(result.plans[0]?.issues ?? [])];
  if (at.json) io.out(`${JSON.stringify(sweepJson(result, all), null, 2)}\n`);
  else {
    tell(io, asTyped(severe(issues), options), at.language);
    const assumed = issues.filter((i) => i.severity === "note");
    io.out(renderSweep({ result, assumed, language: at.language, width: io.width, paint: paint(io.color) }));
  }
  return exitOf(result);
}
