import type { Issue } from "@outlay/engine";
import { characterCounter, type TokenCounter } from "../data/counter.ts";
import type { World } from "../world.ts";
import { type Candidate, candidatesFor } from "./packages.ts";
import { readTokenizerJson } from "./tokenizer-json.ts";
import { vocabularyCounter } from "./vocabulary.ts";

const MOST_BYTES = 64_000_000;
/** Scripts other than Latin, read with a vocabulary like the model's: as far off as an estimate from characters. */
const STAND_IN_OTHER_SCRIPTS = 0.27;

export interface TokenizedModel {
  readonly id: string;
  readonly family: string;
  readonly vocab: number;
  /** Path of the model's own tokenizer.json. */
  readonly tokenizerFile?: string | undefined;
}

export interface FoundCounter {
  readonly counter: TokenCounter;
  readonly issues: readonly Issue[];
}

interface Encoded {
  readonly ids: ArrayLike<number>;
}

type Counting = Pick<TokenCounter, "count" | "frame">;

/** Kinds that our reader doesn't know (Unigram, WordPiece) go through the Hub's own library. */
async function byLibrary(json: unknown): Promise<Counting | null> {
  if (typeof json !== "object" || json === null) return null;
  try {
    const { Tokenizer } = await import("@huggingface/tokenizers");
    const tokenizer = new Tokenizer(json, {});
    const tokens = (text: string, framed: boolean): number => {
      const encoded: Encoded = tokenizer.encode(text, { add_special_tokens: framed });
      return encoded.ids.length;
    };
    // Asked once here: a library that can't encode says so before it is used.
    const frame = tokens("a", true) - tokens("a", false);
    return { frame, count: (text) => tokens(text, false) };
  } catch {
    return null;
  }
}

async function fromFile(path: string, world: World): Promise<Counting | null> {
  const entry = await world.files.entry(path);
  if (entry?.kind !== "file" || entry.bytes > MOST_BYTES) return null;
  const { vocabulary, json } = readTokenizerJson(await world.files.read(path, { from: 0, to: entry.bytes }));
  return vocabulary ? { count: vocabularyCounter(vocabulary), frame: vocabulary.frame } : await byLibrary(json);
}

async function installed(candidate: Candidate, world: World): Promise<TokenCounter | null> {
  for (const folder of world.moduleFolders) {
    const counting = await fromFile(`${folder}/${candidate.name}/models/tokenizer.json`, world);
    if (counting)
      return {
        ...counting,
        name: candidate.name,
        kind: candidate.own ? "tokenizer" : "stand-in",
        uncertainty: candidate.uncertainty,
        otherScripts: candidate.own ? 0 : Math.max(candidate.uncertainty, STAND_IN_OTHER_SCRIPTS),
      };
  }
  return null;
}

/**
 * What counts a model's tokens: its own tokenizer.json where one is at hand, else an installed vocabulary that it uses, else one like it, else its
 * characters.
 */
export async function tokenCounter(model: TokenizedModel, world: World): Promise<FoundCounter> {
  const issues: Issue[] = [];
  if (model.tokenizerFile !== undefined) {
    const counting = await fromFile(model.tokenizerFile, world);
    if (counting)
      return { counter: { ...counting, name: model.tokenizerFile, kind: "tokenizer", uncertainty: 0, otherScripts: 0 }, issues };
    issues.push({
      code: "data.tokenizer-unreadable",
      severity: "warning",
      path: model.tokenizerFile,
      values: { problem: "of an unknown kind, too large, or broken" },
    });
  }
  for (const candidate of candidatesFor(model)) {
    const counter = await installed(candidate, world);
    if (counter) return { counter, issues };
  }
  return { counter: characterCounter(model.vocab), issues };
}
