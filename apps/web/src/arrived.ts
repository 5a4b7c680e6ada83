import type { Issue, PlanResult } from "@outlay/engine";
import { calmResult, issues, result, today } from "./state.ts";

/** An answer made when the page was built, by the same engine. */
export interface Arrived {
  readonly result: PlanResult;
  readonly issues: readonly Issue[];
  readonly today: string;
}

export function arrive(arrived: Arrived): void {
  result.value = arrived.result;
  calmResult.value = arrived.result;
  issues.value = arrived.issues;
  today.value = arrived.today;
}
