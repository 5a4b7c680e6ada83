/** GPT-2's split into words, which a bare byte-level pre-tokenizer applies. */
export const GPT2_SPLIT = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

function anyCase(body: string): string {
  return body.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}

/**
 * A tokenizer's pattern (Oniguruma or Rust syntax) as a JavaScript one; null when it can't be.
 * Inline case folding and possessive quantifiers are rewritten: neither is known to the engines we run on.
 */
export function splitPattern(source: string): RegExp | null {
  const rewritten = source
    .replace(/\(\?i:((?:[^()\\]|\\.)*)\)/g, (_, body: string) => `(?:${anyCase(body)})`)
    .replace(/(?<!\\)([?*+]|\d\})\+/g, "$1");
  try {
    return new RegExp(rewritten, "gu");
  } catch {
    return null;
  }
}

/** Pieces of `text`: what the pattern matches and what lies between. */
function isolated(text: string, pattern: RegExp): readonly string[] {
  const pieces: string[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match[0] === "") continue;
    if (match.index > end) pieces.push(text.slice(end, match.index));
    pieces.push(match[0]);
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

/** Splits by each pattern in turn. */
export function pieces(text: string, patterns: readonly RegExp[]): readonly string[] {
  let parts: readonly string[] = [text];
  for (const pattern of patterns)
    parts = parts.length === 1 ? isolated(parts[0] ?? "", pattern) : parts.flatMap((part) => isolated(part, pattern));
  return parts;
}
