import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";

const llama = {
  model_type: "llama",
  num_hidden_layers: 2,
  hidden_size: 64,
  intermediate_size: 128,
  num_attention_heads: 4,
  vocab_size: 100,
};
const mixtral = { ...llama, model_type: "mixtral", num_key_value_heads: 2, num_local_experts: 8, num_experts_per_tok: 2 };
const drop = (key: string): Record<string, unknown> => Object.fromEntries(Object.entries(llama).filter(([k]) => k !== key));

/** What is wrong -> the errors as `code path value`. */
const BAD: readonly (readonly [string, unknown, readonly string[]])[] = [
  ["a list", [llama], ["model.not-an-object c.json a list of 1"]],
  ["null", null, ["model.not-an-object c.json null"]],
  ["text", "llama", ['model.not-an-object c.json "llama"']],
  [
    "no layers",
    drop("num_hidden_layers"),
    ["model.missing-field c.json#num_hidden_layers num_hidden_layers, n_layer, n_layers, num_layers"],
  ],
  ["no vocabulary", drop("vocab_size"), ["model.missing-field c.json#vocab_size vocab_size, padded_vocab_size"]],
  [
    "no MLP width",
    drop("intermediate_size"),
    [
      "model.missing-field c.json#intermediate_size intermediate_size, n_inner, ffn_dim, d_ff, ffn_hidden_size, hidden_dim, ffn_config.ffn_hidden_size",
    ],
  ],
  ["width as text", { ...llama, hidden_size: "64" }, ['model.wrong-type c.json#hidden_size "64"']],
  ["half a layer", { ...llama, num_hidden_layers: 2.5 }, ["model.wrong-type c.json#num_hidden_layers 2.5"]],
  ["no heads at all", { ...llama, num_attention_heads: 0 }, ["model.out-of-range c.json#num_attention_heads 0"]],
  ["negative vocabulary", { ...llama, vocab_size: -5 }, ["model.out-of-range c.json#vocab_size -5"]],
  ["a million layers", { ...llama, num_hidden_layers: 1_000_000 }, ["model.out-of-range c.json#num_hidden_layers 1000000"]],
  ["infinite width", { ...llama, hidden_size: Number.POSITIVE_INFINITY }, ["model.out-of-range c.json#hidden_size Infinity"]],
  ["width that isn't a number", { ...llama, hidden_size: Number.NaN }, ["model.out-of-range c.json#hidden_size NaN"]],
  ["three heads of 64", { ...llama, num_attention_heads: 3 }, ["model.indivisible c.json#head_dim 64 / 3"]],
  ["three KV heads for four", { ...llama, num_key_value_heads: 3 }, ["model.heads-mismatch c.json#num_key_value_heads 4 / 3"]],
  ["more KV heads than heads", { ...llama, num_key_value_heads: 8 }, ["model.heads-mismatch c.json#num_key_value_heads 4 / 8"]],
  [
    "more experts per token than experts",
    { ...mixtral, num_experts_per_tok: 9 },
    ["model.top-k-above-experts c.json#num_experts_per_tok 9 / 8"],
  ],
  [
    "experts without top-k",
    { ...mixtral, num_experts_per_tok: null },
    ["model.missing-field c.json#num_experts_per_tok num_experts_per_tok, experts_per_token, moe_top_k, moe_topk, ffn_config.moe_top_k"],
  ],
  ["more dense layers than layers", { ...mixtral, first_k_dense_replace: 3 }, ["model.out-of-range c.json#first_k_dense_replace 3"]],
  ["a list of odd frequencies", { ...mixtral, moe_layer_freq: [0, 2] }, ["model.wrong-type c.json#moe_layer_freq a list of 2"]],
  ["tying as a number", { ...llama, tie_word_embeddings: 1 }, ["model.wrong-type c.json#tie_word_embeddings 1"]],
  ["activation as an object", { ...llama, hidden_act: {} }, ["model.wrong-type c.json#hidden_act an object"]],
  ["layer types as text", { ...llama, model_type: "olmo3", layer_types: "full" }, ['model.wrong-type c.json#layer_types "full"']],
  [
    "a window of nothing",
    { ...llama, model_type: "mistral", num_key_value_heads: 2, sliding_window: 0 },
    ["model.out-of-range c.json#sliding_window 0"],
  ],
  [
    "latent attention without its widths",
    { ...llama, model_type: "deepseek_v2", kv_lora_rank: 16 },
    [
      "model.missing-field c.json#qk_nope_head_dim qk_nope_head_dim",
      "model.missing-field c.json#qk_rope_head_dim qk_rope_head_dim",
      "model.missing-field c.json#v_head_dim v_head_dim",
    ],
  ],
  [
    "groups that don't divide",
    { ...llama, model_type: "albert", num_hidden_layers: 12, max_position_embeddings: 8, num_hidden_groups: 5 },
    ["model.uneven-groups c.json#num_hidden_groups 12 / 5"],
  ],
  [
    "a planet",
    { ...mixtral, num_local_experts: 100_000, num_hidden_layers: 10_000, hidden_size: 1_000_000, intermediate_size: 10_000_000 },
    ["model.too-large c.json 3.00000e+22"],
  ],
  [
    "learned positions without their number",
    { ...llama, model_type: "gpt2" },
    [
      "model.missing-field c.json#max_position_embeddings max_position_embeddings, n_positions, max_seq_len, seq_length, max_sequence_length, model_max_length, n_ctx",
    ],
  ],
  [
    "trouble inside the text part",
    { model_type: "llama4", text_config: { hidden_size: -1 } },
    ["model.out-of-range c.json#text_config.hidden_size -1"],
  ],
  [
    "several at once",
    { model_type: "llama", hidden_size: "x", vocab_size: 0 },
    [
      'model.wrong-type c.json#hidden_size "x"',
      "model.missing-field c.json#num_hidden_layers num_hidden_layers, n_layer, n_layers, num_layers",
      "model.missing-field c.json#num_attention_heads num_attention_heads, n_head, n_heads, num_heads",
      "model.missing-field c.json#intermediate_size intermediate_size, n_inner, ffn_dim, d_ff, ffn_hidden_size, hidden_dim, ffn_config.ffn_hidden_size",
      "model.out-of-range c.json#vocab_size 0",
    ],
  ],
];

