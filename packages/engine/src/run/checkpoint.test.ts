import { describe, expect, it } from "vitest";
import { assumptions } from "../../fixtures/calibration.ts";
import { runSpec } from "../../fixtures/requests.ts";
import { checkpointBytes, type Saving, savingOf } from "./checkpoint.ts";
import { optimalInterval } from "./interval.ts";
import { CHECKPOINT_STORES, type RunSpec } from "./work.ts";

const saving = (spec: Partial<RunSpec> = {}, more: Partial<Parameters<typeof savingOf>[0]> = {}): Saving =>
  savingOf({
    spec: { ...runSpec, ...spec },
    assumptions,
    bytes: 100e9,
    nodes: 1,
    work: 500_000,
    stepSeconds: 5,
    steps: 100_000,
    mtbf: 86_400,
    ...more,
  });

describe("a checkpoint", () => {
  it("holds 14 bytes a trained parameter to go on from, 12 of an adapter; two a parameter of the model, or four of the adapters", () => {
    const saved = { trained: 10, adapters: 1, all: 30 };
    expect([checkpointBytes(saved, "full"), checkpointBytes(saved, "weights"), checkpointBytes(saved, "adapters")]).toEqual([152, 60, 4]);
  });

  it("is written by all nodes at once, at the pace of its store", () => {
    expect(saving().write).toBe(100);
    expect(saving({}, { nodes: 4 }).write).toBe(25);
    expect(CHECKPOINT_STORES.map((checkpointStore) => Math.round(saving({ checkpointStore }).write))).toEqual([50, 200, 67, 83]);
  });

  it("in the background holds the training up for the copy only, and is over before the next", () => {
    const async = saving({ checkpointAsync: true });
    expect([async.write, async.lag]).toEqual([10, 90]);
    expect(saving({ checkpointAsync: true, checkpointSeconds: 20 }).interval).toBeGreaterThanOrEqual(85);
    expect(
      saving(
        { checkpointAsync: true },
        {
          bytes: 1e6,
          assumptions: {
            ...assumptions,
            "checkpoint-copy-bytes-per-second": assumptions["object-store-bytes-per-second"],
            "checkpoint-bytes-per-second": { ...assumptions["checkpoint-bytes-per-second"], value: 2e9 },
          },
        },
      ).lag,
    ).toBe(0);
  });

  it("comes where the expected time is least, four hours apart at most, and no oftener than steps", () => {
    const best = optimalInterval({ write: 100, mtbf: 86_400 });
    expect(saving().interval / best).toBeCloseTo(1, 1);
    expect(saving({}, { mtbf: 1e9 }).interval).toBeLessThanOrEqual(1.1 * assumptions["checkpoint-every-seconds"].high);
    expect(saving({}, { bytes: 1, stepSeconds: 60 }).interval).toBeGreaterThanOrEqual(55);
  });

  it("comes every hour where failures aren't counted, or when the job says", () => {
    expect(saving({}, { mtbf: Number.POSITIVE_INFINITY, work: 36_000 }).count).toBe(10);
    expect(saving({ checkpointEvery: 1000 }).count).toBe(100);
    expect(saving({ checkpointEvery: 1e6 }).count).toBe(1);
    expect(saving({ checkpointSeconds: 5000 }).count).toBe(100);
  });
});
