import type { Amount } from "../../run/work.ts";
import { jobUnits } from "../objective.ts";
import type { PlanRequest } from "../request.ts";
import { type Here, type Lever, type Variant } from "./lever.ts";

function withAmount(request: PlanRequest, amount: Amount): PlanRequest {
  return { ...request, work: { ...request.work, amount }, dataBytes: bytesOf(request, amount) };
}

function tokensOf(amount: Amount): number | null {
  if (amount.kind === "steps") return null;
  return amount.kind === "tokens" ? amount.tokens : amount.samples * amount.lengths.mean;
}

/** Bytes of the data that were worked out from its tokens move with them; bytes that were measured or said stay. */
function bytesOf({ dataBytes, work, assumptions }: PlanRequest, amount: Amount): number | null {
  const [before, after] = [tokensOf(work.amount), tokensOf(amount)];
  if (dataBytes === null || before === null || after === null) return dataBytes;
  const usual = assumptions["bytes-per-token"].value;
  return Math.abs(dataBytes / (before * usual) - 1) < 1e-9 ? after * usual : dataBytes;
}

const bought = ({ request }: Here): boolean => request.target.goal.kind === "most";

/** One pass more, and one fewer. */
export const epochs: Lever = {
  id: "epochs",
  moves: (here) => {
    const { amount } = here.request.work;
    if (amount.kind === "steps" || bought(here)) return [];
    const { epochs: now } = amount;
    return [now + 1, now - 1]
      .filter((n) => n >= 1)
      .map((n) => ({
        path: "data.epochs",
        from: String(now),
        to: String(n),
        request: withAmount(here.request, { ...amount, epochs: n }),
        economy: n < now && amount.kind === "samples",
      }));
  },
};

const half = (n: number): number => Math.ceil(n / 2);

/** Twice and half of what the job gives: tokens, steps, or samples that no file holds. */
export const amount: Lever = {
  id: "amount",
  moves: (here) => {
    const { request } = here;
    const { amount: now } = request.work;
    const { batch: each } = jobUnits(request.objective);
    if (bought(here)) return [];
    const moved = (path: string, from: number, of: (n: number) => Amount): readonly Variant[] =>
      [2 * from, half(from)]
        .filter((n) => n !== from)
        .map((n) => ({ path, from: String(from), to: String(n), request: withAmount(request, of(n)) }));
    switch (now.kind) {
      case "tokens":
        return moved("data.tokens", now.tokens, (tokens) => ({ ...now, tokens }));
      case "steps":
        return moved("data.steps", now.steps, (steps) => ({ ...now, steps }));
      case "samples":
        return now.lengths.sorted.length > 0 ? [] : moved("data.samples", now.samples / each, (n) => ({ ...now, samples: n * each }));
    }
  },
};

const UNITS = { budget: "", gpuHours: "", deadline: "s", carbon: "kg" } as const;

/** Limits that a job spends: twice and half of each. */
export const limits: Lever = {
  id: "limits",
  moves: ({ request }) => {
    const { goal } = request.target;
    if (goal.kind !== "most") return [];
    return (["budget", "gpuHours", "deadline", "carbon"] as const).flatMap((key) => {
      const now = goal[key];
      if (now === null) return [];
      const unit = UNITS[key];
      const text = (n: number): string => `${n}${unit}`;
      return [2 * now, now / 2].map((n): Variant => {
        const judged = key === "gpuHours" ? request.goal : { ...request.goal, [key]: n };
        return {
          path: `goal.${key}`,
          from: text(now),
          to: text(n),
          request: { ...request, goal: judged, target: { ...request.target, goal: { ...goal, [key]: n } } },
        };
      });
    });
  },
};

/** Worth of a token over one of the law's own data. */
export const quality: Lever = {
  id: "data-quality",
  moves: ({ request }) => {
    const now = request.target.quality;
    return [2 * now, now / 2].map((n) => ({
      path: "data.quality",
      from: String(now),
      to: String(n),
      request: { ...request, target: { ...request.target, quality: n } },
    }));
  },
};
