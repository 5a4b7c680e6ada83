import { normalCdf } from "../doubt/range.ts";
import type { TokenGoal } from "../run/target/target.ts";

/** What so many steps take. Cost is null without a price. */
export interface Spending {
  readonly usd: number | null;
  readonly gpuHours: number;
  readonly seconds: number;
  /** Null where it isn't known, or no cap asks for it. */
  readonly kgCo2e: number | null;
}

type Limits = Extract<TokenGoal, { kind: "most" }>;

const shareOf = (limit: number | null, spent: number | null): number => {
  if (limit === null) return 0;
  return spent === null ? Number.POSITIVE_INFINITY : spent / limit;
};

/** Largest share of a limit that any of the four reaches; what isn't known keeps no limit. */
function used(limits: Limits, spent: Spending): number {
  return Math.max(
    shareOf(limits.budget, spent.usd),
    shareOf(limits.gpuHours, spent.gpuHours),
    shareOf(limits.deadline, spent.seconds),
    shareOf(limits.carbon, spent.kgCo2e),
  );
}

const MOST_STEPS = 1e12;

/** Whole steps that the limits allow, 0 where not even one. Spending rises with steps and almost in proportion, so secants find it soon. */
export function mostSteps(limits: Limits, spending: (steps: number) => Spending): number {
  const share = (steps: number): number => used(limits, spending(steps));
  let low = 0;
  let atLow = share(1);
  if (!(atLow <= 1)) return 0;
  low = 1;
  let high = 2;
  for (let i = 0; i < 60 && low < MOST_STEPS; i++) {
    const atHigh = share(high);
    if (atHigh > 1) break;
    const slope = (atHigh - atLow) / (high - low);
    [low, atLow] = [high, atHigh];
    high = Math.max(high + 1, Math.min(MOST_STEPS, Math.ceil(high + (slope > 0 ? 1.01 * ((1 - atHigh) / slope) : high))));
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (share(middle) <= 1) low = middle;
    else high = middle;
  }
  return low;
}

/** Factor that a median must stay below its limit by so that the limit holds with a probability. */
export function margin(confidence: number, sigma: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < confidence) low = middle;
    else high = middle;
  }
  return Math.max(1, Math.exp(high * sigma));
}
