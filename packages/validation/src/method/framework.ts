import { stacks } from "@outlay/catalog";
import type { Stack } from "@outlay/engine";

/** Software that a text names -> stacks that may stand for it, the closest first. */
interface Framework {
  readonly name: RegExp;
  readonly stacks: readonly string[];
  /** Said when it isn't the named software itself. */
  readonly stands?: boolean;
  /** Pipelines without interleaving, where the stack that stands for it has that. */
  readonly plainPipeline?: boolean;
  /** Keeps all activations, where the stack that stands for it recomputes. */
  readonly keepsAll?: boolean;
}

const FRAMEWORKS: readonly Framework[] = [
  { name: /unsloth/i, stacks: ["unsloth"] },
  { name: /llm-?foundry|composer/i, stacks: ["llm-foundry"] },
  { name: /torchtitan/i, stacks: ["torchtitan"] },
  { name: /megatron-?deepspeed|gpt-?neox/i, stacks: ["megatron-deepspeed", "megatron-lm"], stands: true, plainPipeline: true },
  { name: /megatron-?swift/i, stacks: ["megatron-swift", "megatron-lm"], stands: true },
  { name: /primus/i, stacks: ["primus", "nemo"], stands: true },
  { name: /nemo|megatron-?bridge|mbridge|dgxc/i, stacks: ["nemo"] },
  { name: /nanotron/i, stacks: ["nanotron", "megatron-lm"], stands: true, plainPipeline: true },
  { name: /megatron/i, stacks: ["megatron-lm"] },
  { name: /maxtext/i, stacks: ["maxtext"] },
  { name: /paxml|\bpax\b|\bjax\b|t5x|levanter/i, stacks: ["maxtext"], stands: true },
  { name: /lit-?gpt/i, stacks: ["litgpt"] },
  { name: /lightning/i, stacks: ["litgpt"], stands: true },
  { name: /torchtune/i, stacks: ["torchtune"] },
  { name: /llama-?factory/i, stacks: ["llama-factory"] },
  { name: /axolotl/i, stacks: ["axolotl"] },
  { name: /fsdp_qlora/i, stacks: ["fsdp-qlora", "hf-trainer"], stands: true },
  { name: /swift/i, stacks: ["ms-swift", "hf-trainer"], stands: true },
  { name: /\btrl\b|open-instruct/i, stacks: ["trl"] },
  { name: /\bdeepspeed\b.*chat|deepspeed-chat|xtuner|\bdeepspeed\b/i, stacks: ["deepspeed"] },
  { name: /peft|transformers|hugging ?face|^hf\+|qlora|vertex|badam|repo script/i, stacks: ["hf-trainer"] },
  { name: /llm\.c|nanogpt|corenet|fms|olmo/i, stacks: ["torchtitan"], stands: true, keepsAll: true },
  { name: /^pytorch/i, stacks: ["torchtitan"], stands: true, keepsAll: true },
];

export interface ReadStack {
  readonly stack: Stack;
  readonly assumed: readonly string[];
}

const byId: ReadonlyMap<string, Stack> = new Map(stacks.map((s) => [s.id, s]));

function named(text: string): { readonly stack: Stack; readonly stands: boolean } | null {
  for (const f of FRAMEWORKS) {
    if (!f.name.test(text)) continue;
    for (const id of f.stacks) {
      const stack = byId.get(id);
      if (!stack) continue;
      const piped = f.plainPipeline ? { ...stack, dims: { ...stack.dims, virtualPp: false } } : stack;
      const used: Stack = f.keepsAll ? { ...piped, recompute: "none" } : piped;
      return { stack: used, stands: f.stands === true && (id !== f.stacks[0] || f.stacks.length === 1) };
    }
  }
  return null;
}

/** The stack where nobody says: what most such runs used. */
function usual(at: { vendor: string; pretrain: boolean }): string {
  if (at.vendor === "google") return "maxtext";
  return at.pretrain ? "megatron-lm" : "hf-trainer";
}

/**
 * The stack of a record. The framework text speaks before the id. MLPerf's framework texts name containers: there NVIDIA's runs are NeMo's.
 * Hugging Face runs under ZeRO are DeepSpeed's.
 */
export function stackOf(r: {
  framework: string;
  id: string;
  kernels: string;
  sharding: string;
  vendor: string;
  pretrain: boolean;
  adapter?: boolean;
}): ReadStack | null {
  const framework = r.framework.slice(0, 300);
  const text = r.id.startsWith("mlperf") ? (r.vendor === "nvidia" ? "nemo" : r.vendor === "google" ? "maxtext" : "megatron") : framework;
  const found =
    (/unsloth/i.test(r.kernels) ? named("unsloth") : null) ?? named(text) ?? (framework === "" ? named(r.id.slice(0, 60)) : null);
  if (!found) {
    const stack = byId.get(usual(r));
    return stack ? { stack, assumed: [`software: ${stack.name} (not stated)`] } : null;
  }
  const { stack } = found;
  const plain = byId.get("hf-trainer");
  if (stack.id === "deepspeed" && plain && r.adapter === true && /^none/i.test(r.sharding) && /transformers/i.test(framework))
    return { stack: { ...plain, id: stack.id }, assumed: ["DeepSpeed is named, nothing is sharded: the memory of the plain trainer"] };
  if (/^zero/i.test(r.sharding) && (stack.id === "hf-trainer" || stack.id === "trl")) {
    const deepspeed = byId.get("deepspeed");
    if (deepspeed) return { stack: deepspeed, assumed: [] };
  }
  return { stack, assumed: found.stands ? [`software: ${framework} stood for by ${stack.name}`] : [] };
}
