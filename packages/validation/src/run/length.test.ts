import { expect, it } from "vitest";
import { sourceRule } from "../source/source.ts";
import { lengthOf } from "./length.ts";

const at = (id: string): ReturnType<typeof sourceRule> => sourceRule(id);

it("pre-training and packed data are as long as stated", () => {
  expect(lengthOf({ id: "x/1", method: "pretrain", training: { seq_len: 4096 } }, at("x/1"))).toMatchObject({
    mean: 4096,
    longests: [{ value: 4096, weight: 1 }],
    varying: false,
  });
  const packed = { id: "axolotl-examples/1", method: "qlora", training: { seq_len: 2048 }, measured_extra: { sample_packing: true } };
  expect(lengthOf(packed, at(packed.id))).toMatchObject({ mean: 2048, varying: false });
});

it("a fine-tune's cap is not its mean; the longest sample may stay below it unless its data are known to reach it", () => {
  const r = { id: "ms-swift-examples/1", method: "lora", training: { seq_len: 2048 } };
  expect(lengthOf(r, at(r.id))).toMatchObject({ mean: null, longests: [{ value: 2048 }, { value: 1024 }, { value: 512 }] });
  expect(lengthOf({ ...r, id: "ms-swift-benchmark/1" }, at("ms-swift-benchmark/1"))).toMatchObject({
    mean: null,
    longests: [{ value: 2048, weight: 1 }],
  });
});

it("the mean follows from tokens, steps and batch where a run prints them", () => {
  const r = {
    id: "peft-method-comparison/1",
    method: "lora",
    training: { seq_len: 768, global_batch: 4 },
    measured: { total_tokens: 4_200_000, total_steps: 5000 },
  };
  expect(lengthOf(r, at(r.id))).toMatchObject({ mean: 210, longests: [{ value: 768, weight: 1 }], varying: true });
});

it("named data have their known lengths, cut at the cap", () => {
  const r = { id: "litgpt-config-hub/1", method: "lora", training: { seq_len: 512 }, measured_extra: { dataset: "Alpaca2k" } };
  expect(lengthOf(r, at(r.id))).toMatchObject({ mean: 110, longests: [{ value: 512, weight: 1 }], varying: true });
});
