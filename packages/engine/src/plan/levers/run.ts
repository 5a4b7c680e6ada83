import { CHECKPOINT_CONTENTS, CHECKPOINT_STORES, type RunSpec } from "../../run/work.ts";
import { lossesOf } from "../../run/duration.ts";
import { mtbfInputs } from "../../run/failures.ts";
import { spotTerms } from "../../run/spot.ts";
import type { PlanRequest } from "../request.ts";
import { type Here, type Lever, type Variant } from "./lever.ts";

const withRun = (request: PlanRequest, change: Partial<RunSpec>): PlanRequest => ({ ...request, run: { ...request.run, ...change } });

const seconds = (n: number): string => `${Math.round(n)}s`;

/** Twice as often, and half as often: as the job says it, in steps or in time. */
export const interval: Lever = {
  id: "checkpoint-interval",
  moves: ({ request, chosen }) => {
    const every = request.run.checkpointEvery;
    if (every !== null)
      return [2 * every, Math.max(1, Math.floor(every / 2))]
        .filter((n) => n !== every)
        .map((n) => ({
          path: "run.checkpoints.every",
          from: String(every),
          to: String(n),
          request: withRun(request, { checkpointEvery: n }),
        }));
    const now = Math.max(2, Math.round(request.run.checkpointSeconds ?? lossesOf(chosen.run).saving.interval));
    return [2 * now, Math.ceil(now / 2)].map((n) => ({
      path: "run.checkpoints.interval",
      from: seconds(now),
      to: seconds(n),
      request: withRun(request, { checkpointSeconds: n }),
    }));
  },
};

export const content: Lever = {
  id: "checkpoint-content",
  moves: ({ request }) => {
    const now = request.run.checkpointContent;
    return CHECKPOINT_CONTENTS.filter((c) => c !== now && (c !== "adapters" || request.method.lora !== null)).map((c) => ({
      path: "run.checkpoints.save",
      from: now,
      to: c,
      request: withRun(request, { checkpointContent: c }),
    }));
  },
};

export const store: Lever = {
  id: "checkpoint-store",
  moves: ({ request }) => {
    const now = request.run.checkpointStore;
    return CHECKPOINT_STORES.filter((s) => s !== now).map((s) => ({
      path: "run.checkpoints.storage",
      from: now ?? "unsaid",
      to: s,
      request: withRun(request, { checkpointStore: s }),
    }));
  },
};

export const asynchronous: Lever = {
  id: "checkpoint-async",
  moves: ({ request }) => {
    const now = request.run.checkpointAsync;
    return [{ path: "run.checkpoints.async", from: String(now), to: String(!now), request: withRun(request, { checkpointAsync: !now }) }];
  },
};

/** One on disk at a time, and twice as many as now. */
export const kept: Lever = {
  id: "checkpoints-kept",
  moves: ({ request }) => {
    const now = request.run.checkpointsKept ?? request.assumptions["checkpoints-kept"].value;
    if (!Number.isFinite(now)) return [];
    return [2 * now, 1]
      .filter((n) => n !== now)
      .map((n) => ({ path: "run.checkpoints.keep", from: String(now), to: String(n), request: withRun(request, { checkpointsKept: n }) }));
  },
};

/** Twice as often and half as often, or not at all; ten times in the run where the job asks for none. */
export const evaluation: Lever = {
  id: "evaluation",
  moves: ({ request, chosen }) => {
    const now = request.run.evaluateEvery;
    const to = (n: number | null, text: string): Variant => ({
      path: n === null ? "run.evaluation" : "run.evaluation.every",
      from: now === null ? "none" : String(now),
      to: text,
      request: withRun(request, n === null ? { evaluateEvery: null, evaluationSequences: null } : { evaluateEvery: n }),
    });
    if (now === null) {
      const n = Math.max(1, Math.floor(chosen.candidate.steps.steps / 10));
      return [to(n, String(n))];
    }
    const counts = [2 * now, Math.max(1, Math.floor(now / 2))].filter((n) => n !== now);
    return [...counts.map((n) => to(n, String(n))), to(null, "")];
  },
};

/** Failures twice as often and half as often as in the middle of what was measured, or left out. */
export const failures: Lever = {
  id: "failures",
  moves: ({ request, chosen }) => {
    const { failures: now } = request.run;
    if (!now.counted)
      return [{ path: "run.failures", from: "false", to: "true", request: withRun(request, { failures: { ...now, counted: true } }) }];
    const none: Variant = {
      path: "run.failures",
      from: "true",
      to: "false",
      request: withRun(request, { failures: { counted: false, perThousandNodeDays: null, restart: null } }),
    };
    const rate = now.perThousandNodeDays ?? rateOf({ chosen });
    const rates = [2 * rate, rate / 2].map((n) => ({
      path: "run.failures.perThousandNodeDays",
      from: String(rate),
      to: String(n),
      request: withRun(request, { failures: { ...now, perThousandNodeDays: n } }),
    }));
    return [...rates, none];
  },
};

/** Failures per 1,000 days of an 8-GPU node as measured elsewhere, to two digits. */
function rateOf({ chosen }: Pick<Here, "chosen">): number {
  const { gpus, nodes } = chosen.candidate.bench.cluster;
  const { perThousandNodeDays = 0 } = mtbfInputs(chosen.facts.failures, { gpus, nodes, perThousandNodeDays: null });
  return Number(perThousandNodeDays.toPrecision(2));
}

/** Of spot instances: how long they last. */
export const lifetime: Lever = {
  id: "spot-lifetime",
  moves: ({ request, chosen }) => {
    const { machine, cluster } = chosen.candidate.bench;
    const terms = chosen.purchase === "spot" ? spotTerms(request.spot, machine.provider, cluster.accelerator.id) : null;
    if (!terms) return [];
    const now = Math.round(terms.lifetime.value);
    return [2 * now, Math.ceil(now / 2)].map((n) => ({
      path: "spot.lifetime",
      from: seconds(now),
      to: seconds(n),
      request: { ...request, spot: request.spot.map((row) => ({ ...row, lifetime: { value: n, low: n / 2, high: 2 * n } })) },
    }));
  },
};
