import { factsOf, planning } from "@outlay/engine";
import { type Language, pinnedBy, rootOf, type Value } from "@outlay/schema";
import { measuredRuns } from "@outlay/catalog";
import type { Io } from "./io.ts";
import type { Asked } from "./plan-command.ts";
import { watched } from "./turns.ts";

/** Null where it was interrupted. A job planned as `outlay plan --json` prints it, with all that its numbers were worked out with beside it. */
export async function explainedPlan({ request, alternatives, issues }: Asked, language: Language, io: Io): Promise<Value | null> {
  const work = planning(request, { ...alternatives, measured: await measuredRuns(), clock: io.clock });
  const found = await watched(work, language, io);
  if (!found) return null;
  const { result, offerings } = found;
  const facts = offerings.flatMap((o, i) => {
    const plan = result.plans[i];
    return plan ? [factsOf(request, o, plan)] : [];
  });
  return rootOf({ result: { ...result, issues: [...issues, ...result.issues] }, facts, pinned: pinnedBy(request) });
}
