import type { Seconds } from "../units.ts";
import { type Duration, type RunInput, runSeconds, startupSeconds } from "./duration.ts";

/** A stretch of the run. */
export interface Span {
  readonly id: "boot" | "download" | "compile" | "run";
  readonly startSeconds: Seconds;
  readonly endSeconds: Seconds;
}

/** Something that comes again and again within the run: `count` times, `seconds` long, from `firstSeconds` on every `everySeconds`. */
export interface Repeat {
  readonly id: "evaluation" | "checkpoints" | "interruptions";
  readonly firstSeconds: Seconds;
  readonly everySeconds: Seconds;
  readonly seconds: Seconds;
  /** Expected, so not whole for interruptions. */
  readonly count: number;
}

export interface Timeline {
  readonly spans: readonly Span[];
  readonly repeats: readonly Repeat[];
}

/**
 * When things happen in a run: its spans one after another from 0 to the end, and what recurs within the last of them, evenly spread. What is
 * left of the run is training.
 */
export function timeline(d: Duration, r: RunInput, interruptions: number): Timeline {
  const start = startupSeconds(d);
  const end = runSeconds(d);
  const spans: Span[] = [];
  let at = 0;
  for (const id of ["boot", "download", "compile"] as const) {
    if (d[id] > 0) spans.push({ id, startSeconds: at, endSeconds: at + d[id] });
    at += d[id];
  }
  spans.push({ id: "run", startSeconds: start, endSeconds: end });
  const evaluations = r.spec.evaluateEvery ? Math.floor(r.steps / r.spec.evaluateEvery) : 0;
  const repeat = (id: Repeat["id"], count: number, total: Seconds): readonly Repeat[] => {
    if (count <= 0) return [];
    const everySeconds = (end - start) / count;
    const seconds = total / count;
    return [{ id, firstSeconds: start + Math.max(0, everySeconds - seconds), everySeconds, seconds, count }];
  };
  return {
    spans,
    repeats: [
      ...repeat("evaluation", evaluations, d.evaluation),
      ...repeat("checkpoints", d.checkpointCount, d.checkpoints),
      ...repeat("interruptions", interruptions, d.restarts + d.lost + d.waiting),
    ],
  };
}
