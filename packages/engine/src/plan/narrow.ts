import { type Ask, halfWidth, mostNarrowing } from "../doubt/ask.ts";
import { mixture, rangeOf } from "../doubt/range.ts";
import type { Range } from "../quantity.ts";
import type { Answer, OpenFact } from "./facts.ts";
import { timeSigma } from "./offering.ts";
import { costRange, runRange } from "./spread.ts";

/** The ranges of a plan. */
export interface Spans {
  readonly step: Range;
  readonly run: Range;
  /** What is paid of the run. */
  readonly paid: Range;
  /** Null without a price. */
  readonly cost: Range | null;
}

/** The ranges of a plan by itself. */
export function spansOf({ request, offering, stale }: Answer): Spans {
  const sigma = timeSigma(request, offering.candidate);
  const paid = runRange(request, offering, "paid");
  return {
    step: rangeOf(offering.candidate.step, sigma),
    run: runRange(request, offering),
    paid,
    cost: costRange(offering, paid, stale),
  };
}

/** A range that logarithms can tell of: what costs nothing is in no doubt. */
function doubtful(r: Range | null): Range | null {
  return r && r.p10 > 0 ? r : null;
}

/** How far, in logarithms, the answers taken together, each as likely, reach beyond a plan's own range. */
interface Reach {
  readonly down: number;
  readonly up: number;
}

type Part = keyof Spans;

function reachOf(own: Spans, answers: readonly Spans[], part: Part): Reach {
  const base = doubtful(own[part]);
  const [first, ...rest] = answers.flatMap((spans) => doubtful(spans[part]) ?? []);
  if (!base || !first) return { down: 0, up: 0 };
  const all = mixture([first, ...rest]);
  return { down: Math.max(0, Math.log(base.p10 / all.p10)), up: Math.max(0, Math.log(all.p90 / base.p90)) };
}

/** A range stretched by what independent facts add: distances add in squares. */
function stretched(r: Range, reaches: readonly Reach[]): Range {
  const down = Math.hypot(...reaches.map((x) => x.down));
  const up = Math.hypot(...reaches.map((x) => x.up));
  return { p10: r.p10 * Math.exp(-down), p50: r.p50, p90: r.p90 * Math.exp(up) };
}

interface Weighed {
  readonly fact: OpenFact;
  readonly answers: readonly Spans[];
}

const reaches = (own: Spans, facts: readonly Weighed[], part: Part): readonly Reach[] => facts.map((f) => reachOf(own, f.answers, part));

/** Half-width with a fact known, the others still open: the geometric mean over its answers. */
function narrowed(own: Spans, known: Weighed, others: readonly Weighed[], part: Part): number {
  const left = reaches(own, others, part);
  let log = 0;
  let count = 0;
  for (const spans of known.answers) {
    const range = doubtful(spans[part]);
    if (!range) continue;
    log += Math.log(halfWidth(stretched(range, left)));
    count += 1;
  }
  return Math.exp(log / count);
}

/**
 * A plan's ranges with what its open facts may do to them, and the fact whose answer would narrow time or cost most. Every answer is an estimate of
 * the plan made again.
 */
export function withFacts(plan: Answer, facts: readonly OpenFact[]): Spans & { readonly ask: Ask | null } {
  const own = spansOf(plan);
  const weighed = facts.map((fact): Weighed => ({ fact, answers: fact.answers.map(spansOf) }));
  const spans: Spans = {
    step: stretched(own.step, reaches(own, weighed, "step")),
    run: stretched(own.run, reaches(own, weighed, "run")),
    paid: stretched(own.paid, reaches(own, weighed, "paid")),
    cost: own.cost && stretched(own.cost, reaches(own, weighed, "cost")),
  };
  const asks = weighed.flatMap((w) =>
    (["run", "cost"] as const).flatMap((part): Ask[] => {
      const range = doubtful(spans[part]);
      if (!range) return [];
      const { question, path, options } = w.fact;
      const to = narrowed(
        own,
        w,
        weighed.filter((x) => x !== w),
        part,
      );
      return [{ question, path, options, narrows: { quantity: part === "run" ? "time" : "cost", from: halfWidth(range), to } }];
    }),
  );
  return { ...spans, ask: mostNarrowing(asks) };
}
