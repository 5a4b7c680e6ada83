export const HALVING = "Jamieson and Talwalkar 2016; Li et al. 2018 (Hyperband), JMLR 18:185";

/** Trials that are alive together and how far each is trained, as a share of a full run. */
export interface Rung {
  readonly trials: number;
  readonly upTo: number;
}

/** Times `eta` divides into `n`: floor of the logarithm, without its rounding. */
function wholeLog(n: number, eta: number): number {
  let power = 0;
  for (let reached = eta; reached <= n * (1 + 1e-12); reached *= eta) power += 1;
  return power;
}

/**
 * Successive halving: of n trials the best 1/eta go on, eta times as far, until the last has its full run. `rungs` beyond the first;
 * as many as n allows where it isn't given.
 */
export function halvingRungs(n: number, eta: number, rungs: number = wholeLog(n, eta)): readonly Rung[] {
  const list: Rung[] = [];
  for (let k = 0; k <= rungs; k++) list.push({ trials: Math.max(1, Math.floor(n / eta ** k)), upTo: eta ** (k - rungs) });
  return list;
}

/**
 * Hyperband's brackets for runs of at most R units: s from floor(log_eta R) to 0, n = ceil((s_max+1) eta^s / (s+1)) trials from R eta^-s.
 * The formula of the paper; the authors' first script rounds inside and starts 9 and 6 trials where this starts 15 and 8 (R = 81, eta = 3).
 */
export function hyperbandBrackets(most: number, eta: number): readonly (readonly Rung[])[] {
  const sMax = wholeLog(most, eta);
  const brackets: Rung[][] = [];
  for (let s = sMax; s >= 0; s--) {
    const n = Math.ceil(((sMax + 1) * eta ** s) / (s + 1) - 1e-9);
    const rungs: Rung[] = [];
    for (let i = 0; i <= s; i++) rungs.push({ trials: Math.floor(n * eta ** -i + 1e-9), upTo: eta ** (i - s) });
    brackets.push(rungs);
  }
  return brackets;
}

/** Full runs' worth of training: each rung resumed from the one before, or begun anew. */
export function rungRuns(rungs: readonly Rung[], resume: boolean): number {
  let total = 0;
  let before = 0;
  for (const { trials, upTo } of rungs) {
    total += trials * (upTo - (resume ? before : 0));
    before = upTo;
  }
  return total;
}

/** Runs started: each rung starts its trials once more. */
export function rungStarts(rungs: readonly Rung[]): number {
  let total = 0;
  for (const { trials } of rungs) total += trials;
  return total;
}

/** Time on so many workers in units of a full run: rungs one after another, each in as many rounds as it takes. */
export function rungRounds(rungs: readonly Rung[], workers: number, resume: boolean): number {
  let total = 0;
  let before = 0;
  for (const { trials, upTo } of rungs) {
    total += Math.ceil(trials / workers) * (upTo - (resume ? before : 0));
    before = upTo;
  }
  return total;
}
