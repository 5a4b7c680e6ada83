import { tensorTable, totalParameters } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { changed, INLINE_FIELDS, readInline } from "./inline.ts";

const sizes = { layers: 32, hidden: 4096, heads: 32, kvHeads: 8, ffn: 14_336, vocab: 128_256 };
const total = (json: unknown): number | null => {
  const { architecture } = readInline(json, "model");
  return architecture && totalParameters(tensorTable(architecture));
};

describe("a shape written in the job", () => {
  it("is Llama's where nothing else is said", () => {
    expect(total(sizes)).toBe(8_030_261_248);
    expect(readInline(sizes, "model").issues).toEqual([]);
  });

  it("may use the names of a config, or both", () => {
    const config = {
      num_hidden_layers: 32,
      hidden_size: 4096,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      intermediate_size: 14_336,
      vocab_size: 128_256,
    };
    expect(total(config)).toBe(8_030_261_248);
    expect(total({ ...config, num_hidden_layers: undefined, layers: 32 })).toBe(8_030_261_248);
  });

  it("takes the facts of a family it names", () => {
    expect(total({ family: "gpt2", layers: 12, hidden: 768, heads: 12, ffn: 3072, vocab: 50_257, maxPositions: 1024 })).toBe(124_439_808);
    expect(total({ family: "qwen2", layers: 28, hidden: 3584, heads: 28, kvHeads: 4, ffn: 18_944, vocab: 152_064 })).toBe(7_615_616_512);
  });

  it("reads every architecture that a config gave as it was", () => {
    const read = readConfig(
      {
        model_type: "deepseek_v2",
        hidden_size: 128,
        num_hidden_layers: 4,
        num_attention_heads: 4,
        intermediate_size: 256,
        vocab_size: 999,
        kv_lora_rank: 32,
        qk_nope_head_dim: 16,
        qk_rope_head_dim: 8,
        v_head_dim: 16,
        n_routed_experts: 8,
        num_experts_per_tok: 2,
        moe_intermediate_size: 64,
        n_shared_experts: 1,
        first_k_dense_replace: 1,
      },
      "c.json",
    );
    expect(read.architecture).not.toBeNull();
    expect(readInline(read.architecture, "model")).toEqual({ architecture: read.architecture, issues: [] });
  });

  it("what is said outright wins over the family", () => {
    const { architecture } = readInline(
      {
        ...sizes,
        family: "falcon",
        tied: true,
        gated: true,
        norm: "rms",
        normWidth: 1,
        biases: { qkv: true },
        qkNorm: "head",
        positions: "learned",
        maxPositions: 2048,
        window: { size: 512 },
      },
      "model",
    );
    expect(architecture).toMatchObject({
      kvHeads: 8,
      gated: true,
      biases: { qkv: true, o: false },
      qkNorm: "head",
      learnedPositions: 2048,
      window: { size: 512, every: 1 },
    });
  });

  it("experts and latent attention are objects with their own defaults", () => {
    expect(readInline({ ...sizes, moe: { experts: 8, topK: 2, expertFfn: 14_336 } }, "model").architecture?.moe).toEqual({
      experts: 8,
      topK: 2,
      shared: 0,
      expertFfn: 14_336,
      sharedFfn: 0,
      denseLayers: 0,
      everyN: 1,
      routerBias: false,
    });
    expect(
      readInline({ ...sizes, mla: { kvLoraRank: 512, nopeHeadDim: 128, ropeHeadDim: 64, vHeadDim: 128 } }, "model").architecture,
    ).toMatchObject({ headDim: 192, mla: { qLoraRank: null } });
  });

  it("a pattern of attention is an object of its kind", () => {
    const shape = { layers: 2, hidden: 64, heads: 2, ffn: 128, vocab: 1000 };
    const of = (sparse: unknown) => readInline({ ...shape, sparse }, "model");
    expect(of({ kind: "strided" }).architecture?.sparse).toEqual({ kind: "strided" });
    expect(of({ kind: "block-sparse", density: 0.2 }).architecture?.sparse).toEqual({ kind: "block-sparse", density: 0.2, block: 128 });
    expect(of({ kind: "windowed-global", window: 512 }).architecture?.sparse).toMatchObject({ global: 0, random: 0 });
    for (const bad of [{ kind: "dilated" }, { kind: "block-sparse" }, { kind: "block-sparse", density: 2 }, "strided"]) {
      const { architecture, issues } = of(bad);
      expect(architecture).toBeNull();
      expect(issues[0]?.path.startsWith("model.sparse")).toBe(true);
    }
  });

  it("a misspelt field is an error that offers the right one and lists the others", () => {
    const { architecture, issues } = readInline({ ...sizes, hiden: 1 }, "model");
    expect(architecture).toBeNull();
    expect(issues).toEqual([
      {
        code: "model.unknown-field",
        severity: "error",
        path: "model.hiden",
        values: { field: '"hiden"', nearest: "hidden", allowed: INLINE_FIELDS.join(", ") },
      },
    ]);
  });

  it("a pasted config.json may hold what it likes", () => {
    expect(readInline({ ...sizes, model_type: "llama", bos_token_id: 1, initializer_range: 0.02 }, "model").issues).toEqual([]);
  });

  it("errors speak of the field under the name that was written", () => {
    expect(readInline({ ...sizes, vocab: -3, ffn: "x" }, "model").issues).toMatchObject([
      { code: "model.wrong-type", path: "model.ffn", values: { field: "ffn" } },
      { code: "model.out-of-range", path: "model.vocab", values: { field: "vocab", value: "-3" } },
    ]);
    expect(
      readInline({ ...sizes, moe: { experts: 8, top: 2, expertFfn: 0 } }, "model").issues.map((issue) => `${issue.code} ${issue.path}`),
    ).toEqual(["model.missing-field model.moe.topK", "model.wrong-type model.moe.expertFfn", "model.wrong-type model.moe.top"]);
    expect(readInline({ layers: 3 }, "model").issues[0]).toMatchObject({
      code: "model.missing-field",
      path: "model.hidden",
      values: { field: "hidden", keys: "hidden, hidden_size, n_embd, n_embed, d_model, dim" },
    });
  });

  it("text or a list is no shape", () => {
    expect(readInline([1], "model").issues[0]?.code).toBe("model.not-an-object");
    expect(readInline(7, "model").issues[0]?.code).toBe("model.not-an-object");
  });
});

