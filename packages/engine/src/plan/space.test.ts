import { describe, expect, it } from "vitest";
import { clusterOf, gb200, h100, machines, nodes } from "../../fixtures/machines.ts";
import * as models from "../../fixtures/models.ts";
import { requestOf, tokens } from "../../fixtures/requests.ts";
import { pretrain } from "../../fixtures/setups.ts";
import { bare, deepspeed, megatron, torchtitan, trl, unsloth } from "../../fixtures/stacks.ts";
import type { Stack } from "../method/stack.ts";
import { divisors, powersOfTwo } from "./divisors.ts";
import type { PlanRequest } from "./request.ts";
import { layoutOf, microBatchChoices, recomputeChoices, type Split, splits } from "./space.ts";

const request = requestOf({ method: pretrain, work: tokens(1e9, 16384), model: { ...requestOf().model, architecture: models.tinyMoe } });
const cluster = clusterOf(h100, nodes.h100, 16);
const all = (stack: Stack, layout: PlanRequest["layout"] = {}): readonly Split[] => [...splits({ ...request, layout }, stack, cluster)];

describe("ways to cut the ranks", () => {
  it("use every GPU, whole heads, whole experts", () => {
    const found = all(megatron);
    expect(found.length).toBeGreaterThan(50);
    for (const s of found) {
      expect(s.tp * s.pp * s.cp * s.dp).toBe(16);
      expect(8 % s.tp).toBe(0);
      expect((s.dp * s.cp) % s.ep).toBe(0);
      expect(s.sequenceParallel).toBe(s.tp > 1);
    }
    expect(Math.max(...found.map((s) => s.tp))).toBe(8);
    expect(Math.max(...found.map((s) => s.cp))).toBe(4);
    expect(Math.max(...found.map((s) => s.virtualPp))).toBeGreaterThan(1);
    expect(new Set(found.map((s) => JSON.stringify(s))).size).toBe(found.length);
  });

  it("of a state space keep its sequence whole, Mamba's channels too, and Mamba-2 to its groups", () => {
    const of = (architecture: typeof models.tiny, layout: PlanRequest["layout"] = {}): readonly Split[] => [
      ...splits({ ...request, layout, model: { ...request.model, architecture } }, megatron, cluster),
    ];
    const first = of(models.mamba(64, 2560));
    expect(new Set(first.map((s) => s.tp * s.cp))).toEqual(new Set([1]));
    expect(of(models.mamba(64, 2560), { tp: 2 })).toEqual([]);
    const { ssm } = models.codestralMamba;
    const fourGroups = { ...models.codestralMamba, ...(ssm?.kind === "mamba2" ? { ssm: { ...ssm, groups: 4 } } : {}) };
    expect(Math.max(...of(models.codestralMamba).map((s) => s.tp))).toBe(8);
    expect(Math.max(...of(fourGroups).map((s) => s.tp))).toBe(4);
    expect(of(models.codestralMamba, { cp: 2 })).toEqual([]);
  });

  it("are data parallelism alone where the stack has nothing else", () => {
    expect(all(trl).every((s) => s.dp === 16 && s.tp * s.pp * s.cp * s.ep === 1)).toBe(true);
    expect(new Set(all(trl).map((s) => s.sharding))).toEqual(new Set(["none", "zero-1", "zero-2", "zero-3", "fsdp"]));
    expect(all(unsloth).every((s) => s.sharding === "none")).toBe(true);
  });

  it("of HSDP shard inside one, two or four nodes and replicate between them", () => {
    const hsdp = all(torchtitan, { tp: 1, pp: 1, cp: 1, ep: 1, sharding: "hsdp" });
    expect(hsdp.map((s) => s.shardGroup)).toEqual([8]);
    expect(all(torchtitan, { tp: 1, pp: 1, cp: 1, ep: 1, sharding: "hsdp", shardGroup: 4 }).map((s) => s.shardGroup)).toEqual([4]);
  });

  it("keep to what is pinned, and are none when that can't be", () => {
    expect(
      all(megatron, { tp: 2, pp: 4, cp: 1, virtualPp: 2 }).every((s) => s.tp === 2 && s.pp === 4 && s.dp === 2 && s.virtualPp === 2),
    ).toBe(true);
    for (const layout of [{ tp: 3 }, { pp: 5 }, { cp: 3 }, { dp: 7 }]) expect(all(megatron, layout)).toEqual([]);
    expect(all(megatron, { tp: 16, sharding: "zero-1" }).every((s) => s.sharding === "none")).toBe(true);
    expect(all(megatron, { sharding: "none", tp: 1 }).every((s) => s.sharding === "none")).toBe(true);
    expect(all(bare, { sequenceParallel: false }).some((s) => s.sequenceParallel)).toBe(false);
  });

  it("of uneven pipelines leave the last stage a little shorter, never much", () => {
    const ten = { ...request, model: { ...request.model, architecture: { ...models.tiny, layers: 10 } } };
    const stages = new Set([...splits(ten, megatron, cluster)].map((s) => s.pp));
    expect(stages).toEqual(new Set([1, 2]));
    const seven = { ...ten, model: { ...ten.model, architecture: { ...models.tiny, layers: 63 } } };
    expect(new Set([...splits(seven, megatron, cluster)].map((s) => s.pp))).toEqual(new Set([1, 8, 16]));
  });

  it("cut tensors over a rack where NVLink does", () => {
    const rack = clusterOf(gb200, nodes.nvl72, 16);
    const wide = { ...request, model: { ...request.model, architecture: models.llama3With8B } };
    expect(Math.max(...[...splits(wide, megatron, rack)].map((s) => s.tp))).toBe(16);
  });
});

