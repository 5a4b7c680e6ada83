import { readdirSync, readFileSync } from "node:fs";
import { activeParameters, matmulParameters, mtpParameters, tensorTable, totalParameters } from "@outlay/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { familyNames } from "./families.ts";
import { readInline } from "./inline.ts";

const FOLDER = new URL("../../fixtures/hf-configs/", import.meta.url);
const REAL: readonly Record<string, unknown>[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")));
const KEYS = [...new Set(REAL.flatMap((config) => Object.keys(config)))];

function judge(read: ReturnType<typeof readConfig>): void {
  const errors = read.issues.filter((issue) => issue.severity === "error");
  expect(read.architecture === null).toBe(errors.length > 0);
  expect(read.issues.length).toBeLessThan(200);
  for (const { path, values } of read.issues) {
    expect(path.length).toBeLessThan(400);
    for (const value of Object.values(values)) expect(String(value).length).toBeLessThan(1000);
  }
  if (!read.architecture) return;
  const t = tensorTable(read.architecture);
  for (const count of [totalParameters(t), activeParameters(t), matmulParameters(t), mtpParameters(t)]) {
    expect(Number.isFinite(count) && count >= 0).toBe(true);
  }
  expect(totalParameters(t)).toBeGreaterThan(0);
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.integer({ min: -3, max: 300 }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.constantFrom("sliding_attention", "full_attention", 0, 1, 2, "x", null), { maxLength: 80 }),
);

describe("reading configs never throws and never counts nonsense", () => {
  it("of arbitrary JSON", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (value) => judge(readConfig(value, "c.json"))),
      { seed: 1, numRuns: 500 },
    );
  });

  it("of known keys with arbitrary values, in every family", () => {
    const type = fc.oneof(fc.constantFrom(...familyNames()), fc.constantFrom("toString", "__proto__", "constructor", ""), fc.string());
    const config = fc
      .tuple(fc.dictionary(fc.constantFrom(...KEYS), anything, { maxKeys: 30 }), type)
      .map(([rest, model_type]) => ({ ...rest, model_type }));
    fc.assert(
      fc.property(config, (value) => judge(readConfig(value, "c.json"))),
      { seed: 2, numRuns: 2000 },
    );
  });

  it("of real configs with a few keys changed or lost", () => {
    const change = fc.array(
      fc.tuple(
        fc.constantFrom(...KEYS, "sliding_window", "layer_types", "num_hidden_groups", "moe_layer_freq", "head_dim"),
        fc.oneof(anything, fc.constant(undefined)),
      ),
      { minLength: 1, maxLength: 4 },
    );
    const config = fc.tuple(fc.constantFrom(...REAL), change).map(([real, changes]) => ({ ...real, ...Object.fromEntries(changes) }));
    fc.assert(
      fc.property(config, (value) => judge(readConfig(value, "c.json"))),
      { seed: 3, numRuns: 3000 },
    );
  });

  it("of shapes written in the job", () => {
    const names = [
      "layers",
      "hidden",
      "heads",
      "kvHeads",
      "headDim",
      "ffn",
      "vocab",
      "maxPositions",
      "positions",
      "window",
      "moe",
      "mla",
      "sharedLayers",
      "decoderLayers",
      "embeddingSize",
      "extra",
      "family",
      "hidden_size",
    ];
    const shape = fc
      .tuple(
        fc.record({
          layers: fc.nat(40),
          hidden: fc.constantFrom(64, 128),
          heads: fc.constantFrom(2, 4),
          ffn: fc.nat(500),
          vocab: fc.nat(999),
        }),
        fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 4 }),
      )
      .map(([sizes, more]) => ({ ...sizes, ...more }));
    fc.assert(
      fc.property(fc.oneof(shape, fc.jsonValue()), (value) => judge(readInline(value, "model"))),
      { seed: 4, numRuns: 2000 },
    );
  });

  it("doubling the layers adds exactly as many parameters as the layers hold", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom("llama", "gpt2", "qwen2", "gemma2", "phi", "bloom"),
        (layers, model_type) => {
          const of = (n: number): number => {
            const { architecture } = readConfig(
              {
                model_type,
                num_hidden_layers: n,
                hidden_size: 64,
                intermediate_size: 128,
                num_attention_heads: 4,
                vocab_size: 99,
                max_position_embeddings: 64,
                n_positions: 64,
              },
              "c.json",
            );
            return architecture ? totalParameters(tensorTable(architecture)) : Number.NaN;
          };
          expect(of(2 * layers) - of(layers)).toBe(layers * (of(2) - of(1)));
        },
      ),
      { seed: 5, numRuns: 100 },
    );
  });
});
