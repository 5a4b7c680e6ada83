import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS, setups } from "../../fixtures/arbitraries.ts";
import * as models from "../../fixtures/models.ts";
import { allTrained, frozen } from "../../fixtures/saves.ts";
import { full, lora, pretrain, qlora, setupOf, withLayout } from "../../fixtures/setups.ts";
import { bare, trl } from "../../fixtures/stacks.ts";
import type { Setup } from "../layout/setup.ts";
import { localParameters } from "../layout/local.ts";
import { totalParameters } from "../model/parameters.ts";
import { activationBytes, classicLayerBytes, inFlight, layerActivations, type Saves } from "./activations.ts";
import { ownedTrained, staticBytes } from "./static.ts";
import { dequantBytes, gatheredBytes, logitsBytes } from "./transients.ts";

const local = (setup: Setup): ReturnType<typeof localParameters> => localParameters(setup.table, setup.method, setup.layout, "first");

describe("activations", () => {
  it("are linear in the micro-batch", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const one = activationBytes(withLayout(setup, { microBatch: 1 }), "first");
        const five = activationBytes(withLayout(setup, { microBatch: 5 }), "first");
        expect(five.kept / one.kept).toBeCloseTo(5, 9);
        expect(five.live).toBeCloseTo(5 * one.live, -1);
      }),
      RUNS,
    );
  });

  it("are linear in the length with fused attention, more than linear without", () => {
    const of = (attention: "eager" | "flash-2", longest: number): number =>
      activationBytes(setupOf({ attention, batch: { longest } }), "first").kept;
    expect(of("flash-2", 4096)).toBe(2 * of("flash-2", 2048));
    expect(of("eager", 4096)).toBeGreaterThan(2 * of("eager", 2048));
    expect(of("eager", 2048)).toBeGreaterThan(of("flash-2", 2048));
  });

  it("compiled are those of fused kernels", () => {
    const of = (compile: boolean): number => activationBytes(setupOf({ stack: trl, compile }), "first").kept;
    expect(of(true)).toBeLessThan(of(false));
  });

  it("of a frozen block are without the inputs that no weight's gradient asks for", () => {
    const [group] = models.tableOf(models.llama3With8B).groups;
    const of = (saves: Saves): number => {
      const { hidden, cut } = group ? layerActivations(group, models.llama3With8B, saves) : { hidden: 0, cut: 0 };
      return hidden + cut;
    };
    // Of two norms the normalised tensor, of two halves their input, of the way down its own.
    expect(of(allTrained("eager")) - of(frozen("eager"))).toBe(2 * 2 * 4096 + 2 * 2 * 4096 + 2 * 14336);
    expect(of(allTrained("fused")) - of(frozen("fused"))).toBe(2 * 2 * 4096 + 2 * 14336);
  });

  it("of adapters are the input that they read; with dropout, or cast to a wider type, one of their own each", () => {
    const of = (targets: readonly string[], how: { dropout?: number; stack?: Setup["stack"] } = {}): number => {
      const { dropout = 0, stack = bare } = how;
      return activationBytes(setupOf({ stack, method: lora(8, { dropout, targets }) }), "first").kept / (8 * 2048 * 512);
    };
    const narrow = { ...bare, adapter: { ...bare.adapter, weight: 2 } };
    for (const stack of [bare, narrow]) {
      expect(of(["q_proj"], { stack }) - of([], { stack })).toBe(2);
      expect(of(["q_proj", "v_proj"], { stack }) - of([], { stack })).toBe(2);
      expect(of(["q_proj", "v_proj"], { stack, dropout: 0.05 }) - of([], { stack })).toBe(2 * 3);
    }
    expect(of(["q_proj", "v_proj"], { stack: trl }) - of([], { stack: trl })).toBeCloseTo(2 * 2, 9);
  });

  it("of a quantised base are those of a trained one where its linears keep their inputs", () => {
    const of = (keepsInputs: boolean, method: Setup["method"]): number =>
      activationBytes(setupOf({ stack: { ...bare, quantised: { head: false, keepsInputs } }, method }), "first").kept;
    const nothing = { targets: [] };
    expect(of(false, qlora(8, nothing))).toBe(of(true, lora(8, nothing)));
    expect(of(true, qlora(8, nothing))).toBeGreaterThan(of(false, qlora(8, nothing)));
  });

  it("of experts are those of the active ones and their tokens, sent and returned", () => {
    const [dense] = models.tableOf(models.tiny).groups;
    const [moe] = models.tableOf(models.tinyMoe).groups;
    const of = (g: typeof dense, a: typeof models.tiny): number => (g ? layerActivations(g, a, allTrained("fused")).hidden : 0);
    expect(of(moe, models.tinyMoe) - of(dense, models.tiny)).toBe(4 * 2 * 512);
    const cross = models.tableOf(models.t5Base).groups;
    const cut = (i: number): number => (cross[i] ? layerActivations(cross[i], models.t5Base, allTrained("eager")).cut : 0);
    expect(cut(1)).toBeGreaterThan(cut(0));
  });
});

