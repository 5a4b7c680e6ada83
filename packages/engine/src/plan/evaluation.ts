import { shareRunAgain } from "../layout/setup.ts";
import { evaluatedSteps } from "../run/duration.ts";
import { objectiveStep, phaseSeconds } from "../time/objective.ts";
import type { Seconds } from "../units.ts";
import { operatorFlops } from "../work/flops.ts";
import type { Candidate, Posed } from "./candidate.ts";
import { addedFlop } from "./objective.ts";
import type { PlanRequest } from "./request.ts";
import { kept } from "./shares.ts";
import type { Again } from "./space.ts";

/** Shares of forward passes by what a step runs again and the length of its sequences: few of them for thousands of layouts. */
export type ForwardShares = Map<string, number>;

function forwardShare(request: PlanRequest, posed: Posed, again: number): number {
  const { setup, steps } = posed;
  const at = { sequence: steps.sequence, recompute: again > 0 ? "full" : "none", counting: "half", share: again } as const;
  let forward = 0;
  let all = 0;
  for (const o of operatorFlops(setup.table, request.method, at)) {
    forward += o.forward;
    all += o.forward + o.backward + o.recompute;
  }
  const added = addedFlop(request, posed);
  return (forward + added.model) / (all + added.hardware);
}

/** FLOPs of forward passes over all of a step. Selective recomputation takes next to no time, and none where attention is fused. */
function keptForwardShare(request: PlanRequest, posed: Posed, known: ForwardShares): number {
  const again = shareRunAgain(posed.setup);
  return kept(known, `${posed.steps.sequence} ${again}`, () => forwardShare(request, posed, again));
}

/** Share of a step that evaluating a batch takes: its forward passes or, of a round, all without any update. */
export function evaluationShare(request: PlanRequest, candidate: Candidate, known: ForwardShares): number {
  const { setup, step } = candidate;
  if (!setup.objective?.rollout) return keptForwardShare(request, candidate, known);
  const { rollout, scoring } = phaseSeconds(objectiveStep(setup, setup.objective));
  return (rollout + scoring) / step;
}

/** Steps of a run and, in their seconds, its evaluation: what layouts of a machine, a count and a stack are compared by. */
export interface Work {
  /** Seconds that it takes with this layout. */
  seconds(candidate: Candidate): Seconds;
  /** No layout of this micro-batch, recomputation and length of the pipeline does it in fewer steps than these. */
  steps(at: { readonly microBatch: number; readonly again: Again; readonly pp: number }, pose: () => Posed): number;
}

export function workOf(request: PlanRequest, globalBatch: number): Work {
  const known: ForwardShares = new Map();
  const counts = new Map<number | string, number>();
  const { run } = request;
  const bounded = run.evaluateEvery !== null && !request.objective?.rollout;
  const batches = (steps: number): number => evaluatedSteps(run, { steps, globalBatch });
  return {
    seconds: (candidate) => {
      const evaluated = batches(candidate.steps.steps);
      return evaluated === 0
        ? candidate.training
        : candidate.training + evaluated * evaluationShare(request, candidate, known) * candidate.step;
    },
    steps: ({ microBatch, again, pp }, pose) => {
      const key = bounded ? `${microBatch} ${again.recompute} ${again.recomputeLayers} ${pp}` : microBatch;
      return kept(counts, key, () => {
        const posed = pose();
        const { steps } = posed.steps;
        return bounded ? steps + batches(steps) * keptForwardShare(request, posed, known) : steps;
      });
    },
  };
}
