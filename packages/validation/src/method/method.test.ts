import { expect, it } from "vitest";
import { asStacked, methodOf, withMethod } from "./method.ts";

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

it("4-bit storage is what a stack makes of it, unless the record says more", () => {
  const base = (quant: string): string => methodOf({ id: "a", method: "qlora", lora: { rank: 8, quant } })?.method.base ?? "";
  expect([base("nf4"), base("nf4-dq"), base("gptq-int4"), base("awq"), base("bnb-4bit"), base("int8")]).toEqual([
    "nf4",
    "nf4-dq",
    "nf4-dq",
    "nf4-dq",
    "nf4",
    "int8",
  ]);
  const stored = (quant: string, stack: string): string => {
    const read = methodOf({ id: "a", method: "qlora", lora: { rank: 8, quant } });
    return read ? asStacked(read.method, stack).base : "";
  };
  expect(stored("nf4", "unsloth")).toBe("nf4-dq");
  expect(stored("nf4", "litgpt")).toBe("nf4");
  expect(stored("int8", "unsloth")).toBe("int8");
});

it("adapters have the dropout that is said to be usual", () => {
  const of = (dropout?: number): number | undefined =>
    methodOf({ id: "a", method: "lora", lora: { rank: 8 } }, dropout)?.method.lora?.dropout;
  expect([of(), of(0)]).toEqual([0.05, 0]);
});
