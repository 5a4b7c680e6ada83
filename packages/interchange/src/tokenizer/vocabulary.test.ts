import { Tokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BYTE_OF_CHARACTER } from "./byte-alphabet.ts";
import { readTokenizerJson } from "./tokenizer-json.ts";
import { vocabularyCounter } from "./vocabulary.ts";

const CORPUS = "the cat sat on the mat, the other cat sat there too. 天地玄黄 天地 the the them 123 1234 \n\n  the   end's it's we're\n";

function byteCharacters(): readonly string[] {
  const characters: string[] = [];
  for (const [point, byte] of BYTE_OF_CHARACTER.entries()) if (byte >= 0) characters[byte] = String.fromCharCode(point);
  return characters;
}

/** A byte-pair vocabulary learnt from the corpus: most frequent neighbours first. */
function learn(
  words: readonly (readonly string[])[],
  alphabet: readonly string[],
  merges: number,
): { vocab: Record<string, number>; merges: [string, string][] } {
  const vocab: Record<string, number> = {};
  for (const token of alphabet) vocab[token] ??= Object.keys(vocab).length;
  const list: [string, string][] = [];
  let parts = words.map((w) => [...w]);
  for (let m = 0; m < merges; m++) {
    const counts = new Map<string, number>();
    for (const word of parts)
      for (let i = 1; i < word.length; i++)
        counts.set(`${word[i - 1]}\u0000${word[i]}`, (counts.get(`${word[i - 1]}\u0000${word[i]}`) ?? 0) + 1);
    const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (!best || best[1] < 2) break;
    const [left = "", right = ""] = best[0].split("\u0000");
    vocab[left + right] ??= Object.keys(vocab).length;
    list.push([left, right]);
    parts = parts.map((word) => {
      const out: string[] = [];
      for (const p of word)
        if (out.at(-1) === left && p === right) out.splice(-1, 1, left + right);
        else out.push(p);
      return out;
    });
  }
  return { vocab, merges: list };
}

const SPLIT =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

function byteLevel(pairs: boolean): object {
  const characters = byteCharacters();
  const encode = (text: string): string[] => [...new TextEncoder().encode(text)].map((b) => characters[b] ?? "");
  const words = (CORPUS.match(/ ?[\p{L}]+| ?\d{1,3}|\s+|[^\s\p{L}\d]+/gu) ?? []).map(encode);
  const { vocab, merges } = learn(words, characters, 120);
  return {
    added_tokens: [{ id: 9999, content: "<|end|>", special: true, single_word: false, lstrip: false, rstrip: false, normalized: false }],
    normalizer: { type: "NFC" },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: SPLIT }, behavior: "Isolated", invert: false },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: "ByteLevel" },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: "",
      end_of_word_suffix: "",
      fuse_unk: false,
      byte_fallback: false,
      vocab,
      merges: pairs ? merges : merges.map((m) => m.join(" ")),
    },
  };
}

function sentencePiece(): object {
  const text = `▁${CORPUS.replaceAll(" ", "▁")}`.replaceAll("\n", "");
  const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, "0")}>`);
  const { vocab, merges } = learn([Array.from(text)], ["<unk>", ...bytes, ...new Set(text)], 120);
  return {
    added_tokens: [],
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "Prepend", prepend: "▁" },
        { type: "Replace", pattern: { String: " " }, content: "▁" },
      ],
    },
    pre_tokenizer: null,
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
      pair: [],
      special_tokens: {},
    },
    decoder: null,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: "<unk>",
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      vocab,
      merges,
    },
  };
}

const bytesOf = (json: object, indent?: number): Uint8Array => new TextEncoder().encode(JSON.stringify(json, null, indent));

describe("a byte-pair vocabulary counts as the Hub's own library does", () => {
  const kinds: readonly (readonly [string, object])[] = [
    ["bytes", byteLevel(false)],
    ["bytes, merges as pairs", byteLevel(true)],
    ["SentencePiece", sentencePiece()],
  ];
  const texts = fc
    .array(
      fc.oneof(
        fc.constantFrom(...CORPUS.split(/(?= )/)),
        fc.string({ unit: "binary", maxLength: 6 }),
        fc.constantFrom("the", " the", "  ", "\n", "天地", "😀", "é", "'S"),
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join(""));
  for (const [name, json] of kinds) {
    it(name, () => {
      const { vocabulary } = readTokenizerJson(bytesOf(json, 2));
      const count = vocabulary ? vocabularyCounter(vocabulary) : () => -1;
      const library = new Tokenizer(json, {});
      fc.assert(
        // The library drops lone surrogates otherwise than UTF-8 does.
        fc.property(texts, (text) => {
          fc.pre(!/\p{Surrogate}/u.test(text));
          const { ids } = library.encode(text, { add_special_tokens: false });
          expect(count(text)).toBe(ids.length);
        }),
        { numRuns: 500, seed: 3 },
      );
    });
  }

  it("a file in another order, which is parsed whole, counts the same", () => {
    const json = byteLevel(false) as Record<string, unknown>;
    const { model, ...rest } = json;
    const { vocabulary: whole } = readTokenizerJson(bytesOf({ model, ...rest }));
    const { vocabulary: quick } = readTokenizerJson(bytesOf(json));
    expect(whole && vocabularyCounter(whole)(CORPUS)).toBe(quick && vocabularyCounter(quick)(CORPUS));
  });

  it("what stands around a text is told: begin, end, special tokens", () => {
    expect(readTokenizerJson(bytesOf(sentencePiece())).vocabulary?.frame).toBe(1);
    expect(readTokenizerJson(bytesOf(byteLevel(false))).vocabulary?.special).toEqual(["<|end|>"]);
  });

  it("long runs and long texts are counted in bounded time, cut or not", () => {
    for (const json of [byteLevel(false), sentencePiece()]) {
      const { vocabulary } = readTokenizerJson(bytesOf(json));
      const count = vocabulary ? vocabularyCounter(vocabulary) : () => -1;
      expect(count("=".repeat(300_000))).toBeGreaterThan(0);
      const words = "the cat sat on the mat, ".repeat(10_000);
      expect(count(words + words) / count(words)).toBeCloseTo(2, 3);
    }
  });
});

describe("a file that is no byte-pair vocabulary", () => {
  it("is handed on as JSON, or as nothing", () => {
    const unigram = { model: { type: "Unigram", vocab: [["a", -1]] } };
    expect(readTokenizerJson(bytesOf(unigram))).toEqual({ vocabulary: null, json: unigram });
    expect(readTokenizerJson(new TextEncoder().encode("no json"))).toEqual({ vocabulary: null, json: null });
    expect(readTokenizerJson(new Uint8Array())).toEqual({ vocabulary: null, json: null });
  });

  it("never throws on changed files", () => {
    const good = bytesOf(byteLevel(true));
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255) }), { minLength: 1, maxLength: 5 }),
        fc.nat(good.length),
        (changes, length) => {
          const bytes = good.slice(0, length % 3 === 0 ? length : good.length);
          for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte;
          const { vocabulary } = readTokenizerJson(bytes);
          if (vocabulary) expect(vocabularyCounter(vocabulary)(CORPUS)).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 300, seed: 4 },
    );
  });
});
