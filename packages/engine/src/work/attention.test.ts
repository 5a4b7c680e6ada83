import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS } from "../../fixtures/arbitraries.ts";
import * as models from "../../fixtures/models.ts";
import { tensorTable } from "../model/tensors.ts";
import { attentionFlop, meanKeys, meanKeysPacked } from "./attention.ts";

const plain = { causal: true, window: null, chunked: false };

/** The mean over positions, counted one by one. */
function counted(length: number, window: number, chunked: boolean): number {
  let keys = 0;
  for (let i = 0; i < length; i++) keys += chunked ? (i % window) + 1 : Math.min(i + 1, window);
  return keys / length;
}

describe("mean keys of a token", () => {
  it("are half of the sequence in a causal model, all in an encoder or where the square is counted", () => {
    expect(meanKeys(1000, plain, "half")).toBe(500);
    expect(meanKeys(1000, plain, "exact")).toBe(500.5);
    expect(meanKeys(1000, plain, "full")).toBe(1000);
    expect(meanKeys(1000, { ...plain, causal: false }, "exact")).toBe(1000);
  });

  it("of a band or of blocks are what counting position by position gives", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 12 }), (window, blocks) => {
        const length = window * blocks;
        expect(meanKeys(length, { ...plain, window }, "exact")).toBeCloseTo(counted(length, window, false), 9);
        expect(meanKeys(length, { ...plain, window, chunked: true }, "exact")).toBeCloseTo(counted(length, window, true), 9);
      }),
      RUNS,
    );
  });

  it("lie between one half and the window or the length, and a wider window never sees fewer", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9999 }), fc.integer({ min: 1, max: 9999 }), fc.boolean(), (length, window, chunked) => {
        const keys = meanKeys(length, { ...plain, window, chunked }, "exact");
        expect(keys).toBeGreaterThanOrEqual(0.5);
        expect(keys).toBeLessThanOrEqual(Math.min(window, length));
        expect(meanKeys(length, { ...plain, window: window + 1, chunked }, "exact")).toBeGreaterThanOrEqual(keys - 1e-9);
      }),
      RUNS,
    );
  });

  it("of packed documents follow the squares of their lengths", () => {
    expect(meanKeysPacked([100, 100])).toBe(50);
    expect(meanKeysPacked([100])).toBe(meanKeys(100, plain, "half"));
    expect(meanKeysPacked([50, 150])).toBe(62.5);
    expect(meanKeysPacked([])).toBe(0);
  });
});

it("a decoder beside an encoder also attends to all of the encoder", () => {
  const [encoder, decoder] = tensorTable(models.t5Base).groups;
  const of = (core: typeof encoder): number => (core?.attention ? attentionFlop(core.attention, 512, "half") : 0);
  expect(of(decoder)).toBe(1.5 * of(encoder));
});