describe("bad configs", () => {
  it.each(BAD)("%s", (_, config, expected) => {
    const { architecture, issues } = readConfig(config, "c.json");
    expect(architecture).toBeNull();
    const told = issues
      .filter((issue) => issue.severity === "error")
      .map(({ code, path, values: v }) => {
        const pair = [
          v["hidden"] ?? v["layers"] ?? v["topK"],
          v["kvHeads"] === undefined ? (v["experts"] ?? v["groups"] ?? v["heads"]) : v["kvHeads"],
        ];
        const first = v["kvHeads"] === undefined ? pair[0] : v["heads"];
        const big = v["parameters"];
        return `${code} ${path} ${v["value"] ?? v["keys"] ?? (typeof big === "number" ? big.toPrecision(6) : `${first} / ${pair[1]}`)}`;
      });
    expect(told).toEqual(expected);
  });

  it("every error of a number says what is allowed", () => {
    const { issues } = readConfig({ ...llama, vocab_size: 0, hidden_size: "x" }, "c.json");
    expect(issues).toMatchObject([{ values: { allowed: "a whole number from 1 to 1000000" } }, { values: { min: 1, max: 100_000_000 } }]);
  });

  it("a warning or a note stops nothing", () => {
    const { architecture, issues } = readConfig({ ...llama, hidden_act: "mystery", vision_config: {}, quantization_config: {} }, "c.json");
    expect(architecture).not.toBeNull();
    expect(issues.map((issue) => issue.code)).toEqual(["model.unknown-activation", "model.quantized", "model.text-part-only"]);
  });
});
