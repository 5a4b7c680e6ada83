import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { typed } from "./typed.ts";

const RECOMPUTE = "--recompute-granularity full --recompute-method uniform --recompute-num-layers 1";
const NF4 = 'load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True';

describe("what is typed", () => {
  it("goes on after a backslash in a shell", () =>
    expect(typed(RECOMPUTE, 55)).toEqual(["--recompute-granularity full \\", "--recompute-method uniform --recompute-num-layers 1"]));

  it("goes on after a comma in Python", () =>
    expect(typed(NF4, 50)).toEqual(['load_in_4bit=True, bnb_4bit_quant_type="nf4",', "bnb_4bit_use_double_quant=True"]));

  it("stays one line where it fits, or is YAML or a call", () => {
    expect(typed(RECOMPUTE, 200)).toEqual([RECOMPUTE]);
    const yaml = "zero_optimization.offload_optimizer.device: cpu";
    expect(typed(yaml, 10)).toEqual([yaml]);
    expect(typed('LoraConfig(target_modules="all-linear", r=2)', 10)).toEqual(['LoraConfig(target_modules="all-linear", r=2)']);
  });

  it("reads the same when pasted, at any width", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), (width) => {
        expect(typed(RECOMPUTE, width).join("\n").replaceAll(" \\\n", " ")).toBe(RECOMPUTE);
        expect(typed(NF4, width).join(" ")).toBe(NF4);
      }),
    );
  });
});