describe("micro-batches", () => {
  const of = (layout: PlanRequest["layout"], batch: number, dp: number): readonly number[] =>
    microBatchChoices({ ...request, layout }, batch, { dp, pp: 1, virtualPp: 1 });

  it("divide a replica's share of the batch: powers of two, and the share when it is small", () => {
    expect(of({}, 48, 4)).toEqual([1, 2, 4, 12]);
    expect(of({}, 64, 4)).toEqual([1, 2, 4, 8, 16]);
    expect(of({}, 4096, 1)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
    expect(of({}, 10, 4)).toEqual([]);
  });

  it("of interleaved stages come in groups of the pipeline's length", () => {
    const of8 = (virtualPp: number): readonly number[] => microBatchChoices(request, 64, { dp: 2, pp: 8, virtualPp });
    expect(of8(1)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(of8(2)).toEqual([1, 2, 4]);
  });

  it("are what is pinned, or follow from pinned accumulation", () => {
    expect([of({ microBatch: 3 }, 12, 2), of({ microBatch: 4 }, 12, 2)]).toEqual([[3], []]);
    expect([of({ gradAccum: 3 }, 12, 2), of({ gradAccum: 4 }, 12, 2)]).toEqual([[2], []]);
  });

  it("and accumulation make up the batch", () => {
    const [split] = all(megatron);
    expect(
      split &&
        layoutOf(split, { microBatch: 2, globalBatch: 64, again: { recompute: "full", recomputeLayers: null }, offload: "none" }).gradAccum,
    ).toBe(64 / (2 * (split?.dp ?? 1)));
    const stage = { pp: 2, virtualPp: 1 };
    const kinds = (layout: PlanRequest["layout"], stack: Stack = megatron): readonly string[] =>
      recomputeChoices({ ...request, layout }, stack, stage).map((r) =>
        r.recomputeLayers === null ? r.recompute : `${r.recomputeLayers}`,
      );
    expect(kinds({}, deepspeed)).toEqual(["none", "full"]);
    const half = models.tinyMoe.layers / 2;
    expect(kinds({})).toEqual(["none", "selective", ...Array.from({ length: half - 1 }, (_, i) => `${i + 1}`), "full"]);
    const ten = requestOf({ model: { ...request.model, architecture: { ...models.tiny, layers: 120 } } });
    const some = recomputeChoices(ten, megatron, { pp: 2, virtualPp: 6 }).flatMap((r) => r.recomputeLayers ?? []);
    expect(some).toEqual([6, 12, 18, 24, 30, 36, 42, 48, 54]);
    expect(kinds({ recompute: "selective" })).toEqual(["selective"]);
    expect(kinds({ recompute: "full", recomputeLayers: 3 })).toEqual(["3"]);
    expect(kinds({ recompute: "full", recomputeLayers: 3 }, deepspeed)).toEqual([]);
  });
});

it("divisors and powers of two are complete and ascending", () => {
  expect(divisors(36)).toEqual([1, 2, 3, 4, 6, 9, 12, 18, 36]);
  expect(divisors(1)).toEqual([1]);
  expect(powersOfTwo(20)).toEqual([1, 2, 4, 8, 16]);
  expect(machines.h100.node.gpus).toBe(8);
});
