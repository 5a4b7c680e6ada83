import { isLatin, type TokenCounter } from "./counter.ts";
import { shuffled } from "./random.ts";
import type { Sample } from "./shape.ts";
import { ratioHalfWidth } from "./spread.ts";

/** Characters given to the tokenizer: what a slow core counts in a quarter of a second. */
const COUNTED = 1_000_000;
/** Of one long text so much; the rest of it goes by the ratio that this part shows. */
const OF_ONE = 200_000;
const SCRIPT_SAMPLE = 200_000;
/** What a chat template writes around a message: marker, role, line breaks, marker. ChatML's. */
const OF_MESSAGE = 5;
/** The end of a text. */
const END = 1;

export interface Tokens {
  /** Of each sample, frame and template included. */
  readonly lengths: Float64Array;
  readonly characters: number;
  readonly charactersPerToken: number;
  /** Relative half-width of the 80 % range of their sum: another vocabulary, a ratio instead of a count. */
  readonly uncertainty: number;
}

function otherScripts(samples: readonly Sample[], order: Uint32Array): number {
  let seen = 0;
  let other = 0;
  for (const index of order) {
    const text = samples[index]?.text ?? "";
    const end = Math.min(text.length, SCRIPT_SAMPLE - seen);
    for (let i = 0; i < end; i++) if (!isLatin(text.charCodeAt(i))) other += 1;
    seen += end;
    if (seen >= SCRIPT_SAMPLE) break;
  }
  return seen === 0 ? 0 : other / seen;
}

interface Ratio {
  readonly tokens: number;
  readonly characters: number;
  /** Relative 80 % half-width of tokens per character. */
  readonly halfWidth: number;
}

function ratioOf(pairs: readonly (readonly [number, number])[]): Ratio {
  let tokens = 0;
  let characters = 0;
  for (const [t, c] of pairs) {
    tokens += t;
    characters += c;
  }
  const halfWidth = ratioHalfWidth(
    pairs.map(([t]) => t),
    pairs.map(([, c]) => c),
  );
  return { tokens, characters, halfWidth: pairs.length < 2 ? 0.1 : halfWidth };
}

/** Tokens of a text; of a long one, those of its start times what it is longer. */
function tokensOf(text: string, counter: TokenCounter): number {
  if (text.length <= OF_ONE) return counter.count(text);
  return counter.count(text.slice(0, OF_ONE)) * (text.length / OF_ONE);
}

/** What stands around a sample's text: the tokenizer's own frame, and the template's marks or the end. */
function around(sample: Sample, counter: TokenCounter): number {
  return counter.frame + (sample.roles.length > 0 ? OF_MESSAGE * sample.roles.length : END);
}

/** Tokens of each sample: a random part of them through the tokenizer, the rest by the ratio of tokens to characters that this part shows. */
export function tokensOfSamples(samples: readonly Sample[], counter: TokenCounter, seed: number): Tokens {
  const order = shuffled(samples.length, seed);
  const lengths = new Float64Array(samples.length).fill(-1);
  const pairs: [number, number][] = [];
  let budget = COUNTED;
  for (const index of order) {
    const text = samples[index]?.text ?? "";
    if (budget <= 0) break;
    budget -= Math.min(text.length, OF_ONE);
    const tokens = tokensOf(text, counter);
    lengths[index] = tokens;
    pairs.push([tokens, text.length]);
  }
  const ratio = ratioOf(pairs);
  const perCharacter = ratio.characters > 0 ? ratio.tokens / ratio.characters : 0;
  let characters = 0;
  for (const [i, sample] of samples.entries()) {
    characters += sample.text.length;
    if ((lengths[i] ?? -1) < 0) lengths[i] = sample.text.length * perCharacter;
    lengths[i] = Math.max(1, Math.round((lengths[i] ?? 0) + around(sample, counter)));
  }
  const byRatio = characters === 0 ? 0 : 1 - ratio.characters / characters;
  const other = counter.kind === "tokenizer" ? 0 : otherScripts(samples, order);
  const vocabulary = counter.uncertainty * (1 - other) + counter.otherScripts * other;
  return {
    lengths,
    characters,
    charactersPerToken: ratio.tokens > 0 ? ratio.characters / ratio.tokens : 0,
    uncertainty: Math.hypot(vocabulary, byRatio > 1e-9 ? ratio.halfWidth * byRatio : 0),
  };
}
