import { factsOf, planned } from "@outlay/engine";
import { pinnedBy, rootOf, type Value } from "@outlay/schema";
import { measuredRuns } from "@outlay/catalog";
import type { Asked } from "./plan-command.ts";

/** A job planned as `outlay plan --json` prints it, with all that its numbers were worked out with beside it. */
export async function explainedPlan({ request, alternatives, issues }: Asked, clock: () => number): Promise<Value> {
  const { result, offerings } = planned(request, { ...alternatives, measured: await measuredRuns(), clock });
  const facts = offerings.flatMap((o, i) => {
    const plan = result.plans[i];
    return plan ? [factsOf(request, o, plan)] : [];
  });
  return rootOf({ result: { ...result, issues: [...issues, ...result.issues] }, facts, pinned: pinnedBy(request) });
}
