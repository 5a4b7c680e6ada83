import { GPT2_SPLIT, splitPattern } from "./splits.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** All of a vocabulary but its tokens. */
export type Rules = Omit<Vocabulary, "table">;

type Node = Readonly<Record<string, unknown>>;
type Change = (text: string) => string;

function node(value: unknown): Node {
  return typeof value === "object" && value !== null ? (value as Node) : {};
}

function list(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.map(node) : [];
}

const FORMS: Readonly<Record<string, "NFC" | "NFD" | "NFKC" | "NFKD">> = { NFC: "NFC", NFD: "NFD", NFKC: "NFKC", NFKD: "NFKD" };

/** What a normalizer does to a text; null when it is one that we don't know. */
function change(value: unknown): Change | null {
  if (value === null || value === undefined) return (text) => text;
  const rule = node(value);
  const form = FORMS[String(rule["type"])];
  if (form) return (text) => text.normalize(form);
  switch (rule["type"]) {
    case "Sequence":
      return inTurn(list(rule["normalizers"]).map(change));
    case "Prepend":
      return (text) => `${String(rule["prepend"])}${text}`;
    case "Replace": {
      const from = node(rule["pattern"])["String"];
      return typeof from === "string" && from !== "" ? (text) => text.replaceAll(from, String(rule["content"])) : null;
    }
    default:
      return null;
  }
}

function inTurn(changes: readonly (Change | null)[]): Change | null {
  const known = changes.filter((each) => each !== null);
  if (known.length !== changes.length) return null;
  return (text) => known.reduce((so, each) => each(so), text);
}

interface Split {
  readonly byteLevel: boolean;
  readonly patterns: readonly RegExp[];
  readonly before: Change;
}

const PLAIN: Split = { byteLevel: false, patterns: [], before: (text) => text };

function byPattern(source: unknown): Split | null {
  const pattern = typeof source === "string" ? splitPattern(source) : null;
  return pattern && { ...PLAIN, patterns: [pattern] };
}

/** SentencePiece's spaces, as newer files write them. */
function metaspace(rule: Node): Split | null {
  const mark = rule["replacement"];
  if (typeof mark !== "string" || rule["split"] === true) return null;
  const prefix = rule["prepend_scheme"] === "never" || rule["add_prefix_space"] === false ? "" : mark;
  return { ...PLAIN, before: (text) => `${prefix}${text.replaceAll(" ", mark)}` };
}

/** How a text is cut before merging; null when it is a way that we don't know. */
function split(value: unknown): Split | null {
  if (value === null || value === undefined) return PLAIN;
  const rule = node(value);
  switch (rule["type"]) {
    case "Sequence":
      return joined(list(rule["pretokenizers"]).map(split));
    case "ByteLevel": {
      const words = rule["use_regex"] === false ? PLAIN : byPattern(GPT2_SPLIT);
      const before: Change = rule["add_prefix_space"] === true ? (text) => (text.startsWith(" ") ? text : ` ${text}`) : PLAIN.before;
      return words && { ...words, byteLevel: true, before };
    }
    case "Split": {
      const { Regex: regex, String: literal } = node(rule["pattern"]);
      if (regex !== undefined) return rule["behavior"] === "Isolated" && rule["invert"] !== true ? byPattern(regex) : null;
      // Gemma's: the normalizer has left no space to split at.
      return literal === " " ? PLAIN : null;
    }
    case "Digits":
      return byPattern(rule["individual_digits"] === true ? "\\p{Nd}" : "\\p{Nd}+");
    case "Metaspace":
      return metaspace(rule);
    default:
      return null;
  }
}

function joined(splits: readonly (Split | null)[]): Split | null {
  let all = PLAIN;
  for (const each of splits) {
    if (!each) return null;
    const { before } = all;
    all = {
      byteLevel: all.byteLevel || each.byteLevel,
      patterns: [...all.patterns, ...each.patterns],
      before: (text) => each.before(before(text)),
    };
  }
  return all;
}

/** Special tokens that the post-processor puts around a single text. */
function frame(value: unknown): number {
  const rule = node(value);
  if (rule["type"] === "Sequence") return list(rule["processors"]).reduce((sum, each) => sum + frame(each), 0);
  return rule["type"] === "TemplateProcessing" ? list(rule["single"]).filter((part) => "SpecialToken" in part).length : 0;
}

function empty(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}

/** The rules of a parsed tokenizer.json; null when it isn't a byte-pair vocabulary or a rule is one that we don't know. */
export function readRules(value: unknown): Rules | null {
  const file = node(value);
  const model = node(file["model"]);
  if (model["type"] !== "BPE" && !(model["type"] === undefined && "merges" in model)) return null;
  if (!empty(model["continuing_subword_prefix"]) || !empty(model["end_of_word_suffix"]) || !empty(model["dropout"])) return null;
  const cut = split(file["pre_tokenizer"]);
  const normal = change(file["normalizer"]);
  if (!cut || !normal || (!cut.byteLevel && cut.patterns.length > 0)) return null;
  return {
    units: cut.byteLevel ? "bytes" : "characters",
    wholePieces: model["ignore_merges"] === true,
    byteFallback: model["byte_fallback"] === true,
    normalise: (text) => cut.before(normal(text)),
    splits: cut.patterns,
    special: list(file["added_tokens"]).flatMap(({ content, special }) =>
      special === true && typeof content === "string" && content !== "" ? [content] : [],
    ),
    frame: frame(file["post_processor"]),
  };
}
