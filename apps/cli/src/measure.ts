import type { Issue } from "@outlay/engine";
import { fetchFromHub, hubId, measureData, type ResolvedModel, tokenCounter, type World } from "@outlay/interchange";
import type { MeasuredData } from "@outlay/schema";

export interface MeasureOptions {
  readonly model: ResolvedModel;
  readonly textField: string | undefined;
  /** Prompts alone: answers are written anew. */
  readonly prompts: boolean;
  readonly seed: number;
}

/** The tokenizer of a model whose configuration has just come from the Hub; trouble with it only means another way of counting. */
async function fromHub({ name, catalogId, folder, tokenizerFile }: ResolvedModel, world: World): Promise<string | undefined> {
  if (tokenizerFile !== undefined || catalogId !== undefined || folder !== undefined || world.offline || !hubId(name)) return tokenizerFile;
  return (await fetchFromHub(name, "tokenizer.json", world)).file?.path ?? undefined;
}

/** Counts a data set with the model's own tokenizer where one is at hand. */
export async function measure(
  path: string,
  options: MeasureOptions,
  world: World,
): Promise<{ data: MeasuredData | null; issues: readonly Issue[] }> {
  const { name, architecture } = options.model;
  const tokenizerFile = await fromHub(options.model, world);
  const found = await tokenCounter({ id: name, family: architecture.family, vocab: architecture.vocab, tokenizerFile }, world);
  const { data, issues } = await measureData(
    path,
    { textField: options.textField, prompts: options.prompts, counter: found.counter, seed: options.seed },
    world,
  );
  const all = [...found.issues, ...issues];
  if (!data) return { data: null, issues: all };
  const { samples, lengths, bytes, tokenizer, shape } = data;
  return { data: { samples, lengths, bytes, shape, source: `${path}, counted with ${tokenizer}` }, issues: all };
}
