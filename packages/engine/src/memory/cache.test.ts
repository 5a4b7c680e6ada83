import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { architectures, RUNS } from "../../fixtures/arbitraries.ts";
import * as models from "../../fixtures/models.ts";
import { cacheBytes, cacheCuts } from "./cache.ts";

const of = (a: (typeof models)["tiny"], context = 1, engine: "hf" | "vllm" = "vllm"): number =>
  cacheBytes(models.tableOf(a), engine, context);

describe("the cache of keys and values", () => {
  it("takes the published bytes of a token: 512 KiB in Llama 2 7B, 128 KiB in Llama 3 8B", () => {
    expect(of(models.llama2With7B)).toBe(512 * 1024);
    expect(of(models.llama3With8B)).toBe(128 * 1024);
  });

  it("of latent attention is 576 numbers a token and layer compressed, 128 heads of 320 expanded", () => {
    expect(of(models.deepseekV3)).toBe(2 * 61 * 576);
    expect(of(models.deepseekV3, 1, "hf")).toBe(2 * 61 * 128 * 320);
  });

  it("never shrinks as the context grows, and stops growing at a window", () => {
    fc.assert(
      fc.property(architectures, fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 100_000 }), (a, x, y) => {
        expect(of(a, x + y)).toBeGreaterThanOrEqual(of(a, x));
      }),
      RUNS,
    );
    const windowed = { ...models.tiny, window: { size: 512, every: 1 } };
    expect(of(windowed, 100_000)).toBe(of(windowed, 512));
  });

  it("of a state space doesn't depend on the context", () => {
    expect(of(models.falconMamba, 10)).toBe(of(models.falconMamba, 100_000));
    expect(of(models.falconMamba, 10)).toBeGreaterThan(0);
  });

  it("leaves layers that predict further tokens out, and those without attention", () => {
    const table = models.tableOf({ ...models.tiny, mtpLayers: 1 });
    expect(cacheBytes(table, "hf", 7)).toBe(of(models.tiny, 7, "hf"));
    const [group] = table.groups;
    if (!group) throw new Error("no layers");
    expect(cacheBytes({ ...table, groups: [{ ...group, attention: null }] }, "hf", 7)).toBe(0);
  });

  it("is cut into at most as many pieces as there are key-value heads; of latents each card keeps its own answers'", () => {
    const cut = (a: (typeof models)["tiny"], engine: "hf" | "vllm" = "vllm"): number => cacheCuts(models.tableOf(a), engine, 16);
    expect([cut(models.llama3With8B), cut(models.deepseekV3), cut(models.deepseekV3, "hf"), cut(models.falconMamba)]).toEqual([
      8, 16, 16, 16,
    ]);
  });
});
