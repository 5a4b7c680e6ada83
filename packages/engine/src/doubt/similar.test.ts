import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS, setups } from "../../fixtures/arbitraries.ts";
import { clusterOf, a100With80GB, h100, nodes, t4 } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { lora, qlora, setupOf } from "../../fixtures/setups.ts";
import { torchtitan, trl } from "../../fixtures/stacks.ts";
import { differences, distance } from "./distance.ts";
import { type RunFeatures, runFeatures } from "./features.ts";
import { type MeasuredFigure, type MeasuredRun, NEAR, similarRuns } from "./similar.ts";

/** Features as setups give them, and with settings that a source leaves out. */
const features: fc.Arbitrary<RunFeatures> = fc
  .record({ setup: setups, recompute: fc.boolean(), microBatch: fc.boolean(), precision: fc.boolean() })
  .map(({ setup, ...unsaid }) => {
    const all = runFeatures(setup);
    return {
      ...all,
      recompute: unsaid.recompute ? null : all.recompute,
      microBatch: unsaid.microBatch ? null : all.microBatch,
      precision: unsaid.precision ? null : all.precision,
    };
  });

const seconds = (measured: number): MeasuredFigure => ({
  quantity: "step_time_s",
  measured,
  predicted: { p10: 0.8, p50: 1, p90: 1.2 },
});
const gib = (measured: number): MeasuredFigure => ({ ...seconds(measured), quantity: "peak_memory_gib_per_gpu" });

function runOf(id: string, of: RunFeatures, more: Partial<MeasuredRun> = {}): MeasuredRun {
  return {
    id,
    model: "a model",
    features: of,
    time: seconds(1),
    memory: null,
    source: "a table",
    url: "https://x",
    date: "2025-01",
    ...more,
  };
}

const tables = fc.array(features, { minLength: 1, maxLength: 12 }).map((list) => list.map((f, i) => runOf(`run-${i}`, f)));
const ids = (list: readonly MeasuredRun[]): readonly string[] => list.map((r) => r.id);
const of = (more: Parameters<typeof setupOf>[0] = {}): RunFeatures => runFeatures(setupOf({ model: models.llama3With8B, ...more }));

