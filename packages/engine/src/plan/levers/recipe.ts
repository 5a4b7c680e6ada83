import { SCHEDULES } from "../../run/recipe/schedule.ts";
import type { SweepSpec } from "../../run/sweep/sweep.ts";
import { learningOf } from "../learning.ts";
import { type Lever } from "./lever.ts";

const rateText = (rate: number): string => String(Number(rate.toPrecision(3)));

/** Twice and half the rate that is given, or the best that is known. It costs nothing by itself; what it does to the loss is told. */
export const learningRate: Lever = {
  id: "learning-rate",
  moves: ({ request, chosen }) => {
    const now = request.training.learningRate ?? learningOf(request, chosen).learningRate.value;
    return [2 * now, now / 2].map((n) => ({
      path: "training.learningRate",
      from: rateText(now),
      to: rateText(n),
      request: { ...request, training: { ...request.training, learningRate: Number(rateText(n)) } },
    }));
  },
};

export const schedule: Lever = {
  id: "schedule",
  moves: ({ request }) =>
    SCHEDULES.filter((s) => s !== request.recipe.schedule && (s === "cosine" || s === "wsd")).map((s) => ({
      path: "training.schedule",
      from: request.recipe.schedule ?? "unsaid",
      to: s,
      request: { ...request, recipe: { ...request.recipe, schedule: s } },
    })),
};

const PATIENCE = 3;

/** Patience of three evaluations, ten in the run where the job asks for none. */
export const earlyStop: Lever = {
  id: "early-stop",
  moves: ({ request, chosen }) => {
    if (request.recipe.earlyStop !== null) return [];
    const every = request.run.evaluateEvery ?? Math.max(1, Math.floor(chosen.candidate.steps.steps / 10));
    return [
      {
        path: "run.earlyStop.patience",
        from: "none",
        to: String(PATIENCE),
        also: [{ path: "run.earlyStop.every", value: String(every) }],
        request: { ...request, recipe: { ...request.recipe, earlyStop: { patience: PATIENCE, every, best: null } } },
      },
    ];
  },
};

/** A search that lands among the best twentieth with 95 %. */
const RANDOM: SweepSpec = {
  kind: "random",
  trials: null,
  space: [],
  workers: 1,
  length: 1,
  reduction: 3,
  shortest: null,
  resume: true,
  top: 0.05,
  probability: 0.95,
  proxy: null,
};

export const sweep: Lever = {
  id: "sweep",
  moves: ({ request }) => {
    const kinds = (["random", "asha"] as const).filter((k) => k !== request.sweep?.kind);
    if (request.sweep !== null) return [];
    return kinds.map((kind) => ({ path: "sweep", from: "none", to: kind, request: { ...request, sweep: { ...RANDOM, kind } } }));
  },
};
