import type { Issue } from "@outlay/engine";
import { measureData, tokenCounter, type World } from "@outlay/interchange";
import { type MeasuredData, readJob } from "@outlay/schema";
import type { Tree } from "../job/tree.ts";
import { failed, modelOf } from "./answer.ts";

export interface Counted {
  readonly data: MeasuredData | null;
  readonly issues: readonly Issue[];
}

/** The draw of samples that the command makes too. */
const SEED = 1;

/** Counts a dropped file with the vocabulary of the job's model where one lies beside the page. */
export async function countData(file: string, job: Tree, world: World): Promise<Counted> {
  const read = readJob(job);
  const resolved = read.job && !failed(read.issues) ? await modelOf(read.job, world) : { model: null, issues: [] };
  if (!resolved.model) return { data: null, issues: [...read.issues, ...resolved.issues] };
  const { name, architecture } = resolved.model;
  const { counter, issues: told } = await tokenCounter({ id: name, family: architecture.family, vocab: architecture.vocab }, world);
  const { data, issues } = await measureData(file, { textField: read.job?.data?.textField, counter, seed: SEED }, world);
  const all = [...told, ...issues].map((i): Issue => ({ ...i, path: i.path === "" ? "data.file" : i.path }));
  if (!data) return { data: null, issues: all };
  const { samples, lengths, bytes, tokenizer } = data;
  return { data: { samples, lengths, bytes, source: `${file}, counted with ${tokenizer}` }, issues: all };
}
