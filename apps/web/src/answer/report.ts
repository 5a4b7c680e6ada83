import { reportHtml } from "@outlay/charts";
import type { Issue, PlanResult } from "@outlay/engine";
import { jobFile } from "@outlay/schema";
import type { Tree } from "../job/tree.ts";
import { language } from "../language.ts";
import { saveFile } from "../shell/save.ts";

/** The answer as a file. Apart from the button, since it brings the pictures' code. */
export function saveReport(result: PlanResult, assumed: readonly Issue[], job: Tree): void {
  saveFile("outlay.html", "text/html", reportHtml(result, { language: language.value, assumed, job: jobFile(job) }));
}
