import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RUNS, setups } from "../../fixtures/arbitraries.ts";
import { h100, nodes } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { full, lora, qlora, setupOf, withLayout } from "../../fixtures/setups.ts";
import { bare, deepspeed, megatron, trl } from "../../fixtures/stacks.ts";
import type { Layout } from "../layout/layout.ts";
import type { Setup } from "../layout/setup.ts";
import type { SavedModule } from "../method/method.ts";
import type { Stack } from "../method/stack.ts";
import type { Architecture } from "../model/architecture.ts";
import { sum } from "../quantity.ts";
import { GIB } from "../units.ts";
import { memoryParts } from "./explain.ts";
import { hostBytes, largestMicroBatch, memoryShares, neededMemory, peakMemory } from "./memory.ts";
import { type MemoryTerms, type Peak, PHASES, phaseBytes, totalBytes } from "./phases.ts";

const live = (setup: Setup): number => peakMemory(setup, "allocated").total;

/** More of something never needs more memory. */
function neverMore(change: (l: Layout) => Partial<Layout>, where: (setup: Setup) => boolean = () => true): void {
  fc.assert(
    fc.property(setups.filter(where), (setup) => {
      const before = live(setup);
      expect(live(withLayout(setup, change(setup.layout)))).toBeLessThanOrEqual(before * (1 + 1e-12));
    }),
    RUNS,
  );
}

describe("a peak is the sum of its terms", () => {
  it("and what the search asks for is that sum", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const [need, peak] = [neededMemory(setup, memoryShares(setup)), peakMemory(setup)];
        expect(need.total / peak.total).toBeCloseTo(1, 12);
        expect(need.hosted).toBe(peak.hosted);
      }),
      RUNS,
    );
  });

  it("in every reading, and all of them are finite and not negative", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        for (const reading of ["allocated", "reserved", "device"] as const) {
          const peak = peakMemory(setup, reading);
          expect(totalBytes(peak.terms)).toBe(peak.total);
          for (const value of Object.values(peak.terms)) expect(value).toBeGreaterThanOrEqual(0);
          expect(sum(memoryParts(setup, peak)) / peak.total).toBeCloseTo(1, 9);
          const phases = phaseBytes(peak);
          expect(phases).toHaveLength(PHASES.length);
          expect(Math.max(...phases)).toBe(phases[PHASES.findIndex((id) => id === peak.phase)]);
        }
      }),
      RUNS,
    );
  });

  it("live tensors are within what the allocator reserves, and that within what the card holds", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const reserved = peakMemory(setup, "reserved").total;
        expect(live(setup)).toBeLessThanOrEqual(reserved);
        expect(reserved).toBeLessThanOrEqual(peakMemory(setup).total);
      }),
      RUNS,
    );
  });

  it("lengths that vary make the allocator reserve more", () => {
    const setup = setupOf({ stack: trl });
    const varying = { ...setup, batch: { ...setup.batch, varying: true } };
    expect(peakMemory(varying, "reserved").total).toBeGreaterThan(peakMemory(setup, "reserved").total);
  });

  it("several GPUs need communicators", () => {
    const one = setupOf({ stack: trl });
    const two = setupOf({ stack: trl, layout: { dp: 2 } });
    expect(peakMemory(two).terms.context - peakMemory(one).terms.context).toBe(trl.context.multi - trl.context.single);
  });
});

describe("memory falls", () => {
  it("with more ranks to shard over", () => neverMore((l) => ({ dp: 2 * l.dp, shardGroup: 2 * l.dp * l.cp })));
  it("with tensor parallelism", () => neverMore((l) => ({ tp: 2 * l.tp })));
  it("with sequence parallelism", () => neverMore(() => ({ sequenceParallel: true })));
  it("with context parallelism", () => neverMore((l) => ({ cp: 2 * l.cp, shardGroup: 2 * l.dp * l.cp })));
  it("with a smaller micro-batch", () => neverMore((l) => ({ microBatch: Math.max(1, l.microBatch - 1) })));

  it("with a longer pipeline, when as many micro-batches are in flight and weights aren't gathered for all of them", () =>
    neverMore(
      (l) => ({ pp: 2 * l.pp }),
      (s) => s.layout.gradAccum === 1 && ["none", "zero-1", "zero-2"].includes(s.layout.sharding),
    ));

  it("from keeping all activations to keeping some to keeping one a layer, where a stage has layers to save on", () => {
    fc.assert(
      fc.property(
        setups.filter((s) => s.layout.pp === 1 && s.layout.tp === 1),
        (setup) => {
          const [none = 0, selective = 0, whole = 0] = (["none", "selective", "full"] as const).map((recompute) =>
            live(withLayout(setup, { recompute })),
          );
          expect(selective).toBeLessThanOrEqual(none * (1 + 1e-12));
          expect(whole).toBeLessThanOrEqual(selective * (1 + 1e-12));
        },
      ),
      RUNS,
    );
  });

  it("in the order none, ZeRO-1, ZeRO-2", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const same = { ...setup, stack: { ...setup.stack, underZero: null } };
        const [none = 0, one = 0, two = 0] = (["none", "zero-1", "zero-2"] as const).map((sharding) =>
          live(withLayout(same, { sharding })),
        );
        expect(one).toBeLessThanOrEqual(none);
        expect(two).toBeLessThanOrEqual(one);
      }),
      RUNS,
    );
  });
});

