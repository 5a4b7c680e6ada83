import type { Issue } from "@outlay/engine";
import { characterCounter, type TokenCounter } from "../data/counter.ts";
import type { World } from "../world.ts";
import { type Candidate, candidatesFor } from "./packages.ts";
import { readTokenizerJson } from "./tokenizer-json.ts";
import { vocabularyCounter } from "./vocabulary.ts";

const MOST_BYTES = 64_000_000;
/** A sample's begin token. */
const FRAME = 1;
/** Where scripts other than Latin are read with a vocabulary like the model's: as far off as an estimate from characters. */
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

/** Kinds that our reader doesn't know (Unigram, WordPiece) go through the Hub's own library. */
async function byLibrary(json: unknown): Promise<((text: string) => number) | null> {
  if (typeof json !== "object" || json === null) return null;
  try {
    const { Tokenizer } = await import("@huggingface/tokenizers");
    const tokenizer = new Tokenizer(json, {});
    return (text) => {
      const encoded: Encoded = tokenizer.encode(text);
      return encoded.ids.length;
    };
  } catch {
    return null;
  }
}

async function fromFile(path: string, world: World): Promise<((text: string) => number) | null> {
  const entry = await world.files.entry(path);
  if (entry?.kind !== "file" || entry.bytes > MOST_BYTES) return null;
  const { vocabulary, json } = readTokenizerJson(await world.files.read(path, { from: 0, to: entry.bytes }));
  return vocabulary ? vocabularyCounter(vocabulary) : await byLibrary(json);
}

async function installed(candidate: Candidate, world: World): Promise<TokenCounter | null> {
  for (const folder of world.moduleFolders) {
    const count = await fromFile(`${folder}/${candidate.name}/models/tokenizer.json`, world);
    const { name, own, uncertainty } = candidate;
    if (count)
      return {
        name,
        kind: own ? "tokenizer" : "stand-in",
        count,
        uncertainty,
        otherScripts: own ? uncertainty : STAND_IN_OTHER_SCRIPTS,
        frame: FRAME,
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
    const count = await fromFile(model.tokenizerFile, world);
    if (count)
      return { counter: { name: model.tokenizerFile, kind: "tokenizer", count, uncertainty: 0, otherScripts: 0, frame: FRAME }, issues };
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
