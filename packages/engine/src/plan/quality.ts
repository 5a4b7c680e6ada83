import type { QualityFact } from "../method/quality.ts";
import { type LossLaw, lossLaw, lossOf } from "../run/target/law.ts";
import { lawParameters } from "../run/target/target.ts";
import type { Candidate } from "./candidate.ts";
import type { LearningResult } from "./learning-result.ts";
import type { PlanRequest } from "./request.ts";

/** A published effect that holds for a plan's own choice. */
export interface QualityResult extends QualityFact {
  /** The setting as the plan has it. */
  readonly value: string;
  /** Relative change of the loss that it comes to by the plan's law; null where that isn't known. */
  readonly lossChange: { readonly low: number; readonly high: number } | null;
}

/** The plan's choices that may cost quality, by their field of the job. */
function choicesOf(request: PlanRequest, { bench }: Candidate): ReadonlyMap<string, string> {
  const { method } = request;
  const { architecture: a } = request.model;
  const all: [string, string][] = [
    ["training.precision", bench.precision],
    ["training.optimizer", bench.optimizer],
  ];
  if (method.lora) {
    const { rank, targets } = method.lora;
    all.push(["method.kind", method.lora.dora ? "dora" : "lora"], ["method.base", method.base], ["method.rank", String(rank)]);
    all.push(["method.targets", targets === "all-linear" ? targets : "some"]);
  } else if (method.kind === "freeze") all.push(["method.kind", "freeze"], ["method.base", method.base]);
  if (a.sparse) all.push(["training.sparse", a.sparse.kind]);
  if (method.kind === "pretrain") {
    if (a.window) all.push(["model.window", String(a.window.size)]);
    if (a.sharedLayers !== undefined && a.sharedLayers > 1) all.push(["model.sharedLayers", String(a.sharedLayers)]);
    if (a.gated) all.push(["model.gated", "true"]);
  }
  return new Map(all);
}

function lossChange(fact: QualityFact, at: { law: LossLaw; n: number; d: number } | null): QualityResult["lossChange"] {
  const { effect } = fact;
  if (effect === null) return null;
  if (effect.kind === "loss") return { low: effect.low, high: effect.high };
  if (effect.kind !== "parameters" || at === null) return null;
  const usual = lossOf(at.law, at.n, at.d);
  const of = (share: number): number => lossOf(at.law, at.n * share, at.d) / usual - 1;
  return { low: of(effect.high), high: of(effect.low) };
}

/** What is published of the plan's own choices. Of what nothing is published nothing is said. */
export function qualityOf(request: PlanRequest, candidate: Candidate, learning: LearningResult): readonly QualityResult[] {
  const choices = choicesOf(request, candidate);
  const n = lawParameters(candidate.setup.table).all;
  const at = learning.loss ? { law: lossLaw(request.target.law), n, d: learning.effectiveTokens.value } : null;
  return request.quality.flatMap((fact) => {
    const value = choices.get(fact.lever);
    if (value === undefined || (fact.setting !== "*" && fact.setting !== value)) return [];
    return [{ ...fact, value, lossChange: lossChange(fact, at) }];
  });
}
