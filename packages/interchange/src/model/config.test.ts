import { readdirSync, readFileSync } from "node:fs";
import { activeParameters, tensorTable, totalParameters } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import { CONFIGS, file, json, shape, total, without } from "../../fixtures/configs.ts";
import { readConfig } from "./config.ts";

const rows = readFileSync(new URL("SOURCES.md", CONFIGS), "utf8")
  .split("\n")
  .flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    return cells[1]?.endsWith(".json") ? [{ file: cells[1], text: Number(cells[5]?.replaceAll(",", "")) }] : [];
  });

describe("published configs", () => {
  it("all 43 are in the table", () => {
    expect(rows.map((row) => row.file).sort()).toEqual(
      readdirSync(CONFIGS)
        .filter((name) => name.endsWith(".json"))
        .sort(),
    );
    expect(rows).toHaveLength(43);
  });

  it.each(rows)("$file has exactly $text parameters", ({ file: name, text }) => {
    const { architecture, issues } = readConfig(json(name), name);
    expect(issues.filter((issue) => issue.severity !== "note")).toEqual([]);
    expect(architecture && totalParameters(tensorTable(architecture))).toBe(text);
  });

  it("active parameters of mixtures are the published ones", () => {
    const active = (name: string): number => activeParameters(tensorTable(shape(file(name))));
    expect(active("mixtral-8x7b")).toBe(12_879_925_248);
    expect(active("qwen3-30b-a3b")).toBe(3_353_032_704);
    expect(active("deepseek-v3")).toBe(37_552_297_472);
    expect(active("deepseek-v2-lite")).toBe(2_661_150_208);
    expect(active("llama-4-scout")).toBe(17_172_894_720);
  });
});

describe("what a file leaves out is what its class says", () => {
  it.each([
    "gpt2",
    "bloom-560m",
    "mpt-7b",
    "falcon-7b",
    "gemma-2b",
    "gemma-2-9b",
    "gemma-3-1b",
    "command-r-35b",
    "starcoder2-3b",
    "smollm3-3b",
    "t5-base",
    "bert-base-uncased",
    "opt-350m",
  ])("%s without a word on tying is tied", (name) => expect(shape(without(name, "tie_word_embeddings")).tied).toBe(true));

  it.each([
    "llama-2-70b",
    "mistral-7b-v0.1",
    "mixtral-8x7b",
    "qwen2.5-7b",
    "qwen3-8b",
    "phi-2",
    "phi-3-mini-4k",
    "pythia-6.9b",
    "olmo-2-7b",
    "deepseek-v3",
    "gpt-oss-20b",
    "glm-4.5-air",
    "dbrx-base",
  ])("%s without a word on tying is untied", (name) => expect(shape(without(name, "tie_word_embeddings")).tied).toBe(false));

  it("StarCoder2-15B says that it is untied", () => expect(shape(file("starcoder2-3b", { tie_word_embeddings: false })).tied).toBe(false));

  it("absent key/value heads are the query heads in Llama, 8 in Mistral and Mixtral, and null means the query heads", () => {
    expect(shape(file("llama-1-7b")).kvHeads).toBe(32);
    expect(shape(without("mistral-7b-v0.1", "num_key_value_heads")).kvHeads).toBe(8);
    expect(shape(without("mixtral-8x7b", "num_key_value_heads")).kvHeads).toBe(8);
    expect(shape(file("mistral-7b-v0.1", { num_key_value_heads: null })).kvHeads).toBe(32);
  });

  it("a nested Gemma 3 gets heads, width of heads and vocabulary from its class", () => {
    expect(shape(file("gemma-3-4b"))).toMatchObject({
      heads: 8,
      kvHeads: 4,
      headDim: 256,
      vocab: 262_208,
      maxPositions: 131_072,
      normsPerLayer: 4,
      qkNorm: "head",
    });
  });

  it("a Gemma 3 that stands alone must state its sizes", () => {
    expect(readConfig(without("gemma-3-1b", "hidden_size"), "c.json").issues[0]).toMatchObject({
      code: "model.missing-field",
      path: "c.json#hidden_size",
    });
  });

  it("the window of Mistral is 4096 when absent and none when null", () => {
    expect(shape(without("mistral-7b-v0.1", "sliding_window")).window).toEqual({ size: 4096, every: 1 });
    expect(shape(file("mistral-7b-v0.1", { sliding_window: null })).window).toBeNull();
  });
});

describe("widths", () => {
  it("the head's width is the file's, not hidden / heads", () => {
    expect(shape(file("mistral-nemo-12b"))).toMatchObject({ hidden: 5120, heads: 32, headDim: 128 });
    expect(shape(file("gpt-oss-20b"))).toMatchObject({ hidden: 2880, heads: 64, headDim: 64 });
    expect(shape(file("glm-4.5-air"))).toMatchObject({ hidden: 4096, heads: 96, headDim: 128 });
    expect(shape(file("flan-t5-xl"))).toMatchObject({ headDim: 64 });
  });

  it("GPT-2 with n_inner null has an MLP of four widths", () => {
    expect(shape(file("gpt2", { n_inner: null })).ffn).toBe(3072);
    expect(shape(file("gpt2", { n_inner: 4096 })).ffn).toBe(4096);
  });

  it("BLOOM calls its width n_embed or hidden_size", () => {
    expect(total({ ...without("bloom-560m", "n_embed"), hidden_size: 1024 })).toBe(559_214_592);
  });

  it("OPT has two more rows of positions, and the 350M embeds at half its width without a final norm", () => {
    const opt = shape(file("opt-350m"));
    expect(opt).toMatchObject({ learnedPositions: 2050, embeddingSize: 512, positionWidth: 1024, finalNorm: false });
    expect(shape(file("opt-350m", { word_embed_proj_dim: 1024, do_layer_norm_before: true }))).toMatchObject({
      finalNorm: true,
      extra: [],
    });
  });

  it("DBRX and MPT are read through their nested parts", () => {
    expect(shape(file("dbrx-base"))).toMatchObject({ kvHeads: 8, ffn: 10_752, moe: { experts: 16, topK: 4, expertFfn: 10_752 } });
    expect(shape(file("mpt-7b"))).toMatchObject({ positions: "alibi", learnedPositions: 0, normWidth: 1 });
    expect(shape(file("mpt-7b", { attn_config: { alibi: false } }))).toMatchObject({ positions: "learned", learnedPositions: 2048 });
  });

  it("ALBERT's layers share their weights in groups", () => {
    expect(shape(file("albert-base-v2"))).toMatchObject({ sharedLayers: 12, embeddingSize: 128 });
    expect(total(file("albert-base-v2", { num_hidden_groups: 12 }))).toBe(89_650_176);
  });

  it("Qwen 1 states the width of gate and up together", () => {
    const qwen = {
      model_type: "qwen",
      hidden_size: 4096,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      intermediate_size: 22_016,
      kv_channels: 128,
      seq_length: 8192,
      vocab_size: 151_936,
    };
    expect(total(qwen)).toBe(7_721_324_544);
  });
});
