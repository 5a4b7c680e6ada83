import { expect, it } from "vitest";
import { stackOf } from "./framework.ts";

const TEXTS: readonly (readonly [string, string])[] = [
  ["Megatron-DeepSpeed (BigScience)", "megatron-deepspeed"],
  ["Megatron-LM v2 (2021)", "megatron-lm"],
  ["Megatron-Core r0.8.0", "megatron-lm"],
  ["Megatron-LM (2026) with TransformerEngine 2.11", "megatron-lm"],
  ["nanotron v0.5", "nanotron"],
  ["GPT-NeoX", "megatron-deepspeed"],
  ["NeMo 24.09", "nemo"],
  ["Megatron-Bridge / NeMo 26.02.01", "nemo"],
  ["Primus / Megatron", "primus"],
  ["llm-foundry (Composer + PyTorch FSDP)", "llm-foundry"],
  ["torchtitan 820504e / torch nightly 2025-06-14", "torchtitan"],
  ["MaxText (JAX)", "maxtext"],
  ["PaxML (JAX)", "maxtext"],
  ["lit-gpt commit 8641822, PyTorch 2.1.0+cu121, bitsandbytes 0.41.1", "litgpt"],
  ["torchtune ~0.3", "torchtune"],
  ["transformers + peft + DeepSpeed, CUDA 11.8, PyTorch 2.0", "deepspeed"],
  ["peft 0.19.2.dev0, transformers 5.13.1, torch 2.13.0+cu130", "hf-trainer"],
  ["fsdp_qlora train.py (transformers, bitsandbytes 0.43, torch 2.2)", "fsdp-qlora"],
  ["ms-swift 3.x", "ms-swift"],
  ["ms-swift 3.x Megatron-SWIFT", "megatron-lm"],
  ["unsloth + trl sft", "unsloth"],
  ["axolotl", "axolotl"],
  ["LLaMA-Factory", "llama-factory"],
  ["trl SFTTrainer", "trl"],
  ["DeepSpeed-Chat (Hybrid Engine), Apr 2023", "deepspeed"],
  ["hf+fa2", "hf-trainer"],
];
const PLAIN = { id: "x/y", kernels: "", sharding: "", vendor: "nvidia", pretrain: true };

it.each(TEXTS)("%s runs as %s", (framework, id) => {
  expect(stackOf({ ...PLAIN, framework })?.stack.id).toBe(id);
});

it("an unknown framework is what most such runs use, and said", () => {
  const pretrain = stackOf({ ...PLAIN, framework: "" });
  expect(pretrain?.stack.id).toBe("megatron-lm");
  expect(pretrain?.assumed.join()).toContain("not stated");
  expect(stackOf({ ...PLAIN, framework: "", pretrain: false })?.stack.id).toBe("hf-trainer");
  expect(stackOf({ ...PLAIN, framework: "", vendor: "google" })?.stack.id).toBe("maxtext");
});

it("DeepSpeed's pipelines aren't interleaved", () => {
  expect(stackOf({ ...PLAIN, framework: "Megatron-DeepSpeed" })?.stack.dims.virtualPp).toBe(false);
  expect(stackOf({ ...PLAIN, framework: "Megatron-LM" })?.stack.dims.virtualPp).toBe(true);
});

it("MLPerf's containers are told by the card's maker", () => {
  expect(stackOf({ ...PLAIN, id: "mlperf/v4.0/x", framework: "CUDA 12.3" })?.stack.id).toBe("nemo");
  expect(stackOf({ ...PLAIN, id: "mlperf/v4.0/x", framework: "PAX", vendor: "google" })?.stack.id).toBe("maxtext");
});

it("DeepSpeed that shards nothing is the plain trainer, for adapters", () => {
  const framework = "transformers + peft + DeepSpeed";
  const of = (sharding: string, adapter: boolean) => stackOf({ ...PLAIN, pretrain: false, framework, sharding, adapter })?.stack;
  expect(of("none", true)?.logitsBytes).toBe(stackOf({ ...PLAIN, framework: "peft" })?.stack.logitsBytes);
  expect(of("zero2", true)?.logitsBytes).toBe(of("none", false)?.logitsBytes);
  expect(of("none", true)?.id).toBe("deepspeed");
});
