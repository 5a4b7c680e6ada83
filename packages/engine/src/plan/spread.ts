import { rangeOf, Z90 } from "../doubt/range.ts";
import type { Range } from "../quantity.ts";
import { billedSeconds, lossesOf } from "../run/duration.ts";
import { slowdown } from "../run/slowdown.ts";
import { type Offering, timeSigma } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import { type End, interruptionsOf } from "./stops.ts";

/** Start-up between its assumptions' low and high figures: independent, so their distances add in squares. */
export function startupRange(request: PlanRequest, o: Offering): Range {
  const a = request.assumptions;
  const { boot, download, compile } = o.duration;
  const p50 = boot + download + compile;
  const shares = (["boot-seconds", "image-seconds", "compile-seconds", "rendezvous-seconds", "download-bytes-per-second"] as const).map(
    (id) => {
      const { value, low, high } = a[id];
      if (id === "download-bytes-per-second") return { down: download * (1 - value / high), up: download * (value / low - 1) };
      const used = id === "boot-seconds" || id === "image-seconds" ? boot > 0 : id === "compile-seconds" ? o.run.compiles : o.run.nodes > 1;
      return used ? { down: value - low, up: high - value } : { down: 0, up: 0 };
    },
  );
  return { p10: Math.max(0, p50 - Math.hypot(...shares.map((s) => s.down))), p50, p90: p50 + Math.hypot(...shares.map((s) => s.up)) };
}

/** All of a run, or what is paid of it: spot instances aren't while they are waited for. */
export type Counted = "all" | "paid";

/** What interruptions cost at an end of what is known about them, the run saving as suits it there. */
function stopSeconds(request: PlanRequest, o: Offering, end: End, counted: Counted): number {
  const interruptions = interruptionsOf(request, o.candidate, { purchase: o.purchase, facts: o.facts, end });
  const { losses } = lossesOf({ ...o.run, interruptions }, interruptions);
  return losses.restarts + losses.lost + (counted === "all" ? losses.failures * interruptions.wait : 0);
}

/** Between rarely and often interrupted, and by chance: a run meets more or fewer failures than it may expect. */
export function stopRange(request: PlanRequest, o: Offering, counted: Counted): Range {
  const { restarts, lost, waiting } = o.duration;
  const p50 = restarts + lost + (counted === "all" ? waiting : 0);
  const chance = Z90 * lossesOf(o.run).losses.deviation;
  const up = Math.hypot(Math.max(0, stopSeconds(request, o, "low", counted) - p50), chance);
  const down = Math.hypot(Math.max(0, p50 - stopSeconds(request, o, "high", counted)), chance);
  return { p10: Math.max(0, p50 - down), p50, p90: p50 + up };
}

/** 80 % range of a run: training moves with the step and the run's length, start-up with its assumptions, failures with their rates. */
export function runRange(request: PlanRequest, o: Offering, counted: Counted = "all"): Range {
  const startup = startupRange(request, o);
  const stops = stopRange(request, o, counted);
  const p50 = counted === "all" ? o.seconds : billedSeconds(o.duration);
  const moving = p50 - startup.p50 - stops.p50;
  const step = rangeOf(1, timeSigma(request, o.candidate));
  const run = slowdown(request.assumptions, { training: o.duration.training, gpus: o.run.gpus, own: request.run.slowdown });
  const least = moving * Math.exp(-Math.hypot(Math.log(step.p10), run.down));
  const most = moving * Math.exp(Math.hypot(Math.log(step.p90), run.up));
  return {
    p10: p50 - Math.hypot(moving - least, startup.p50 - startup.p10, stops.p50 - stops.p10),
    p50,
    p90: p50 + Math.hypot(most - moving, startup.p90 - startup.p50, stops.p90 - stops.p50),
  };
}

/** Log-sd of a price that wasn't read within the last month: prices of 2026 moved by a fifth and more in a quarter. */
export const STALE_PRICE = 0.2;

/** Log of how far above a doubted price the one that is paid may be: of nine undated prices beside lists of 2026, the farthest was at 2.26 times as much. */
const DOUBTED_PRICE = Math.log(2.26);

/** Cost moves with the paid hours and, where the price is old, with the price; storage and egress are taken along at their median. */
export function costRange(o: Offering, paid: Range, stale: boolean): Range | null {
  if (o.cost === null) return null;
  let hourly = 0;
  for (const line of o.bill) if (line.id === "compute" || line.id === "startup" || line.id === "energy") hourly += line.costUsd ?? 0;
  const rest = o.cost - hourly;
  const price = stale ? Z90 * STALE_PRICE : 0;
  const down = Math.hypot(Math.log(paid.p50 / paid.p10), price);
  const up = Math.hypot(Math.log(paid.p90 / paid.p50), o.price?.doubt ? DOUBTED_PRICE : price);
  return { p10: hourly * Math.exp(-down) + rest, p50: o.cost, p90: hourly * Math.exp(up) + rest };
}
