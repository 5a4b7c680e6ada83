import { PADDINGS } from "../../method/stack.ts";
import { jobUnits } from "../objective.ts";
import { doubledAndHalved, type Lever, SMALLER, type Variant, withLayout } from "./lever.ts";

/** Half or twice the sequence, in steps of 64. */
export function shorter(sequence: number): number {
  return Math.max(64, 64 * Math.round(sequence / 128));
}

export const globalBatch: Lever = {
  id: "global-batch",
  moves: ({ request, chosen }) => {
    const { batch } = jobUnits(request.objective);
    const now = chosen.candidate.bench.globalBatch / batch;
    return doubledAndHalved(now).map((n) => ({
      path: "training.globalBatch",
      from: String(now),
      to: String(n),
      request: { ...request, work: { ...request.work, globalBatch: n * batch } },
      loosen: SMALLER,
    }));
  },
};

export const microBatch: Lever = {
  id: "micro-batch",
  moves: ({ request, chosen, asked }) => {
    const { microBatch: together } = jobUnits(request.objective);
    const now = chosen.candidate.setup.layout.microBatch / together;
    return doubledAndHalved(now).map((n) => ({
      path: "layout.microBatch",
      from: String(now),
      to: String(n),
      request: withLayout(request, { microBatch: n * together }),
      economy: asked.layout.microBatch !== undefined,
    }));
  },
};

export const sequence: Lever = {
  id: "sequence",
  moves: ({ request }) => {
    const { sequence: now, amount } = request.work;
    if (request.objective?.rollout) return [];
    const half = shorter(now);
    const lengths = [2 * now, ...(half < now ? [half] : [])];
    return lengths.map((n) => ({
      path: "training.sequence",
      from: String(now),
      to: String(n),
      request: { ...request, work: { ...request.work, sequence: n } },
      loosen: SMALLER,
      economy: n < now && now > 512 && amount.kind === "samples",
    }));
  },
};

/** Samples can be padded or packed; tokens that are a stream are packed already. */
export const padding: Lever = {
  id: "padding",
  moves: ({ request, chosen }) => {
    const now = chosen.candidate.bench.padding;
    if (request.work.amount.kind !== "samples" || request.objective) return [];
    return PADDINGS.filter((p) => p !== now).map(
      (p): Variant => ({
        path: "training.padding",
        from: now,
        to: p,
        request: { ...request, work: { ...request.work, padding: p } },
        loosen: SMALLER,
        economy: p === "packed",
      }),
    );
  },
};
