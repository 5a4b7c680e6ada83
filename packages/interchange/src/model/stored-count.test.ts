import { readFileSync } from "node:fs";
import type { Architecture } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import type { StoredTensor } from "./safetensors.ts";
import { compareCount } from "./stored-count.ts";

function shape(name: string, more: Record<string, unknown> = {}): Architecture {
  const json: unknown = JSON.parse(readFileSync(new URL(`../../fixtures/hf-configs/${name}.json`, import.meta.url), "utf8"));
  const { architecture } = readConfig({ ...(typeof json === "object" ? json : {}), ...more }, "c.json");
  if (!architecture) throw new Error(name);
  return architecture;
}
const stored = (name: string, elements: number, dtype = "BF16", dims = 1): StoredTensor => ({
  name,
  dtype,
  shape: Array.from({ length: dims }, () => 1),
  elements,
  bytes: 2 * elements,
});
const codes = (tensors: readonly StoredTensor[], a: Architecture): readonly string[] =>
  compareCount(tensors, a, "m/").issues.map((issue) => issue.code);

const gpt2 = shape("gpt2");
const weights = stored("wte.weight", 124_439_808);

describe("the files' count against the shape's", () => {
  it("equal to the last parameter is said by silence", () => {
    expect(compareCount([weights], gpt2, "m/")).toEqual({ equal: true, issues: [] });
  });

  it("more than 2 % apart is a warning with both numbers, less is a note", () => {
    const far = compareCount([stored("wte.weight", 121_900_000)], gpt2, "m/");
    expect(far.issues).toMatchObject([
      { code: "model.count-differs", severity: "warning", values: { stored: 121_900_000, ours: 124_439_808, percent: -2.04 } },
    ]);
    expect(compareCount([stored("wte.weight", 124_439_900)], gpt2, "m/").issues).toMatchObject([
      { code: "model.count-near", severity: "note", values: { difference: 92 } },
    ]);
  });

  it("a tied head that is stored again, rotary frequencies and masks aren't parameters", () => {
    const tensors = [
      weights,
      stored("lm_head.weight", 38_597_376),
      stored("h.0.attn.rotary_emb.inv_freq", 32, "F32"),
      stored("h.0.attn.bias", 1_048_576, "F32", 4),
    ];
    expect(compareCount(tensors, gpt2, "m/")).toMatchObject({
      equal: true,
      issues: [
        { code: "model.stored-tied-head", values: { count: 38_597_376 } },
        { code: "model.stored-buffers", values: { count: 1_048_608 } },
      ],
    });
  });

  it("the bias of an attention is a parameter", () => {
    expect(codes([stored("wte.weight", 124_439_000), stored("h.0.attn.bias", 808, "F32")], gpt2)).toEqual([]);
  });

  it("an untied head counts", () => {
    const llama = shape("llama-1-7b");
    expect(
      compareCount([stored("model.embed_tokens.weight", 6_738_415_616 - 131_072_000), stored("lm_head.weight", 131_072_000)], llama, "m/")
        .equal,
    ).toBe(true);
  });

  it("prediction layers, scales, and the parts that see are set aside", () => {
    const v3 = shape("deepseek-v3");
    const tensors = [
      stored("model.embed_tokens.weight", 671_026_419_200, "F8_E4M3"),
      stored("model.layers.61.mlp.up_proj.weight", 11_000_000_000, "F8_E4M3"),
      stored("model.layers.3.mlp.up_proj.weight_scale_inv", 41_500_000, "F32"),
      stored("vision_tower.patch.weight", 1000),
    ];
    expect(compareCount(tensors, v3, "m/").equal).toBe(true);
    expect(codes(tensors, v3)).toEqual(["model.stored-mtp", "model.stored-scales", "model.stored-other-parts"]);
  });

  it("packed weights can't be counted", () => {
    const packed = [
      stored("model.layers.0.mlp.up_proj.qweight", 1_000_000, "I32"),
      stored("model.layers.0.mlp.up_proj.scales", 1000, "F16"),
    ];
    expect(compareCount(packed, shape("llama-1-7b"), "m/")).toMatchObject({
      equal: false,
      issues: [{ code: "model.stored-scales" }, { code: "model.count-packed", values: { dtypes: "I32" } }],
    });
    expect(codes([stored("model.layers.0.mlp.up_proj.weight", 9, "U8")], shape("llama-1-7b"))).toEqual(["model.count-packed"]);
  });

  it("the head of a task isn't the base model's", () => {
    const bert = shape("bert-base-uncased");
    expect(
      compareCount([stored("bert.embeddings.word_embeddings.weight", 109_482_240), stored("cls.predictions.bias", 30_522)], bert, "m/"),
    ).toMatchObject({ equal: true, issues: [{ code: "model.stored-task-head" }] });
  });
});