describe("the distance of two runs", () => {
  it("is the same both ways, never negative, and the sum of its differences", () => {
    fc.assert(
      fc.property(features, features, (a, b) => {
        const apart = distance(a, b);
        expect(distance(b, a)).toBe(apart);
        expect(apart).toBeGreaterThanOrEqual(0);
        expect(differences(a, b).reduce((total, d) => total + d.value, 0)).toBe(apart);
        for (const d of differences(a, b)) expect(d.value).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it("is nothing only between runs of the same features", () => {
    fc.assert(
      fc.property(features, features, (a, b) => {
        expect(distance(a, { ...a })).toBe(0);
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(distance(a, b) === 0).toBe(same);
        expect(
          differences(a, b)
            .map((d) => d.id)
            .sort(),
        ).toEqual(
          Object.keys(a)
            .filter((k) => Reflect.get(a, k) !== Reflect.get(b, k))
            .sort(),
        );
      }),
      RUNS,
    );
  });

  it("grows with the ratio of sizes, not with their difference", () => {
    const own = of();
    const at = (gpus: number): RunFeatures => ({ ...own, gpus });
    expect(distance(at(1), at(2))).toBe(distance(at(512), at(1024)));
    expect(distance(at(1), at(4))).toBeCloseTo(2 * distance(at(1), at(2)), 12);
  });

  it("parts other methods, generations and kinds of software more than other sizes of the same", () => {
    const own = of({ method: lora(), stack: trl });
    const longer = of({ method: lora(), stack: trl, batch: { sequence: 3000, longest: 3000 } });
    for (const other of [
      of({ stack: trl }),
      of({ method: qlora(), stack: trl }),
      of({ method: lora(), stack: torchtitan }),
      of({ method: lora(), stack: trl, cluster: clusterOf(a100With80GB, nodes.single, 1) }),
      of({ method: lora(), stack: trl, attention: "eager" }),
      of({ method: lora(), stack: trl, precision: "fp8" }),
    ])
      expect(distance(own, other)).toBeGreaterThan(distance(own, longer));
  });

  it("takes what isn't said as half a difference", () => {
    const [none, full] = [of(), of({ layout: { recompute: "full" } })];
    const unsaid = { ...none, recompute: null };
    expect(distance(none, unsaid)).toBeCloseTo(distance(none, full) / 2, 12);
    expect(distance({ ...none, precision: null }, none)).toBeGreaterThan(0);
    expect(distance({ ...none, microBatch: null }, none)).toBeGreaterThan(0);
  });

  it("with a limit is beyond it exactly where the whole is, and the whole within", () => {
    fc.assert(
      fc.property(features, features, fc.double({ min: 0, max: 12, noNaN: true }), (a, b, limit) => {
        const whole = distance(a, b);
        const limited = distance(a, b, limit);
        expect(limited > limit).toBe(whole > limit);
        if (whole <= limit) expect(limited).toBe(whole);
        for (const tight of [whole * 0.99, whole * 0.9]) if (whole > 0) expect(distance(a, b, tight)).toBeGreaterThan(tight);
      }),
      RUNS,
    );
  });

  it("is little between storages of 4 bits, between 16-bit precisions and between fused kernels; much between vendors", () => {
    const own = { ...of({ method: qlora(), stack: trl }) };
    expect(distance(own, { ...own, base: "nf4" })).toBeLessThan(distance(own, { ...own, base: "bf16" }));
    expect(distance(own, { ...own, precision: "fp16" })).toBeLessThan(distance(own, { ...own, precision: "fp32" }));
    expect(distance(own, { ...own, attention: "sdpa" })).toBeLessThan(distance(own, { ...own, attention: "eager" }));
    expect(distance(own, { ...own, vendor: "amd" })).toBeGreaterThan(distance(own, { ...own, generation: "Ampere" }));
    expect(distance(own, { ...own, kind: "full" }, 0.1)).toBeGreaterThan(0.1);
    for (const base of ["nf4", "bf16"] as const) expect(distance(own, { ...own, base }, 0.1)).toBeGreaterThan(0.1);
  });

  it("knows a card without 16-bit rates by its fp32 rate", () => {
    const { peak } = t4;
    const old = { ...t4, peak: { ...peak, fp16: null, bf16: null } };
    expect(of({ cluster: clusterOf(old, nodes.single, 1), precision: "fp32" }).peak).toBe(peak.fp32);
  });
});

describe("the runs like a run", () => {
  it("of a table: each is its own nearest", () => {
    fc.assert(
      fc.property(tables, (table) => {
        for (const run of table) expect(similarRuns(run.features, table, 1)[0]?.distance).toBe(0);
      }),
      RUNS,
    );
  });

  it("are the same whatever the order of the table, nearest first, none beyond what is near", () => {
    fc.assert(
      fc.property(features, tables, fc.integer({ min: 0, max: 11 }), (own, table, turn) => {
        const found = similarRuns(own, table, 3);
        const turned = [...table.slice(turn), ...table.slice(0, turn)].toReversed();
        expect(ids(similarRuns(own, turned, 3))).toEqual(ids(found));
        for (const [i, r] of found.entries()) {
          expect(r.distance).toBeLessThanOrEqual(NEAR);
          expect(r.distance).toBeGreaterThanOrEqual(found[i - 1]?.distance ?? 0);
        }
        const nearest = Math.min(...table.map((r) => distance(own, r.features)));
        expect(found.length > 0).toBe(nearest <= NEAR);
        if (found[0]) expect(found[0].distance).toBe(nearest);
      }),
      RUNS,
    );
  });

  it("are ranked by nothing that was measured or predicted", () => {
    fc.assert(
      fc.property(features, tables, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (own, table, by) => {
        const other = table.map((r, i) => ({ ...r, time: { ...seconds(by * (i + 1)), predicted: { p10: by, p50: 2 * by, p90: i * by } } }));
        expect(ids(similarRuns(own, other, 2))).toEqual(ids(similarRuns(own, table, 2)));
      }),
      RUNS,
    );
  });

  it("hold as many with a measured time as with a measured memory, and a run that has both once", () => {
    const lengths = [2048, 2100, 2200, 2300].map((sequence) => of({ batch: { sequence, longest: sequence } }));
    const [a, b, c, d] = lengths;
    if (!a || !b || !c || !d) throw new Error("four lengths");
    const table = [
      runOf("time", a),
      runOf("time-2", b),
      runOf("memory", c, { time: null, memory: gib(20) }),
      runOf("both", d, { memory: gib(30) }),
    ];
    expect(ids(similarRuns(a, table, 1))).toEqual(["time", "memory"]);
    expect(ids(similarRuns(a, table, 2))).toEqual(["time", "time-2", "memory", "both"]);
    expect(ids(similarRuns(a, table, 3))).toEqual(["time", "time-2", "memory", "both"]);
  });

  it("that nothing tells apart count once: the newest, then the first by name", () => {
    const own = of();
    const again = (id: string, date: string | null): MeasuredRun => runOf(id, own, { date });
    const all = [again("b", null), again("old", "2024-01"), again("new", "2026-01"), again("z", "2026-01")];
    for (const table of [all, all.toReversed()]) expect(ids(similarRuns(own, table, 3))).toEqual(["new"]);
    const nearby = runOf("nearby", of({ batch: { sequence: 2049, longest: 2049 } }));
    expect(ids(similarRuns(own, [again("b", null), nearby, again("a", null)], 3))).toEqual(["a", "nearby"]);
  });

  it("are none where nothing near was measured", () => {
    const far = runOf("far", of({ method: qlora(), stack: trl, cluster: clusterOf(t4, nodes.single, 1) }));
    expect(similarRuns(of({ cluster: clusterOf(h100, nodes.h100, 8), layout: { dp: 8 } }), [far], 2)).toEqual([]);
    expect(similarRuns(of(), [], 2)).toEqual([]);
  });
});
