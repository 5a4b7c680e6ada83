import { readdirSync, readFileSync } from "node:fs";
import type { Issue } from "@outlay/engine";
import { allTexts } from "@outlay/schema";
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { readInline } from "./inline.ts";

const sources = (folder: string): string =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(new URL(folder + name, import.meta.url), "utf8"))
    .join("\n");

function found(text: string, ...patterns: readonly RegExp[]): string[] {
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ""));
}

const model = sources("./");
const hub = sources("../hub/");
const emitted = new Set([
  ...found(model, /"(model\.[a-z-]+)"/g).filter((code) => code !== "model.safetensors"),
  ...found(model, /trouble\("([a-z-]+)"/g, /issue\("\w+", "([a-z-]+)"/g).map((code) => `model.${code}`),
  ...found(model, /what: "([a-z-]+)",\s*is:/g).map((what) => `model.stored-${what}`),
  ...found(model, /fault\("([a-z-]+)"/g).map((code) => `model.safetensors-${code}`),
  ...found(hub, /issue\([^"]*"(?:error|warning|note)", "([a-z-]+)"/g, /failure: "([a-z-]+)"/g, /\? "([a-z-]+)" : "network"/g).map(
    (code) => `model.hub-${code}`,
  ),
  "model.hub-network",
]);

const ours = (table: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(table).filter(([code]) => code.startsWith("model.")));
const texts = await allTexts();
const en = ours(texts.en);
const zh = ours(texts["zh-CN"]);

const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();

describe("messages", () => {
  it("every code has a text in both languages, and every text a code", () => {
    expect(emitted.size).toBeGreaterThan(50);
    expect([...emitted].sort()).toEqual(Object.keys(en).sort());
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  it("both languages speak of the same values", () => {
    for (const [code, text] of Object.entries(en)) expect([code, holes(zh[code] ?? "")]).toEqual([code, holes(text)]);
  });

  it("every value that a text speaks of is in the issue", () => {
    const bad: readonly unknown[] = [
      null,
      { model_type: "llama" },
      { model_type: "x", hidden_size: "a", num_attention_heads: 0 },
      { model_type: "llama", hidden_size: 10, num_attention_heads: 3 },
      {
        model_type: "qwen2",
        hidden_size: 12,
        num_attention_heads: 3,
        num_key_value_heads: 2,
        num_hidden_layers: 4,
        vocab_size: 9,
        intermediate_size: 8,
        hidden_act: "q",
        use_sliding_window: true,
        sliding_window: 3,
        layer_types: ["mamba", "full_attention", "sliding_attention"],
        quantization_config: {},
        vision_config: {},
      },
      {
        model_type: "mixtral",
        hidden_size: 12,
        num_attention_heads: 8,
        num_hidden_layers: 4,
        vocab_size: 9,
        intermediate_size: 8,
        num_local_experts: 2,
        num_experts_per_tok: 3,
        mlp_only_layers: [2],
        head_dim: 2,
      },
    ];
    const issues: Issue[] = [
      ...bad.flatMap((json) => readConfig(json, "c.json").issues),
      ...readInline({ layer: 1, hidden: 0 }, "m").issues,
    ];
    expect(new Set(issues.map((issue) => issue.code)).size).toBeGreaterThan(10);
    for (const { code, values } of issues) expect(Object.keys(values)).toEqual(expect.arrayContaining(holes(en[code] ?? "{none}")));
  });
});
