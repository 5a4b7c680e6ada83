import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { assumptions } from "../../fixtures/calibration.ts";
import { runSpec, samples, tokens } from "../../fixtures/requests.ts";
import { full, lora, pretrain } from "../../fixtures/setups.ts";
import { sum } from "../quantity.ts";
import { ASSUMPTIONS } from "./assumptions.ts";
import { defaultGlobalBatch, optimalBatchTokens, roughTokens } from "./batch.ts";
import { billedSeconds, duration, durationParts, goodput, meanKept, type RunInput, runSeconds, startupSeconds } from "./duration.ts";
import { NEVER } from "./interruptions.ts";
import { startingLearningRate } from "./recipe/starting-rate.ts";

const input: RunInput = {
  spec: runSpec,
  assumptions,
  steps: 1000,
  stepSeconds: 2,
  globalBatch: 16,
  forwardShare: 0.3,
  gpus: 8,
  nodes: 1,
  owned: false,
  compiles: false,
  download: 16e9,
  checkpoint: 1e9,
  inputSeconds: 0,
  interruptions: NEVER,
};
const interrupted: RunInput["interruptions"] = { mtbf: 86_400, restart: 600, wait: 0 };

const inputs = fc
  .record({
    steps: fc.integer({ min: 1, max: 1e6 }),
    stepSeconds: fc.double({ min: 0.01, max: 100, noNaN: true }),
    gpus: fc.constantFrom(8, 32),
    nodes: fc.constantFrom(1, 4),
    owned: fc.boolean(),
    compiles: fc.boolean(),
    download: fc.constantFrom(0, 1e10),
    checkpoint: fc.constantFrom(0, 1e10),
    every: fc.option(fc.integer({ min: 1, max: 1000 })),
    interruptions: fc.constantFrom(NEVER, interrupted, { ...interrupted, wait: 3600 }),
  })
  .map(({ every, ...more }): RunInput => ({ ...input, ...more, spec: { ...input.spec, evaluateEvery: every, checkpointEvery: every } }));

describe("a run", () => {
  it("lasts as long as its parts", () => {
    fc.assert(
      fc.property(inputs, (r) => {
        const d = duration(r);
        expect(sum(durationParts(d, r)) / runSeconds(d)).toBeCloseTo(1, 9);
        expect(startupSeconds(d)).toBeLessThanOrEqual(runSeconds(d));
        expect(d.checkpointsKept).toBeLessThanOrEqual(d.checkpointCount);
        expect(meanKept(d)).toBeLessThanOrEqual(d.checkpointsKept);
        expect(meanKept(d)).toBeGreaterThanOrEqual(d.checkpointsKept / 2);
        expect(goodput(d)).toBeGreaterThan(0);
        expect(goodput(d)).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it("trains twice as long for twice the steps; its start doesn't change", () => {
    fc.assert(
      fc.property(inputs, (r) => {
        const [one, two] = [duration(r), duration({ ...r, steps: 2 * r.steps })];
        expect(two?.training).toBe(2 * (one?.training ?? 0));
        expect(two && startupSeconds(two)).toBe(one && startupSeconds(one));
      }),
      RUNS,
    );
  });

  it("on one's own machine needs no boot; compiling and meeting other nodes take their time", () => {
    expect(duration({ ...input, owned: true }).boot).toBe(0);
    expect(duration(input).boot).toBe(300);
    expect(duration({ ...input, compiles: true, nodes: 2 }).compile).toBe(180);
  });

  it("evaluates with forward passes, a batch where nothing else is said", () => {
    const of = (spec: Partial<RunInput["spec"]>): number => duration({ ...input, spec: { ...input.spec, ...spec } }).evaluation;
    expect(of({})).toBe(0);
    expect(of({ evaluateEvery: 100 })).toBeCloseTo(10 * 2 * 0.3, 9);
    expect(of({ evaluateEvery: 100, evaluationSequences: 160 })).toBeCloseTo(100 * 2 * 0.3, 9);
  });

  it("writes a checkpoint an hour and one at the end, or when asked", () => {
    const of = (r: Partial<RunInput>): readonly number[] => {
      const d = duration({ ...input, ...r });
      return [d.checkpointCount, d.checkpointsKept, d.checkpoints];
    };
    expect(of({})).toEqual([1, 1, 1]);
    expect(of({ steps: 18000 })).toEqual([10, 2, 10]);
    expect(of({ spec: { ...input.spec, checkpointEvery: 100, checkpointsKept: 5 } })).toEqual([10, 5, 10]);
    expect(of({ spec: { ...input.spec, checkpointEvery: 5000 }, nodes: 4 })).toEqual([1, 1, 0.25]);
  });

  it("lasts longer the more often it is interrupted, and never less than undisturbed", () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 3600, max: 1e7 }), (r, mtbf) => {
        const at = (every: number): number => runSeconds(duration({ ...r, interruptions: { ...interrupted, mtbf: every } }));
        const spared = { ...r, spec: { ...r.spec, checkpointEvery: r.spec.checkpointEvery ?? 100 } };
        const of = (every: number): number => runSeconds(duration({ ...spared, interruptions: { ...interrupted, mtbf: every } }));
        expect(of(mtbf)).toBeGreaterThanOrEqual(of(2 * mtbf) * (1 - 1e-9));
        expect(of(2 * mtbf)).toBeGreaterThanOrEqual(runSeconds(duration({ ...spared, interruptions: NEVER })) * (1 - 1e-9));
        expect(at(mtbf)).toBeGreaterThanOrEqual(at(4 * mtbf) * (1 - 1e-3));
      }),
      RUNS,
    );
  });

  it("doesn't pay while it waits for a machine", () => {
    const d = duration({ ...input, interruptions: { ...interrupted, wait: 7200 } });
    expect(runSeconds(d) - billedSeconds(d)).toBeCloseTo(d.waiting, 6);
    expect(d.waiting).toBeGreaterThan(0);
  });
});

