import { reportHtml } from "@outlay/charts";
import type { Issue, PlanResult } from "@outlay/engine";
import { jobFile } from "@outlay/schema";
import type { Tree } from "../job/tree.ts";
import { language } from "../language.ts";
import { saveFile } from "../shell/save.ts";
import { limits, plan } from "../state.ts";
import { movers } from "../why/movers.ts";

/** The answer as a file, the plan that is shown first. Apart from the button, since it brings the pictures' code. */
export function saveReport(result: PlanResult, assumed: readonly Issue[], job: Tree): void {
  const moving = movers();
  const moved = typeof moving === "string" ? null : moving;
  const shown = plan.value;
  const first = shown === null || shown === result.plans[0];
  const of = first
    ? result
    : {
        ...result,
        plans: [shown, ...result.plans.filter((p) => p !== shown)],
        cheaper: moved?.cheaper ?? [],
        instead: null,
        project: null,
      };
  const beside = { limits: limits.value, movers: moved?.movers ?? null };
  saveFile("outlay.html", "text/html", reportHtml(of, { language: language.value, assumed, job: jobFile(job), ...beside }));
}
