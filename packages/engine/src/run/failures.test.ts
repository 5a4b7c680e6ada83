import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import { failureRates } from "../../fixtures/requests.ts";
import { failureModel, jobMtbf, mtbfInputs } from "./failures.ts";

const model = failureModel(failureRates);
const mtbf = (gpus: number, nodes: number = Math.ceil(gpus / 8)): number =>
  jobMtbf(model, { gpus, nodes, perThousandNodeDays: null }).value;

describe("the time between failures", () => {
  it("never grows with the GPUs or the nodes of a job", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 1, max: 2000 }), (gpus, more) => {
        expect(mtbf(gpus + more)).toBeLessThanOrEqual(mtbf(gpus));
        expect(mtbf(gpus, Math.ceil(gpus / 8) + more)).toBeLessThan(mtbf(gpus));
      }),
      RUNS,
    );
  });

  it("has a range over the systems that were measured", () => {
    const { value, low, high } = jobMtbf(model, { gpus: 512, nodes: 64, perThousandNodeDays: null });
    expect(low).toBeLessThan(value);
    expect(value).toBeLessThan(high);
  });

  it("of small jobs is the median of measured jobs, of large ones of large jobs and fleets", () => {
    expect(mtbfInputs(model, { gpus: 8, nodes: 1, perThousandNodeDays: null })["perThousandNodeDays"]).toBeCloseTo(14, 9);
    expect(mtbfInputs(model, { gpus: 16384, nodes: 2048, perThousandNodeDays: null })["perThousandNodeDays"]).toBeCloseTo(3, 9);
    expect(mtbfInputs(model, { gpus: 4096, nodes: 512, perThousandNodeDays: null })["perThousandNodeDays"]).toBeCloseTo(
      Math.sqrt(14 * 3),
      9,
    );
    expect(model.source).toContain("16384 GPUs 4");
  });

  it("takes a rate of one's own as it is", () => {
    const own = jobMtbf(model, { gpus: 80, nodes: 10, perThousandNodeDays: 10 });
    expect(own.value).toBeCloseTo(10 * 86_400, 3);
    expect([own.low, own.high]).toEqual([own.value / 2, own.value * 2]);
  });

  it("of a node with one GPU is longer than of one with eight, and shorter than eight times that", () => {
    expect(mtbf(1)).toBeGreaterThan(mtbf(8));
    expect(mtbf(1)).toBeLessThan(8 * mtbf(8));
  });
});
