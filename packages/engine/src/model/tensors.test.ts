import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { architectures, RUNS } from "../../fixtures/arbitraries.ts";
import * as models from "../../fixtures/models.ts";
import type { Architecture } from "./architecture.ts";
import type { LinearId } from "./linear.ts";
import { isCausal, type LayerGroup, tensorTable } from "./tensors.ts";

const groups = (a: Architecture): readonly LayerGroup[] => tensorTable(a).groups;
const ids = (g: LayerGroup | undefined): readonly LinearId[] => g?.linears.map((l) => l.id) ?? [];
const counts = (a: Architecture): Readonly<Record<string, number>> => Object.fromEntries(groups(a).map((g) => [g.id, g.count]));

describe("layers of one shape form a group", () => {
  it("and the groups hold all layers", () => {
    fc.assert(
      fc.property(architectures, (a) => {
        expect(groups(a).reduce((n, g) => n + g.count, 0)).toBe(a.layers);
      }),
      RUNS,
    );
  });

  it("Gemma 2 sees all in every second layer, Llama 4 in every fourth, Mistral in none", () => {
    expect(counts(models.gemma2With9B)).toEqual({ "dense-window": 21, dense: 21 });
    expect(counts({ ...models.tiny, window: { size: 8192, every: 4, chunked: true } })).toEqual({ "dense-window": 6, dense: 2 });
    expect(counts(models.mistral7B)).toEqual({ "dense-window": 32 });
    expect(groups({ ...models.tiny, window: { size: 8192, every: 4, chunked: true } })[0]?.attention?.chunked).toBe(true);
  });

  it("experts begin after the dense layers and may come in every second one", () => {
    const { moe } = models.tinyMoe;
    expect(moe && counts({ ...models.tinyMoe, moe: { ...moe, denseLayers: 2, everyN: 2 } })).toEqual({ dense: 5, moe: 3 });
  });

  it("shared layers run twelve times and are stored once", () => {
    const [layer] = groups(models.albertBase);
    expect([layer?.count, layer?.stored]).toEqual([12, 1]);
  });

  it("a decoder beside an encoder attends to itself causally and to the encoder; the encoder to everything", () => {
    const [encoder, decoder] = groups(models.t5Base);
    expect([encoder?.attention?.causal, encoder?.attention?.cross]).toEqual([false, false]);
    expect([decoder?.attention?.causal, decoder?.attention?.cross]).toEqual([true, true]);
    expect(ids(decoder)).toContain("cross_k");
  });
});

describe("matrices of a layer", () => {
  it("are seven in a Llama, six in a GPT", () => {
    expect(ids(groups(models.llama3With8B)[0])).toEqual(["q", "k", "v", "o", "gate", "up", "down"]);
    expect(ids(groups(models.gpt2)[0])).toEqual(["q", "k", "v", "o", "up", "down"]);
  });

  it("latent attention goes through low ranks, with or without one for queries", () => {
    expect(ids(groups(models.deepseekV3)[0])).toContain("q_a");
    expect(ids(groups(models.deepseekV2Lite)[0])).toEqual(["q", "kv_a", "kv_b", "o", "gate", "up", "down"]);
    expect(groups({ ...models.deepseekV2Lite, biases: { qkv: false, o: true, mlp: false, head: false } })[0]?.linears[3]?.bias).toBe(2048);
  });

  it("experts may be un-gated, with biases, and have a gate on the shared one", () => {
    const { moe } = models.tinyMoe;
    const a = { ...models.tinyMoe, gated: false, moe: moe && { ...moe, shared: 1, sharedFfn: 128, sharedGate: true, routerBias: true } };
    const [layer] = groups({ ...a, biases: { qkv: false, o: false, mlp: true, head: false } });
    expect(ids(layer).slice(4)).toEqual(["router", "expert_up", "expert_down", "shared_up", "shared_down", "shared_switch"]);
    expect(layer?.linears.find((l) => l.id === "router")?.bias).toBe(8);
    expect(layer?.linears.find((l) => l.id === "expert_up")?.bias).toBe(704);
  });

  it("norms of queries and keys span a head or all of them", () => {
    const norms = (qkNorm: Architecture["qkNorm"]): number => groups({ ...models.tiny, qkNorm })[0]?.normParameters ?? 0;
    expect(norms("head") - norms(null)).toBe(2 * 64);
    expect(norms("full") - norms(null)).toBe((8 + 4) * 64);
  });
});

describe("the ends of a model", () => {
  it("a tied head is a matmul but no tensor; an encoder has none", () => {
    const tied = tensorTable(models.gemma2With2B);
    expect([tied.headStored, tied.head?.out]).toEqual([false, 256000]);
    expect(tensorTable(models.bertBase).head).toBeNull();
    expect(tensorTable({ ...models.tiny, family: "roberta" }).head).toBeNull();
    expect(tensorTable({ ...models.tiny, lmHead: false }).head).toBeNull();
  });

  it("a head's bias is one entry a word", () => {
    expect(tensorTable({ ...models.tiny, biases: { ...models.tiny.biases, head: true } }).head?.bias).toBe(32000);
  });

  it("embeddings and positions may be narrower than the model", () => {
    const table = tensorTable({ ...models.albertBase, positionWidth: 768 });
    expect([table.embedding, table.positions]).toEqual([30000 * 128, 512 * 768]);
    expect(tensorTable(models.albertBase).positions).toBe(512 * 128);
  });

  it("a final norm can be missing", () => expect(tensorTable({ ...models.tiny, finalNorm: false }).finalNorm).toBe(0));

  it("a layer that predicts one token more projects two states to one; it may be dense", () => {
    const [, dense] = groups({ ...models.tiny, mtpLayers: 1 });
    expect([dense?.mtp, dense?.moe, ids(dense)[0]]).toEqual([true, false, "mtp_proj"]);
  });
});

it("tokens look back in decoders, both ways in encoders", () => {
  expect([isCausal(models.llama3With8B), isCausal(models.bertBase)]).toEqual([true, false]);
});
