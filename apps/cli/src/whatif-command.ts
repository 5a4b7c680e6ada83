import { pondering, type WhatifResult } from "@outlay/engine";
import { hasField, type Language, text, type WhatifOutput, type Written } from "@outlay/schema";
import { EXIT, type ExitCode } from "./exit.ts";
import { asTyped } from "./laid-flags.ts";
import { type Io, tell } from "./io.ts";
import { asked, type PlanOptions, severe } from "./plan-command.ts";
import { paint } from "./render/paint.ts";
import { watched } from "./turns.ts";
import { renderWhatif } from "./render/whatif.ts";

type Options = Readonly<Record<string, unknown>>;

/** What a pin or a lever leaves out must be in the job: other jobs needn't leave it out. */
function ofJob(result: WhatifResult, job: Written): WhatifResult {
  const there = ({ path, value }: { readonly path: string; readonly value: string }): boolean => value !== "" || hasField(job, path);
  const { plan } = result;
  return {
    ...result,
    plan: plan && { ...plan, pins: plan.pins.filter(there) },
    levers: result.levers.map((l) => ({ ...l, followed: l.followed.filter((f) => there({ path: f.path, value: f.to })) })),
  };
}

/** The result with names in the reader's language. */
function labelled(result: WhatifResult, language: Language): WhatifOutput {
  return {
    ...result,
    levers: result.levers.map(({ id, ...rest }) => ({ id, label: text(`lever.${id}`, language), ...rest })),
    tornado: result.tornado.map(({ id, ...rest }) => ({ id, label: text(`swing.${id}`, language), ...rest })),
  };
}

function exitOf({ plan, issues }: WhatifResult): ExitCode {
  if (!plan) return EXIT.infeasible;
  return issues.some((i) => i.code === "plan.over-limit") ? EXIT.overLimit : EXIT.ok;
}

/** `outlay whatif`: every lever of the job moved to its neighbours from the chosen plan. */
export async function whatifCommand(argument: string | undefined, options: Options, at: PlanOptions, io: Io): Promise<ExitCode> {
  const found = await asked(argument, options, at, io);
  if (!found) return EXIT.badInput;
  const answered = await watched(pondering(found.request, found.alternatives), at.language, io);
  if (!answered) return EXIT.interrupted;
  const result = ofJob(answered, found.written);
  const issues = [...found.issues, ...result.issues];
  if (at.json) io.out(`${JSON.stringify(labelled({ ...result, issues }, at.language), null, 2)}\n`);
  else {
    tell(io, asTyped(severe(found.issues), options), at.language);
    const assumed = found.issues.filter((i) => i.severity === "note");
    const look = { language: at.language, width: io.width, paint: paint(io.color) };
    io.out(renderWhatif({ ...look, result, assumed, every: options["all"] === true }));
  }
  return exitOf(result);
}
