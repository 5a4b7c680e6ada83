import { totalParameters } from "@outlay/engine";
import { expect, it } from "vitest";
import type { ModelFields } from "../record/record.ts";
import { maxtextShape } from "./series.ts";
import { shapeOf } from "./shape.ts";

const PLAIN = { mtp: false, padded: false };
const shape = (m: ModelFields, how = PLAIN): ReturnType<typeof shapeOf> => shapeOf(m, how);

it("a name alone is completed from the catalogue, whatever training state or storage it says", () => {
  for (const name of ["Qwen2.5-7B-Instruct-AWQ", "unsloth/Qwen2.5-7B-Instruct-bnb-4bit", "Qwen2.5-7B"]) {
    const read = shape({ name });
    expect(read?.table.architecture.hidden, name).toBe(3584);
    expect(read?.assumed.join()).toContain("Qwen/Qwen2.5-7B");
  }
});

it("a proxy keeps the record's layers and takes the rest from the full model", () => {
  const read = shape({ name: "Llama-4-Maverick-400B (32-layer proxy)", layers: 32 });
  expect(read?.table.architecture.layers).toBe(32);
  expect(read?.table.architecture.moe?.experts).toBe(128);
  expect(shape({ name: "Llama-2-7B (probably cut down)" })).toBeNull();
});

it("layers follow from the width and the total where only these are known", () => {
  const read = shape({
    name: "GPT 181B",
    params: 181e9,
    hidden: 14336,
    heads: 64,
    ffn: 57344,
    gated_ffn: false,
    vocab: 250880,
    tied_embeddings: true,
  });
  expect(read?.table.architecture.layers).toBe(72);
  expect(totalParameters(read?.table ?? (null as never)) / 181e9).toBeCloseTo(1, 1);
});

it("latent attention comes from the catalogue by name, else with DeepSeek's ranks", () => {
  const known = shape({ name: "DeepSeek-V3", hf_id: "deepseek-ai/DeepSeek-V3", layers: 61, attention: "mla" });
  expect(known?.table.architecture.mla?.kvLoraRank).toBe(512);
  const other = shape({ name: "mine", layers: 4, hidden: 1024, heads: 16, vocab: 32000, attention: "mla" });
  expect(other?.table.architecture.mla?.qLoraRank).toBe(1536);
  expect(other?.assumed.join()).toContain("DeepSeek");
});

it("pre-training pads the vocabulary, and a stated total that is far off is told", () => {
  const fields = { name: "mine", layers: 2, hidden: 1024, heads: 16, vocab: 50257, params: 1e9 };
  expect(shape(fields, { mtp: false, padded: true })?.table.architecture.vocab).toBe(50304);
  expect(shape(fields)?.table.architecture.vocab).toBe(50257);
  expect(shape(fields)?.assumed.join()).toContain("off the stated total");
});

it("MaxText's scale is about its billions of parameters", () => {
  for (const scale of [16, 32, 64, 128, 256, 512, 1024]) {
    const read = shape({ name: `MaxText ${scale}B` });
    expect(totalParameters(read?.table ?? (null as never)) / (scale * 1e9), String(scale)).toBeGreaterThan(0.92);
    expect(totalParameters(read?.table ?? (null as never)) / (scale * 1e9), String(scale)).toBeLessThan(1.08);
  }
  expect(maxtextShape(1160)).toBeNull();
});

it("multi-token prediction is in the table only where it is trained", () => {
  const fields = { hf_id: "deepseek-ai/DeepSeek-V3" };
  expect(shape(fields, { mtp: true, padded: false })?.table.groups.some((g) => g.mtp)).toBe(true);
  expect(shape(fields)?.table.groups.some((g) => g.mtp)).toBe(false);
});
