import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { assumptions } from "../../fixtures/calibration.ts";
import { runSpec } from "../../fixtures/requests.ts";
import { duration, lossesOf, type RunInput, runSeconds, startupSeconds } from "./duration.ts";
import { NEVER } from "./interruptions.ts";
import { timeline } from "./timeline.ts";

const inputs: fc.Arbitrary<RunInput> = fc.record({
  spec: fc.constantFrom(runSpec, { ...runSpec, evaluateEvery: 50 }),
  assumptions: fc.constant(assumptions),
  steps: fc.integer({ min: 1, max: 1e5 }),
  stepSeconds: fc.double({ min: 0.1, max: 50, noNaN: true }),
  globalBatch: fc.constant(16),
  forwardShare: fc.constant(0.3),
  gpus: fc.constantFrom(8, 32),
  nodes: fc.constantFrom(1, 4),
  owned: fc.boolean(),
  compiles: fc.boolean(),
  download: fc.constantFrom(0, 1e10),
  checkpoint: fc.constantFrom(0, 1e10),
  inputSeconds: fc.constantFrom(0, 0.5),
  interruptions: fc.constantFrom(NEVER, { mtbf: 1e5, restart: 600, wait: 1000 }),
});

describe("the time line of a run", () => {
  it("is whole: spans follow each other from 0 to the end, and what recurs fills what isn't training", () => {
    fc.assert(
      fc.property(inputs, (r) => {
        const d = duration(r);
        const { spans, repeats } = timeline(d, r, lossesOf(r).losses.failures);
        let at = 0;
        for (const span of spans) {
          expect(span.startSeconds).toBeCloseTo(at, 6);
          expect(span.endSeconds).toBeGreaterThan(span.startSeconds);
          at = span.endSeconds;
        }
        expect(at).toBeCloseTo(runSeconds(d), 6);
        const recurring = repeats.reduce((sum, e) => sum + e.seconds * e.count, 0);
        expect((recurring + d.training + d.slowdown + d.input + startupSeconds(d)) / runSeconds(d)).toBeCloseTo(1, 9);
        for (const e of repeats) {
          expect(e.firstSeconds).toBeGreaterThanOrEqual(startupSeconds(d));
          expect(e.firstSeconds + e.everySeconds * (e.count - 1)).toBeLessThanOrEqual(runSeconds(d) * (1 + 1e-9) + e.seconds);
        }
      }),
      RUNS,
    );
  });

  it("has only what happens", () => {
    const r: RunInput = {
      spec: runSpec,
      assumptions,
      steps: 100,
      stepSeconds: 1,
      globalBatch: 16,
      forwardShare: 0.3,
      gpus: 8,
      nodes: 1,
      owned: true,
      compiles: false,
      download: 0,
      checkpoint: 1e9,
      inputSeconds: 0,
      interruptions: NEVER,
    };
    const { spans, repeats } = timeline(duration(r), r, 0);
    expect(spans.map((s) => s.id)).toEqual(["run"]);
    expect(repeats.map((e) => e.id)).toEqual(["checkpoints"]);
  });
});
