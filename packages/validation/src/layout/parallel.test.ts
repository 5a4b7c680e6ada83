import { stacks } from "@outlay/catalog";
import type { Stack } from "@outlay/engine";
import { expect, it } from "vitest";
import { degreesToTry, expertDegree, greatestDivisor, offloadOf, parallelOf, shardingOf } from "./parallel.ts";

const byId = (id: string): Stack => {
  const found = stacks.find((s) => s.id === id);
  if (!found) throw new Error(id);
  return found;
};
const megatron = byId("megatron-lm");

it("sharding is read in any spelling, else taken from the stack's habit", () => {
  const at = { stack: megatron, replicas: 8, year: 2024 };
  for (const [text, sharding] of [
    ["zero1", "zero-1"],
    ["zero3_offload", "zero-3"],
    ["fsdp", "fsdp"],
    ["hsdp", "hsdp"],
    ["none stated", "none"],
  ] as const) {
    expect(shardingOf(text, at).sharding, text).toBe(sharding);
  }
  expect(shardingOf("", at).sharding).toBe("zero-1");
  expect(shardingOf("", { ...at, year: 2020 }).sharding).toBe("none");
  expect(shardingOf("", { ...at, stack: byId("torchtitan") }).sharding).toBe("fsdp");
  expect(shardingOf("", { ...at, stack: byId("hf-trainer") })).toMatchObject({ sharding: "none", open: true });
  expect(shardingOf("zero3", { ...at, replicas: 1 }).sharding).toBe("none");
});

it("offloading is read from its field, the sharding's name or the run's", () => {
  expect(offloadOf({ offload: "params+optimizer" }, "x")).toBe("params");
  expect(offloadOf({ offload: "optimizer" }, "x")).toBe("optimizer");
  expect(offloadOf({ sharding: "zero3_offload" }, "x")).toBe("params");
  expect(offloadOf({ offload: "none" }, "x/offload")).toBe("none");
  expect(offloadOf({}, "axolotl/fft-fsdp2-offload")).toBe("params");
  expect(offloadOf({}, "peft-docs/fsdp-nooffload")).toBe("none");
});

it("GPUs follow from the layout where they aren't stated, and a layout larger than the GPUs is searched anew", () => {
  expect(parallelOf({ id: "x", method: "pretrain", parallel: { dp: 4, tp: 8, pp: 2 } }, megatron)).toMatchObject({
    gpus: 64,
    gpusKnown: true,
    open: false,
  });
  const wrong = parallelOf({ id: "x", method: "lora", hardware: { gpus: 16 }, parallel: { tp: 1, pp: 41 } }, megatron);
  expect(wrong).toMatchObject({ gpus: 16, tp: 1, pp: 1, open: true });
  expect(wrong.assumed.join()).toContain("41 model ranks");
});

it("a split by device map is a row of stages without a pipeline", () => {
  const read = parallelOf(
    { id: "x", method: "lora", hardware: { gpus: 4 }, parallel: { sharding: "naive layer split (device_map=auto)" } },
    byId("hf-trainer"),
  );
  expect(read).toMatchObject({ pp: 4, naive: true });
});

it("experts that would span tensor ranks are cut by them instead: the same share of each GPU", () => {
  expect(expertDegree(8, { experts: 64, replicas: 4, stack: megatron })).toMatchObject({ ep: 4 });
  expect(expertDegree(64, { experts: 128, replicas: 128, stack: megatron })).toMatchObject({ ep: 64, assumed: [] });
  expect(expertDegree(null, { experts: 8, replicas: 6, stack: byId("hf-trainer") }).ep).toBe(1);
});

it("splits to try divide the GPUs and the heads, the lightest first", () => {
  const tries = degreesToTry(16, 8, 32, 12);
  expect(tries[0]).toEqual({ tp: 1, pp: 1, cp: 1 });
  for (const d of tries) expect([16 % (d.tp * d.pp), 12 % d.tp]).toEqual([0, 0]);
  expect(greatestDivisor(20, 12)).toBe(10);
  expect(greatestDivisor(7, 6)).toBe(1);
});
