import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { architectures, methods, RUNS } from "../../fixtures/arbitraries.ts";
import * as models from "../../fixtures/models.ts";
import { full, layout, lora } from "../../fixtures/setups.ts";
import { mtpParameters, totalParameters } from "../model/parameters.ts";
import { tensorTable } from "../model/tensors.ts";
import { trainableParameters, trainsMtp } from "../method/trainable.ts";
import type { Layout } from "./layout.ts";
import { baseParameters, localParameters, pieces, stageShare } from "./local.ts";
import { replicas } from "./setup.ts";
import { expertGroup, gradientShards, isShardedWeights, stateShards, weightShards, zeroBytesPerParameter } from "./sharding.ts";

const of = (l: Partial<Layout>): Layout => ({ ...layout, ...l });

describe("parameters of a rank", () => {
  it("alone, are the model's", () => {
    fc.assert(
      fc.property(architectures, methods, (a, method) => {
        const table = tensorTable(a);
        const p = localParameters(table, method, layout, "first");
        const more = trainsMtp(method) ? mtpParameters(table) : 0;
        expect(baseParameters(p) / (totalParameters(table) + more)).toBeCloseTo(1, 12);
        expect(p.adapters + p.expertAdapters + p.headAdapter).toBeCloseTo(trainableParameters(table, method).adapters, 6);
      }),
      RUNS,
    );
  });

  it("of t tensor-parallel ranks hold the model at least once together", () => {
    fc.assert(
      fc.property(architectures, fc.constantFrom(2, 4, 8), (a, tp) => {
        const table = tensorTable(a);
        const held = tp * baseParameters(localParameters(table, full, of({ tp }), "first"));
        expect(held).toBeGreaterThanOrEqual(totalParameters(table) * (1 - 1e-12));
      }),
      RUNS,
    );
  });

  it("of a pipeline's ends hold the embedding first, the head last, a tied pair on both", () => {
    const stages = (tied: boolean): readonly number[] => {
      const table = tensorTable({ ...models.tiny, tied });
      return (["first", "last"] as const).flatMap((stage) => {
        const p = localParameters(table, lora(8, { targets: ["lm_head"] }), of({ pp: 4 }), stage);
        return [p.embedding, p.head, p.headAdapter];
      });
    };
    const vocabulary = 32000 * 512;
    const adapter = 8 * 32512;
    expect(stages(false)).toEqual([vocabulary, 0, 0, 0, vocabulary, adapter]);
    expect(stages(true)).toEqual([vocabulary, 0, 0, vocabulary, 0, adapter]);
  });

  it("of an encoder have no head anywhere", () => {
    const p = localParameters(tensorTable(models.bertBase), full, of({ pp: 4 }), "last");
    expect([p.embedding, p.head, p.headAdapter]).toEqual([0, 0, 0]);
  });

  it("that uneven stages leave: the fullest has one layer more", () => {
    expect([stageShare(10, 1), stageShare(10, 4), stageShare(8, 4)]).toEqual([1, 0.3, 0.25]);
  });
});

describe("a matrix is cut", () => {
  const layer = tensorTable({ ...models.tinyMoe, heads: 8, kvHeads: 2 }).groups[0];
  const cut = (id: string, tp: number, ep = 1): number => {
    const l = layer?.linears.find((m) => m.id === id);
    return l ? pieces(l, tp, ep) : 0;
  };

  it("by tensor parallelism, keys and values at most once a head, routers never", () => {
    expect([cut("q", 4), cut("k", 4), cut("k", 2), cut("router", 4)]).toEqual([4, 2, 2, 1]);
  });

  it("by expert parallelism when it is an expert's", () => expect([cut("expert_up", 2, 4), cut("o", 2, 4)]).toEqual([8, 2]));
});

describe("shards", () => {
  const kinds = ["none", "zero-1", "zero-2", "zero-3", "fsdp", "hsdp"] as const;
  const l = (sharding: (typeof kinds)[number]): Layout => of({ dp: 8, cp: 2, shardGroup: 4, sharding });

  it("of states come first, then gradients, then weights", () => {
    expect(kinds.map((k) => stateShards(l(k)))).toEqual([1, 16, 16, 16, 16, 4]);
    expect(kinds.map((k) => gradientShards(l(k)))).toEqual([1, 1, 16, 16, 16, 4]);
    expect(kinds.map((k) => weightShards(l(k)))).toEqual([1, 1, 1, 16, 16, 4]);
    expect(kinds.map((k) => isShardedWeights(l(k)))).toEqual([false, false, false, true, true, true]);
  });

  it("of experts lie over the ranks that expert parallelism leaves", () => {
    expect([expertGroup(of({ dp: 8, ep: 4 })), expertGroup(of({ dp: 2, ep: 8 }))]).toEqual([2, 1]);
    expect(stateShards(l("zero-1"), 3)).toBe(3);
  });

  it("halve nothing alone and all in the limit", () => {
    for (const stage of [0, 1, 2, 3] as const) expect(zeroBytesPerParameter(stage, 1)).toBe(16);
    expect(zeroBytesPerParameter(3, 1e9)).toBeLessThan(1e-6);
  });

  it("lie over data- and context-parallel ranks together", () => expect(replicas(of({ dp: 4, cp: 2 }))).toBe(8));
});