describe("what a stack does by itself", () => {
  const on = (stack: Stack, layout: Partial<Layout>): Setup => setupOf({ model: models.llama3With8B, stack, layout });

  it("DeepSpeed keeps fp32 masters and states for the trainer that calls it: 16 B a parameter for 8", () => {
    const states = (sharding: "fsdp" | "zero-3"): number => {
      const { terms } = peakMemory(on(trl, { dp: 8, sharding }));
      return terms.weights + terms.master + terms.optimizer;
    };
    expect(states("zero-3") / states("fsdp")).toBeCloseTo(14 / 6, 6);
  });

  it("gradients stay whole between micro-batches where the stack doesn't reduce them", () => {
    const gradients = (wholeGradients: boolean, gradAccum: number): number =>
      peakMemory(on({ ...trl, wholeGradients }, { dp: 4, sharding: "fsdp", gradAccum, recompute: "full" })).terms.gradients;
    expect(gradients(true, 2)).toBeCloseTo(4 * gradients(false, 2), 0);
    expect(gradients(true, 1)).toBe(gradients(false, 1));
  });

  it("a run that loads the model whole on every GPU needs it beside its shard", () => {
    const setup = on({ ...trl, loadsWhole: true }, { dp: 8, sharding: "fsdp", recompute: "full" });
    const peak = peakMemory({ ...setup, method: lora(), batch: { ...setup.batch, longest: 64 } }, "allocated");
    const parameters = 8030261248;
    expect(peak.phase).toBe("load");
    expect(peak.terms.gathered).toBeCloseTo(2 * parameters, -3);
    expect(peak.terms.optimizer + peak.terms.gradients + peak.terms.activations).toBe(0);
  });

  it("inputs of recomputed layers may wait on the host", () => {
    const peak = (onHost: boolean): Peak => {
      const setup = on({ ...trl, activations: { ...trl.activations, onHost } }, { recompute: "full", gradAccum: 4 });
      return peakMemory({ ...setup, batch: { ...setup.batch, longest: 1024 } });
    };
    const moved = peak(true).hosted - peak(false).hosted;
    expect(moved).toBe(30 * 2 * 4096 * 1024);
    expect(peak(false).terms.activations - peak(true).terms.activations).toBeCloseTo(moved, 0);
  });

  it("autocast keeps 16-bit casts of a frozen fp32 base for the backward pass", () => {
    const terms = (recompute: "none" | "full"): MemoryTerms =>
      peakMemory(setupOf({ model: models.llama3With8B, stack: trl, method: { ...lora(), base: "fp32" }, layout: { recompute } })).terms;
    const linears = 32 * (4096 * (4096 * 2 + 1024 * 2) + 3 * 4096 * 14336);
    expect(terms("none").casts).toBe(2 * linears);
    expect(terms("full").casts).toBe(0);
  });
});

describe("embedding and head trained beside adapters", () => {
  const held = (model: Architecture, modulesToSave: readonly SavedModule[]): number => {
    const of = (more: { modulesToSave?: readonly SavedModule[] }): number => {
      const { terms } = peakMemory(setupOf({ model, stack: trl, method: lora(16, more), layout: { gradAccum: 4 } }));
      return terms.weights + terms.gradients + terms.optimizer;
    };
    return of({ modulesToSave }) - of({});
  };
  const matrix = 128256 * 4096;

  it("have a copy, a gradient and fp32 states: 12 B a parameter, as measured on Qwen (10 to 12)", () => {
    expect(held(models.llama3With8B, ["embed_tokens", "lm_head"])).toBe(2 * 12 * matrix);
    expect(held(models.llama3With8B, ["lm_head"])).toBe(12 * matrix);
  });

  it("are one matrix where they are tied", () => {
    const { vocab, hidden } = models.llama32With1B;
    expect(held(models.llama32With1B, ["embed_tokens", "lm_head"])).toBe(12 * vocab * hidden);
    expect(held(models.llama32With1B, ["lm_head"])).toBe(12 * vocab * hidden);
  });
});

