import { expect, it } from "vitest";
import { methodOf, withMethod } from "./method.ts";

it.each([
  ["pretrain", "pretrain"],
  ["Pre-training", "pretrain"],
  ["continued pretraining", "continue"],
  ["SFT", "full"],
  ["full fine-tuning", "full"],
  ["LoRA", "lora"],
  ["QLoRA 4-bit", "qlora"],
  ["DoRA", "dora"],
])("%s is %s", (said, method) => {
  const { r, assumed } = withMethod({ id: "a", method: said });
  expect(r.method).toBe(method);
  expect(assumed).toEqual([]);
  expect(methodOf(r)).not.toBeNull();
});

it("an unstated method is told by its adapters, and said", () => {
  expect(withMethod({ id: "a" })).toEqual({ r: { id: "a", method: "pretrain" }, assumed: ["method: pretrain (not stated)"] });
  expect(withMethod({ id: "a", method: null, lora: { rank: 8 } }).r.method).toBe("lora");
  expect(withMethod({ id: "a", lora: { rank: 8, quant: "nf4" } }).r.method).toBe("qlora");
});

it("a method that nobody knows stays as it is and has no estimate", () => {
  const { r } = withMethod({ id: "a", method: "alchemy" });
  expect(methodOf(r)).toBeNull();
});