describe("a known shape with some of it said otherwise", () => {
  const base = readInline(sizes, "model").architecture;
  if (!base) throw new Error("no base");
  const fields = (json: Readonly<Record<string, unknown>>): readonly string[] =>
    changed(base, json, "model").issues.map((i) => `${i.code} ${i.path}`);

  it("keeps the rest", () => {
    expect(changed(base, { layers: 16, hidden: 5120 }, "model").architecture).toEqual({ ...base, layers: 16, hidden: 5120 });
    expect(changed(base, {}, "model").architecture).toEqual(base);
    expect(changed(base, { window: { size: 4096 } }, "model").architecture?.window).toEqual({ size: 4096, every: 1 });
    expect(changed(base, { mtpLayers: 1 }, "model").architecture?.mtpLayers).toBe(1);
    expect(changed(base, { positions: "learned", maxPositions: 2048 }, "model").architecture?.learnedPositions).toBe(2048);
  });

  it("lays parts of a part over it", () => {
    const windowed = { ...base, window: { size: 1024, every: 6 } };
    expect(changed(windowed, { window: { size: 512 } }, "model").architecture?.window).toEqual({ size: 512, every: 6 });
    expect(changed(windowed, { window: null }, "model").architecture?.window).toBeNull();
  });

  it("tells what is no field, no value or no shape", () => {
    expect(fields({ depth: 3 })).toEqual(["model.unknown-field model.depth"]);
    expect(fields({ n_layer: 3 })).toEqual(["model.unknown-field model.n_layer"]);
    expect(fields({ layers: "many" })).toEqual(["model.wrong-type model.layers"]);
    expect(fields({ kvHeads: 5 })).toEqual(["model.wrong-type model.kvHeads"]);
    expect(fields({ window: 4096 })).toEqual(["model.wrong-type model.window"]);
  });
});