describe("micro-batches in flight", () => {
  it("are one without a pipeline and on its last stage, as many as stages on the first", () => {
    expect(inFlight({ pp: 1, virtualPp: 1, gradAccum: 8 }, "first")).toBe(1);
    expect(inFlight({ pp: 4, virtualPp: 1, gradAccum: 8 }, "last")).toBe(1);
    expect(inFlight({ pp: 4, virtualPp: 1, gradAccum: 8 }, "first")).toBe(4);
    expect(inFlight({ pp: 4, virtualPp: 1, gradAccum: 2 }, "first")).toBe(2);
    expect(inFlight({ pp: 4, virtualPp: 2, gradAccum: 8 }, "first")).toBe(5.5);
  });
});

it("a classic block's bytes fall with tensor parallelism only where they are cut", () => {
  const m = { sequence: 2048, batch: 1, hidden: 1024, heads: 16, sequenceParallel: false, recompute: "selective" } as const;
  expect(classicLayerBytes({ ...m, tp: 1 })).toBe(2048 * 1024 * 34);
  expect(classicLayerBytes({ ...m, tp: 1e9 })).toBeCloseTo(2048 * 1024 * 10, 0);
});

describe("what comes and goes", () => {
  it("nothing is gathered unless weights are sharded; adapters reduce no gradients of the base", () => {
    expect(gatheredBytes(setupOf(), local(setupOf()))).toBe(0);
    const of = (method: Setup["method"]): number => {
      const setup = setupOf({ method, layout: { dp: 8, sharding: "fsdp" } });
      return gatheredBytes(setup, local(setup));
    };
    expect(of(lora(8))).toBeLessThan(of(full));
    expect(of(qlora(8))).toBeLessThan(of(lora(8)));
  });

  it("the largest matrix is de-quantised twice into 16 bits", () => {
    expect(dequantBytes(setupOf({ model: models.llama3With8B, method: qlora() }))).toBe(4 * 4096 * 14336);
    expect(dequantBytes(setupOf({ method: lora() }))).toBe(0);
    expect(dequantBytes(setupOf())).toBe(0);
  });

  it("logits need a head, and more when it has an adapter", () => {
    expect(logitsBytes(setupOf({ model: models.bertBase }))).toBe(0);
    const of = (targets: readonly string[]): number => logitsBytes(setupOf({ method: lora(8, { targets }) }));
    expect(of(["lm_head"]) / of(["q_proj"])).toBeCloseTo(8 / 6, 12);
  });
});

