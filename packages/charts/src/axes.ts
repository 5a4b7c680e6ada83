import { time } from "./format.ts";
import { type Look, valueAxis } from "./picture.ts";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const SECONDS = [
  1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30,
];

/** Steps of seconds, minutes, hours and days that people count in. */
const STEPS: readonly number[] = [
  ...SECONDS,
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000].map((n) => n * DAY),
];

export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Multiples of a step from one to another. */
function multiples({ low, high }: Span, step: number): readonly number[] {
  const ticks: number[] = [];
  const from = Math.ceil(low / step - 1e-9);
  const to = Math.floor((high / step) * (1 + 1e-9));
  for (let i = from; i <= to; i++) ticks.push(i === 0 ? 0 : Number((i * step).toPrecision(12)));
  return ticks;
}

/** Round times from one to another, at most so many. */
export function timeTicks(span: Span, most: number): readonly number[] {
  const wide = span.high - span.low;
  return multiples(span, STEPS.find((s) => wide / s <= most) ?? wide / Math.max(1, most));
}

/** Round numbers from one to another, at most so many: steps of 1, 2 or 5 of a power of ten. */
export function roundTicks(span: Span, most: number): readonly number[] {
  const wide = span.high - span.low;
  const power = 10 ** Math.floor(Math.log10(wide / Math.max(1, most)));
  return multiples(span, [1, 2, 5].map((n) => n * power).find((s) => wide / s <= most) ?? 10 * power);
}

/** Steps of a logarithmic axis: of the round ones as many as there is room for. */
export function timeLogTicks({ low, high }: Span, most: number): readonly number[] {
  const within = STEPS.filter((s) => s >= low && s <= high);
  const every = Math.max(1, Math.ceil(within.length / Math.max(1, most)));
  return within.filter((_, i) => i % every === 0);
}

/** Pixels that a label takes. */
const LABEL = 84;

/** An axis of time with round numbers, `room` pixels long; from `low` to `high`. */
export function timeAxis(look: Look, name: string, { low, high, room, log = false }: Span & { room: number; log?: boolean }): object {
  const most = Math.max(2, Math.floor(room / LABEL));
  const ticks = log ? timeLogTicks({ low, high }, most) : timeTicks({ low, high }, most);
  // Half a minute within minutes would be rounded away.
  const halves = ticks.some((t) => t >= 90 && t < 5400 && t % MINUTE > 1e-9);
  const show = (n: number): string => (n === 0 ? "0" : time(n, look.language, halves ? 1 : 0));
  return { ...valueAxis(look, show, name, ticks), ...(log ? { type: "log" } : {}), min: low, max: high };
}
