/** Counts the tokens of a text. */
export interface TokenCounter {
  readonly name: string;
  /** The model's own vocabulary, one like it, or an estimate from characters. */
  readonly kind: "tokenizer" | "stand-in" | "characters";
  count(text: string): number;
  /** Relative half-width of the 80 % range of a count; 0 for the model's own tokenizer. */
  readonly uncertainty: number;
}

/** Characters of a token by script, for vocabularies of 32k; larger ones hold longer pieces. */
const CHARACTERS_PER_TOKEN = { latin: 3.8, cyrillic: 2.4, cjk: 1.05, other: 1.9, space: 6 } as const;
const LARGE_VOCABULARY = { from: 60_000, gain: { latin: 1.12, cyrillic: 1.45, cjk: 1.45, other: 1.35, space: 1 } } as const;

type Script = keyof typeof CHARACTERS_PER_TOKEN;

function scriptOf(code: number): Script {
  if (code <= 0x20) return "space";
  if (code < 0x250) return "latin";
  if (code >= 0x400 && code < 0x530) return "cyrillic";
  if ((code >= 0x3040 && code < 0x3100) || (code >= 0x3400 && code < 0xa000) || (code >= 0xac00 && code < 0xd7b0) || (code >= 0xff00 && code < 0xfff0)) return "cjk";
  return "other";
}

/**
 * Tokens from characters, where no vocabulary is at hand. Ratios by script are usual figures of byte-pair vocabularies; a text of one domain
 * lies within a fifth of them (80 % range).
 */
export function characterCounter(vocabulary: number): TokenCounter {
  const large = vocabulary >= LARGE_VOCABULARY.from;
  const per = (script: Script): number => CHARACTERS_PER_TOKEN[script] * (large ? LARGE_VOCABULARY.gain[script] : 1);
  const rate: Readonly<Record<Script, number>> = { latin: 1 / per("latin"), cyrillic: 1 / per("cyrillic"), cjk: 1 / per("cjk"), other: 1 / per("other"), space: 1 / per("space") };
  return {
    name: "characters per token by script",
    kind: "characters",
    uncertainty: 0.2,
    count: (text) => {
      let tokens = 0;
      for (let i = 0; i < text.length; i++) tokens += rate[scriptOf(text.charCodeAt(i))];
      return text === "" ? 0 : Math.max(1, Math.round(tokens));
    },
  };
}
