import type { Issue } from "@outlay/engine";
import { at, type ExplainOutput, explanationOf, headline, nearestPaths, type Value } from "@outlay/schema";
import { EXIT, type ExitCode } from "./exit.ts";
import { explainedPlan } from "./explained.ts";
import { asTyped } from "./laid-flags.ts";
import { type Io, tell } from "./io.ts";
import { asked, type PlanOptions, severe } from "./plan-command.ts";
import { paint } from "./render/paint.ts";
import { renderExplanation } from "./render/explain.ts";

type Options = Readonly<Record<string, unknown>>;

const MOST_PATH = 200;

const error = (code: string, values: Issue["values"]): Issue => ({ code, severity: "error", path: "", values });

/** Whether a path leads to a number that is known; facts that the result doesn't show aren't offered. */
function isNumber(root: Value, keys: readonly string[]): boolean {
  const found = keys.includes("facts") ? null : headline(root, keys);
  return found !== null && typeof at(root, found) === "number";
}

/** Why a path has no explanation: it isn't there, or it is no number. */
function refusal(root: Value, path: string): Issue {
  const found = at(root, path.split("."));
  const nearest = nearestPaths(root, path, (keys) => isNumber(root, keys)).join(", ");
  if (found !== undefined) return error("explain.not-a-number", { path, value: shortened(found), nearest });
  const plans = at(root, ["plans"]);
  const none = Array.isArray(plans) && plans.length === 0 && path.startsWith("plans.");
  return none ? error("explain.nothing-fits", { path }) : error("explain.no-such-path", { path, nearest });
}

function shortened(value: Value): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** `outlay explain`: where a number of the plan's result comes from. */
export async function explainCommand(
  path: string,
  argument: string | undefined,
  options: Options,
  common: PlanOptions,
  io: Io,
): Promise<ExitCode> {
  const bad = (issue: Issue): ExitCode => {
    tell(io, [issue], common.language);
    return EXIT.badInput;
  };
  const looksLikeJob = /\.(ya?ml|json)$/i.test(path) || path === "-" || path.trim() === "";
  if (looksLikeJob || path.length > MOST_PATH) return bad(error("explain.no-path", {}));
  const found = await asked(argument, options, common, io);
  if (!found) return EXIT.badInput;
  const root = await explainedPlan(found, common.language, io);
  if (root === null) return EXIT.interrupted;
  const explanation = explanationOf(root, path.split("."), common.language);
  if (!explanation) return bad(refusal(root, path));
  if (common.json) {
    const output: ExplainOutput = { schemaVersion: 1, path, explanation, issues: found.issues };
    io.out(`${JSON.stringify(output, null, 2)}\n`);
    return EXIT.ok;
  }
  tell(io, asTyped(severe(found.issues), options), common.language);
  io.out(
    renderExplanation({
      root,
      explanation,
      every: options["all"] === true,
      language: common.language,
      width: io.width,
      paint: paint(io.color),
    }),
  );
  return EXIT.ok;
}
