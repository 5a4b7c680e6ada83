import { stacks } from "@outlay/catalog";
import type { Issue, PlanResult } from "@outlay/engine";
import type { Language } from "@outlay/schema";
import { paint } from "./render/paint.ts";
import { renderPlan } from "./render/plan.ts";

export function showPlan(result: PlanResult, at: { assumed: readonly Issue[]; language: Language; width: number; color: boolean }): string {
  const stackName = (id: string): string => stacks.find((s) => s.id === id)?.name ?? id;
  return renderPlan({ result, assumed: at.assumed, stackName, language: at.language, width: at.width, paint: paint(at.color) });
}
