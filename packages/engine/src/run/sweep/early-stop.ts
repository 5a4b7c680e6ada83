/** Stopping when the evaluation hasn't improved for some time. */
export interface EarlyStop {
  /** Evaluations without improvement before it stops. */
  readonly patience: number;
  /** Steps between evaluations. */
  readonly every: number;
  /** Where the best evaluation is expected, as a share of the steps; null: anywhere, equally likely. */
  readonly best: number | null;
}

export interface Stopping {
  /** Step at which it stops; for an unknown best the mean. */
  readonly step: number;
  /** Share of the steps saved. */
  readonly saving: number;
}

export const PATIENCE = "stop = min(T, f T + P x interval); f uniform where it isn't given";

/** Steps until a run stops whose best evaluation is at share `f`: min(T, f T + P interval). Mean over f where it isn't known: (1-w)^2 / 2. */
export function stopping(steps: number, stop: EarlyStop): Stopping {
  const wait = Math.min(1, (stop.patience * stop.every) / steps);
  const saving = stop.best === null ? (1 - wait) ** 2 / 2 : Math.max(0, 1 - stop.best - wait);
  return { step: steps * (1 - saving), saving };
}

/** Noise of an evaluation over so many tokens: about three nats over the root of them. An assumption. */
export function evaluationNoise(tokens: number): number {
  return 3 / Math.sqrt(tokens);
}