describe("what stays", () => {
  it("is 16 bytes a trained parameter, two a frozen one", () => {
    const of = (method: Setup["method"]): ReturnType<typeof staticBytes> => staticBytes(setupOf({ method }), local(setupOf({ method })));
    const sums = (s: ReturnType<typeof staticBytes>): number => s.weights + s.master + s.gradients + s.optimizer;
    const parameters = (setup: Setup): number => ownedTrained(setup, local(setup));
    expect(sums(of(full)) / parameters(setupOf())).toBeCloseTo(16, 9);
    const frozen = setupOf({ method: lora(8, { targets: [] }) });
    expect(sums(of(frozen.method)) / parameters(setupOf())).toBeCloseTo(2, 9);
    expect(parameters(frozen)).toBe(0);
  });

  const weights = (more: Parameters<typeof setupOf>[0]): number => staticBytes(setupOf(more), local(setupOf(more))).weights;

  it("has the encoder of other media beside it, in 16 bits, frozen and sharded, but not where the model is made", () => {
    const model = { ...models.tiny, tower: 1e6 };
    const of = (more: Parameters<typeof setupOf>[0]): number => weights({ ...more, model }) - weights(more);
    expect(of({ method: full })).toBe(2e6);
    expect(of({ method: qlora() })).toBe(2e6);
    expect(of({ method: full, layout: { dp: 4, sharding: "fsdp" } })).toBeCloseTo(5e5, 3);
    expect(of({ method: pretrain })).toBe(0);
  });

  it("a head that a stack doesn't tie is a matrix of its own; where it is quantised it is stored as the block is", () => {
    const { hidden, vocab } = models.tiny;
    const tied = { ...models.tiny, tied: true };
    const apart = { ...bare, unties: true };
    expect(weights({ model: tied, method: lora(), stack: apart }) - weights({ model: tied, method: lora() })).toBe(2 * hidden * vocab);
    expect(weights({ method: lora(), stack: apart, model: { ...tied, tied: false } })).toBe(
      weights({ method: lora(), model: { ...tied, tied: false } }),
    );
    const quantised = { ...bare, quantised: { head: true, keepsInputs: false } };
    const saved = (model: typeof tied, stack: typeof apart): number =>
      weights({ model, method: qlora(), stack }) -
      weights({ model, method: qlora(), stack: { ...stack, ...quantised, unties: stack.unties } });
    expect(saved({ ...tied, tied: false }, bare)).toBeCloseTo((2 - 0.515869) * hidden * vocab, -3);
    expect(saved(tied, apart)).toBeCloseTo((2 - 0.515869) * hidden * vocab, -3);
    expect(saved(tied, bare)).toBe(0);
    const wide = { ...models.tiny, vocab: 100_000 };
    expect(dequantBytes(setupOf({ model: wide, method: qlora(), stack: quantised }))).toBe(4 * hidden * 100_000);
  });

  it("gradients kept whole between micro-batches are of frozen weights too", () => {
    const stack = { ...bare, wholeGradients: true };
    const of = (method: Setup["method"], gradAccum: number): number => {
      const setup = setupOf({ method, stack, layout: { dp: 4, sharding: "fsdp", gradAccum } });
      return staticBytes(setup, local(setup)).gradients;
    };
    expect(of(lora(8), 4)).toBeCloseTo(2 * totalParameters(setupOf().table), -2);
    expect(of(lora(8), 1)).toBeLessThan(of(lora(8), 4) / 10);
  });

  it("paged states lie on the host; 8 bits take a quarter of their room", () => {
    const of = (optimizer: Setup["optimizer"]): ReturnType<typeof staticBytes> => staticBytes(setupOf({ optimizer }), local(setupOf()));
    expect(of("paged-adamw").optimizer).toBe(0);
    expect(of("paged-adamw").hosted).toBe(of("adamw").optimizer);
    expect(of("adamw-8bit").optimizer / of("adamw").optimizer).toBeCloseTo(2.03125 / 8, 12);
  });

  it("states of bf16 weights are 16-bit too where the stack keeps no master copy, but not those of 8 bits", () => {
    const of = (optimizer: Setup["optimizer"], stack: Setup["stack"]): number =>
      staticBytes(setupOf({ optimizer, stack }), local(setupOf())).optimizer;
    expect(of("adamw", trl)).toBe(of("adamw", bare) / 2);
    expect(of("adamw-8bit", trl)).toBe(of("adamw-8bit", bare));
  });
});
