import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { architectures, RUNS } from "../../fixtures/arbitraries.ts";
import * as models from "../../fixtures/models.ts";
import { breakdown, sum } from "../quantity.ts";
import { activeParameters, layerParameters, matmulParameters, mtpParameters, parameters, totalParameters } from "./parameters.ts";
import { tensorTable } from "./tensors.ts";

describe("parameters", () => {
  it("are the sum of their parts, and a token uses no more than all", () => {
    fc.assert(
      fc.property(architectures, (a) => {
        const table = tensorTable(a);
        const { total, parts } = parameters(table);
        expect(sum(parts)).toBe(total);
        expect(new Set(parts.map((p) => p.id)).size).toBe(parts.length);
        expect(activeParameters(table)).toBeLessThanOrEqual(total);
        if (!a.moe) expect(activeParameters(table)).toBe(total);
        const inMatmuls = matmulParameters(table) - (a.tied ? table.embedding : 0);
        if (a.moe === null) expect(inMatmuls).toBeLessThanOrEqual(total);
      }),
      RUNS,
    );
  });

  it("grow by the same for every layer", () => {
    fc.assert(
      fc.property(
        architectures.filter((a) => !a.moe),
        (a) => {
          const of = (layers: number): number => totalParameters(tensorTable({ ...a, layers }));
          expect(of(3 * a.layers) - of(2 * a.layers)).toBe(of(2 * a.layers) - of(a.layers));
          expect(of(2 * a.layers)).toBeLessThanOrEqual(2 * of(a.layers));
        },
      ),
      RUNS,
    );
  });

  it("fall by one vocabulary matrix when it is tied", () => {
    fc.assert(
      fc.property(architectures, (a) => {
        const of = (tied: boolean): number => totalParameters(tensorTable({ ...a, tied }));
        expect(of(false) - of(true)).toBe(a.vocab * a.hidden);
      }),
      RUNS,
    );
  });

  it("count a tied head's bias, which is no part of the embedding", () => {
    const of = (head: boolean): number => totalParameters(tensorTable({ ...models.gpt2, biases: { ...models.gpt2.biases, head } }));
    expect(of(true) - of(false)).toBe(50257);
  });

  it("leave out layers that predict further tokens", () => {
    const table = tensorTable({ ...models.tiny, mtpLayers: 2 });
    const mtp = table.groups.find((g) => g.mtp);
    expect(totalParameters(table)).toBe(totalParameters(tensorTable(models.tiny)));
    expect(matmulParameters(table)).toBe(matmulParameters(tensorTable(models.tiny)));
    expect(mtpParameters(table)).toBe(2 * (mtp ? layerParameters(mtp) : 0));
  });
});

it("a breakdown's total is the sum of its parts", () => {
  const why = { formula: "f", inputs: {}, source: "s" };
  expect(
    breakdown([
      { id: "a", value: 1, why },
      { id: "b", value: 2, why },
    ]).total,
  ).toBe(3);
});