describe("adapters", () => {
  const real = fc.constantFrom(models.llama32With1B, models.llama3With8B, models.qwen25With7B, models.gemma2With2B, models.mixtral8x7B);
  const cases = fc.record({
    model: real,
    stack: fc.constantFrom(trl, megatron, deepspeed, bare),
    tokens: fc.constantFrom(512, 8192),
    rank: fc.constantFrom(4, 64),
    recompute: fc.constantFrom("none" as const, "full" as const),
  });

  it("without dropout never need more than training everything", () => {
    fc.assert(
      fc.property(cases, ({ model, stack, tokens, rank, recompute }) => {
        const of = (method: Setup["method"]): number =>
          live(setupOf({ model, stack, method, layout: { recompute }, batch: { sequence: tokens, longest: tokens } }));
        expect(of(lora(rank))).toBeLessThanOrEqual(of(full));
      }),
      RUNS,
    );
  });

  it("on a quantised base hold less than on one of 16 bits", () => {
    fc.assert(
      fc.property(cases, ({ model, stack, rank }) => {
        const held = (method: Setup["method"]): number => peakMemory(setupOf({ model, stack, method })).terms.weights;
        expect(held(qlora(rank))).toBeLessThan(held(lora(rank)));
      }),
      RUNS,
    );
  });
});

describe("the largest micro-batch", () => {
  const cases = fc.tuple(setups, fc.double({ min: 1, max: 200, noNaN: true }));
  const at = (setup: Setup, microBatch: number): number => peakMemory(withLayout(setup, { microBatch })).total;

  it("fits, and one more doesn't", () => {
    fc.assert(
      fc.property(cases, ([setup, gib]) => {
        const capacity = gib * GIB;
        const most = largestMicroBatch(setup, capacity, 4096);
        if (most > 0) expect(at(setup, most)).toBeLessThanOrEqual(capacity);
        if (most < 4096) expect(at(setup, most + 1)).toBeGreaterThan(capacity);
      }),
      RUNS,
    );
  });

  it("grows with the card", () => {
    fc.assert(
      fc.property(cases, ([setup, gib]) => {
        expect(largestMicroBatch(setup, 2 * gib * GIB, 512)).toBeGreaterThanOrEqual(largestMicroBatch(setup, gib * GIB, 512));
      }),
      RUNS,
    );
  });

  it("stops at the limit", () => {
    expect(largestMicroBatch(setupOf(), Number.POSITIVE_INFINITY, 100)).toBe(100);
    expect(largestMicroBatch(setupOf(), Number.POSITIVE_INFINITY, 1)).toBe(1);
    expect(largestMicroBatch(setupOf(), 0)).toBe(0);
  });
});

describe("a pipeline's fuller end counts", () => {
  it("the last stage when the vocabulary is large against the layers, else the first, which has more in flight", () => {
    const pp = { pp: 4, gradAccum: 8 };
    const wide = setupOf({ model: { ...models.tiny, vocab: 512000 }, layout: { ...pp, recompute: "full", microBatch: 4 } });
    const deep = setupOf({ model: { ...models.tiny, vocab: 100, layers: 64 }, layout: pp });
    expect(peakMemory(wide).terms.logits).toBeGreaterThan(0);
    expect(peakMemory(deep).terms.logits).toBe(0);
  });
});

describe("the host holds what devices offload", () => {
  it("states under optimizer offload, weights too under parameter offload, and 16-bit weights while loading", () => {
    const peaks = (["none", "optimizer", "params"] as const).map((offload) => peakMemory(setupOf({ layout: { offload } })));
    const [none, optimizer, params] = peaks;
    expect(none?.hosted).toBe(0);
    expect(optimizer?.terms.optimizer).toBe(0);
    expect(params?.terms.weights).toBe(0);
    expect(params?.hosted ?? 0).toBeGreaterThan(optimizer?.hosted ?? 0);
    const setup = {
      ...setupOf({ layout: { offload: "optimizer" as const } }),
      cluster: { accelerator: h100, node: nodes.h100, nodes: 1, gpus: 4 },
    };
    expect(hostBytes(setup, peakMemory(setup), 1000)).toBe(4 * peakMemory(setup).hosted + 2000);
  });

  it("a stack that keeps intermediates needs room for them at the step", () => {
    const stack = { ...bare, stepIntermediates: 1 };
    const small = { batch: { sequence: 8, longest: 8 } };
    expect(peakMemory(setupOf({ stack, ...small })).phase).toBe("optimizer-step");
    expect(peakMemory(setupOf({ stack, ...small })).terms.buffers).toBeGreaterThan(0);
  });
});