it("every assumption has its range and its source", () => {
  expect(Object.keys(assumptions).sort()).toEqual([...ASSUMPTIONS].sort());
  for (const id of ASSUMPTIONS)
    expect(assumptions[id].low <= assumptions[id].value && assumptions[id].value <= assumptions[id].high).toBe(true);
});

describe("a batch that nobody asked for", () => {
  it("of pre-training follows its tokens: 0.58 D^0.571", () => {
    expect(optimalBatchTokens(1e11)).toBeCloseTo(0.58 * 1e11 ** 0.571, 6);
    const of = (count: number): number => defaultGlobalBatch(tokens(count), pretrain, assumptions);
    expect(Math.log2(of(1e11)) % 1).toBe(0);
    expect(of(1e13)).toBeGreaterThan(of(1e11));
    expect(of(10)).toBe(1);
  });

  it("of fine-tuning is the usual one, smaller for few samples", () => {
    expect(defaultGlobalBatch(samples(100_000), lora(), assumptions)).toBe(16);
    expect(defaultGlobalBatch(samples(30), lora(), assumptions)).toBe(4);
    expect(defaultGlobalBatch(samples(1), full, assumptions)).toBe(1);
    expect(defaultGlobalBatch(tokens(1e9), full, assumptions)).toBe(16);
  });

  it("counts tokens as they come: samples cut to the sequence, steps of sixteen sequences", () => {
    expect(roughTokens(tokens(1e9))).toBe(1e9);
    expect(roughTokens(samples(100, 2))).toBe(200 * 327);
    expect(roughTokens(samples(100, 2, { sequence: 128 }))).toBe(200 * 128);
    expect(roughTokens({ ...tokens(1), amount: { kind: "steps", steps: 10 } })).toBe(10 * 4096 * 16);
  });
});

describe("a learning rate to start from", () => {
  it("falls with the model, grows with the data; adapters take ten times that of full fine-tuning", () => {
    const of = (method: typeof full, n: number, count = 1e10): number => startingLearningRate(method, n, count).value;
    expect(of(pretrain, 1e9)).toBeGreaterThan(of(pretrain, 1e10));
    expect(of(pretrain, 1e9, 1e11)).toBeGreaterThan(of(pretrain, 1e9));
    expect([of(lora(), 7e9), of(lora(), 65e9)]).toEqual([2e-4, 1e-4]);
    expect(of(full, 7e9)).toBeCloseTo(2e-5, 12);
    for (const method of [pretrain, lora(), full]) expect(startingLearningRate(method, 1e9, 1e9).source).not.toBe("");
  });
});
