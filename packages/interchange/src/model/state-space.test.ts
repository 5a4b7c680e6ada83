import { type Architecture, tensorTable, totalParameters } from "@outlay/engine";
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { readInline } from "./inline.ts";

const read = (config: Record<string, unknown>): Architecture | null => readConfig(config, "c.json").architecture;
const total = (config: Record<string, unknown>): number => {
  const a = read(config);
  return a ? totalParameters(tensorTable(a)) : Number.NaN;
};
const told = (config: Record<string, unknown>): readonly string[] =>
  readConfig(config, "c.json")
    .issues.filter((i) => i.severity === "error")
    .map((i) => `${i.code} ${i.path}`);

const SMALL = { model_type: "mamba", hidden_size: 768, num_hidden_layers: 24, vocab_size: 50_280 };
const OWN = {
  d_model: 768,
  n_layer: 24,
  vocab_size: 50_277,
  ssm_cfg: {},
  rms_norm: true,
  residual_in_fp32: true,
  pad_vocab_size_multiple: 8,
};
const CODESTRAL = { model_type: "mamba2", hidden_size: 4096, num_hidden_layers: 64, vocab_size: 32_768, tie_word_embeddings: false };

describe("configs of state spaces", () => {
  it.each([
    ["Hugging Face, defaults left out", SMALL, 129_135_360],
    [
      "Hugging Face, all said",
      { ...SMALL, state_size: 16, conv_kernel: 4, expand: 2, time_step_rank: 48, use_conv_bias: true },
      129_135_360,
    ],
    ["Hugging Face, rank auto", { ...SMALL, time_step_rank: "auto" }, 129_135_360],
    ["mamba_ssm, vocabulary rounded up to 8", OWN, 129_135_360],
    ["mamba_ssm, 370M", { ...OWN, d_model: 1024, n_layer: 48 }, 371_516_416],
    ["mamba_ssm, 2.8B", { ...OWN, d_model: 2560, n_layer: 64 }, 2_768_345_600],
    [
      "Falcon Mamba",
      {
        ...SMALL,
        model_type: "falcon_mamba",
        hidden_size: 4096,
        num_hidden_layers: 64,
        vocab_size: 65_024,
        time_step_rank: 256,
        tie_word_embeddings: false,
      },
      7_272_665_088,
    ],
    ["Codestral Mamba, whose sizes are the class's", CODESTRAL, 7_285_403_648],
    [
      "Codestral Mamba, all said",
      { ...CODESTRAL, num_heads: 128, head_dim: 64, n_groups: 8, state_size: 128, chunk_size: 256 },
      7_285_403_648,
    ],
  ])("%s", (_, config, count) => expect(total(config)).toBe(count));

  it("of mamba_ssm say in ssm_cfg that they are of the second, and how wide", () => {
    const second = { ...OWN, pad_vocab_size_multiple: 16, ssm_cfg: { layer: "Mamba2" } };
    expect(read(second)?.ssm).toMatchObject({ kind: "mamba2", heads: 24, groups: 1, state: 128 });
    expect(read(second)?.vocab).toBe(50_288);
    expect(read({ ...OWN, ssm_cfg: { d_state: 32, d_conv: 3, expand: 3, dt_rank: 10, conv_bias: false, bias: true } })?.ssm).toEqual({
      kind: "mamba",
      inner: 2304,
      state: 32,
      conv: 3,
      convBias: false,
      bias: true,
      stepRank: 10,
    });
  });

  it("tie embeddings and normalise as they say", () => {
    expect([read(OWN)?.tied, read({ ...OWN, tie_embeddings: false })?.tied, read({ ...SMALL, tie_word_embeddings: false })?.tied]).toEqual([
      true,
      false,
      false,
    ]);
    expect(read({ ...OWN, rms_norm: false })).toMatchObject({ norm: "layer", normWidth: 2 });
  });

  it("that mix in attention or an MLP are refused by name, in any format", () => {
    for (const name of ["jamba", "zamba2", "nemotron_h", "falcon_h1", "bamba"])
      expect(
        told({ model_type: name, hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 2, vocab_size: 100, intermediate_size: 64 }),
      ).toContain("model.hybrid c.json#model_type");
    expect(
      told({ model_type: "new", mamba_d_state: 16, hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 2, vocab_size: 100 }),
    ).toContain("model.hybrid c.json#model_type");
    expect(told({ ...OWN, attn_layer_idx: [1, 5] })).toEqual(["model.hybrid c.json#attn_layer_idx"]);
    expect(told({ ...OWN, d_intermediate: 3072 })).toEqual(["model.hybrid c.json#d_intermediate"]);
  });

  it("with heads that don't make the channels, or groups that don't divide them, are errors", () => {
    expect(told({ ...CODESTRAL, hidden_size: 2048 })).toEqual(["model.state-space-heads c.json#num_heads"]);
    expect(told({ ...CODESTRAL, n_groups: 7 })).toEqual(["model.state-space-groups c.json#n_groups"]);
    expect(told({ ...SMALL, time_step_rank: "many" })).toEqual(["model.wrong-type c.json#time_step_rank"]);
    expect(told({ ...SMALL, state_size: 0 })).toEqual(["model.out-of-range c.json#state_size"]);
  });

  it("may stand in the job", () => {
    const inline = readInline(
      { layers: 64, hidden: 4096, vocab: 32_768, tied: false, ssm: { kind: "mamba2", inner: 8192, heads: 128, groups: 8 } },
      "model",
    );
    expect(inline.issues).toEqual([]);
    expect(inline.architecture && totalParameters(tensorTable(inline.architecture))).toBe(7_285_403_648);
    expect(readInline({ layers: 2, hidden: 64, vocab: 100, ssm: { kind: "mamba3", inner: 128 } }, "model").architecture).toBeNull();
  });
});
