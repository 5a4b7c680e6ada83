import { notation } from "../layout/notation.ts";
import { carbonKg } from "./carbon.ts";
import { gridOf } from "./emissions.ts";
import { identityOf, planId } from "./id.ts";
import { withinLimits } from "./limits.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import type { OfferFront, OfferLine, OffersResult } from "./result.ts";
import { costOf, frontier } from "./shortlist.ts";

/** Lines that a result shows of its offers. */
const MOST_SHOWN = 400;

interface Point {
  readonly offering: Offering;
  readonly cost: number;
  readonly seconds: number;
  /** Null where the card's power isn't known: it neither beats nor is beaten by emissions. */
  readonly kg: number | null;
}

function pointOf(offering: Offering): Point {
  return { offering, cost: costOf(offering), seconds: offering.seconds, kg: carbonKg(offering.request, offering) };
}

const byCost = (a: Point, b: Point): number =>
  (a.cost === b.cost ? 0 : a.cost - b.cost) ||
  a.seconds - b.seconds ||
  (a.kg ?? Number.POSITIVE_INFINITY) - (b.kg ?? Number.POSITIVE_INFINITY);

/** Of points in ascending cost, those that no other beats or equals in cost, time and emissions. */
function leastInThree(sorted: readonly Point[]): ReadonlySet<Offering> {
  const front = new Set<Offering>();
  // Of all before: ascending in seconds, descending in emissions.
  let skyline: readonly (readonly [seconds: number, kg: number])[] = [];
  for (const { offering, cost, seconds, kg } of sorted) {
    if (kg === null || !Number.isFinite(cost)) continue;
    if (skyline.some(([s, k]) => s <= seconds && k <= kg)) continue;
    front.add(offering);
    skyline = [...skyline.filter(([s, k]) => !(seconds <= s && kg <= k)), [seconds, kg]];
  }
  return front;
}

/** An offer in a line, on a front or not. */
export function lineOf(o: Offering, kg: number | null, front: OfferFront | null): OfferLine {
  const { request } = o;
  const { bench, setup, steps } = o.candidate;
  return {
    id: planId(o),
    ...identityOf(o),
    precision: bench.precision,
    layout: notation(setup.layout),
    costUsd: o.cost,
    runSeconds: o.seconds,
    kgCo2e: kg,
    gridKnown: gridOf(request, o).known,
    tokens: steps.usefulTokens,
    withinLimits: withinLimits(request, o),
    front,
  };
}

/** One of each cell of a grid over the logarithms of cost and time: the cheapest, as they come in ascending cost. */
function thinned(points: readonly Point[], cellsPerFactorE: number): readonly Point[] {
  const cells = new Set<string>();
  const cell = (x: number): number => (Number.isFinite(x) && x > 0 ? Math.floor(cellsPerFactorE * Math.log(x)) : -1);
  return points.filter(({ cost, seconds }) => {
    const key = `${cell(cost)} ${cell(seconds)}`;
    if (cells.has(key)) return false;
    cells.add(key);
    return true;
  });
}

/** So many at the most, spread over cost and time: the grid is made coarser until they are few enough. */
function spreadOut(points: readonly Point[], most: number): readonly Point[] {
  let cells = 64;
  let some = points;
  while (some.length > most) {
    some = thinned(points, cells);
    cells /= 1.25;
  }
  return some;
}

/** Every offer in a line, ascending in cost: all of them where they are few, else those on a front and of the rest some of each cost and time. */
export function offersOf(request: PlanRequest, offered: readonly Offering[], listed: readonly Offering[]): OffersResult {
  const points = offered.map(pointOf).sort(byCost);
  const front = new Set(frontier(request, offered));
  const three = leastInThree(points);
  const must = new Set([...front, ...listed]);
  const own = points.filter((p) => must.has(p.offering));
  const others = points.filter((p) => !must.has(p.offering));
  const beside = spreadOut(
    others.filter((p) => three.has(p.offering)),
    MOST_SHOWN / 4,
  );
  const rest = spreadOut(
    others.filter((p) => !three.has(p.offering)),
    Math.max(1, MOST_SHOWN - own.length - beside.length),
  );
  const shown = [...own, ...beside, ...rest].sort(byCost);
  const frontOf = ({ offering: o }: Point): OfferFront | null => (front.has(o) ? "cost-time" : three.has(o) ? "cost-time-carbon" : null);
  return { total: offered.length, shown: shown.map((p) => lineOf(p.offering, p.kg, frontOf(p))) };
}
