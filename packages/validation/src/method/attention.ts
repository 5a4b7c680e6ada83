import type { AttentionKernel, Stack } from "@outlay/engine";

/** Kernels by how records name them. */
const NAMED: readonly (readonly [RegExp, AttentionKernel, string?])[] = [
  [/naive|eager|unfused|math/i, "eager"],
  [/flash.?(attn|attention)?.?3|flash-attn3|fa3/i, "flash-3"],
  [/cudnn|te-flash|\bte\b/i, "cudnn"],
  [/flash1|triton|xformers/i, "flash-2", "FlashAttention 1 taken as 2"],
  [/flex/i, "sdpa", "FlexAttention taken as SDPA"],
  [/flash|fa2/i, "flash-2"],
  [/sdpa|efficient/i, "sdpa"],
];

export interface ReadAttention {
  readonly attention: AttentionKernel;
  readonly assumed: readonly string[];
}

/** Kernels that only newer cards have. */
function possible(kernel: AttentionKernel, generation: string): AttentionKernel {
  const modern =
    generation !== "Ampere" && generation !== "Ada" && generation !== "Volta" && generation !== "Turing" && generation !== "Pascal";
  if (kernel === "flash-3" && !/^(Hopper|Blackwell)/.test(generation)) return "flash-2";
  if (kernel === "cudnn" && !modern) return "flash-2";
  return kernel;
}

/** What a stack ran with in its year, where the record doesn't say. */
function ofEra(stack: Stack, year: number): AttentionKernel {
  if (stack.class === "megatron") return year <= 2022 ? "eager" : stack.attention;
  if (stack.class === "hf" && year <= 2022) return "eager";
  return stack.attention;
}

export function attentionOf(r: { impl: string; stack: Stack; generation: string; year: number }): ReadAttention {
  const { impl, stack, generation, year } = r;
  for (const [name, kernel, note] of NAMED) {
    if (impl !== "" && name.test(impl)) return { attention: possible(kernel, generation), assumed: note ? [`attention: ${note}`] : [] };
  }
  const attention = possible(ofEra(stack, year), generation);
  return { attention, assumed: [`attention: ${attention} (${stack.name} in ${year})`] };
}
