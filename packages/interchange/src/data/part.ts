import type { Issue } from "@outlay/engine";
import type { World } from "../world.ts";
import type { DataFile } from "./files.ts";
import type { Fields, Read } from "./read.ts";
import { type ReadOptions, readRecords } from "./records.ts";
import { type Sample, type Shape, shapeOf } from "./shape.ts";
import { trouble } from "./trouble.ts";

/** Bad records beyond this share are no slip: the file is something else. */
const MOST_BAD = 0.1;
const BAD_SHOWN = 5;

/** A file's records as samples. */
export interface Part {
  readonly file: DataFile;
  readonly read: Read;
  readonly shape: Shape;
  readonly samples: readonly Sample[];
  /** Block of each sample. */
  readonly blockOf: readonly number[];
  /** Records that were read, usable or not. */
  readonly records: number;
  readonly skipped: number;
}

interface PartRead {
  readonly part: Part | null;
  readonly issues: readonly Issue[];
}

function firstShape(read: Read, { textField, prompts = false }: ReadOptions): Shape | null {
  for (const block of read.blocks) {
    for (const record of block.records) {
      const shape = shapeOf(record, textField, prompts);
      if (shape) return shape;
    }
  }
  return null;
}

function shapeTrouble(path: string, read: Read, textField: string | undefined): Issue {
  const records = read.blocks.flatMap((b) => b.records.slice(0, 20));
  if (records.length === 0) return trouble("empty", path);
  const columns = [...new Set(records.flatMap((r: Fields) => Object.keys(r)))].slice(0, 20).join(", ") || "-";
  return textField === undefined ? trouble("no-shape", path, { columns }) : trouble("no-column", path, { column: textField, columns });
}

function samplesOf(read: Read, shape: Shape, { textField, prompts = false }: ReadOptions): Pick<Part, "samples" | "blockOf"> & { readonly used: number } {
  const samples: Sample[] = [];
  const blockOf: number[] = [];
  let used = 0;
  for (const [block, { records }] of read.blocks.entries()) {
    for (const record of records) {
      const sample = shape.read(record) ?? shapeOf(record, textField, prompts)?.read(record) ?? null;
      if (!sample || sample.text.trim() === "") continue;
      used += 1;
      for (const each of [sample, shape.other?.(record) ?? null]) {
        if (!each) continue;
        samples.push(each);
        blockOf.push(block);
      }
    }
  }
  return { samples, blockOf, used };
}

function sum(read: Read, of: (block: Read["blocks"][number]) => number): number {
  return read.blocks.reduce((n, block) => n + of(block), 0);
}

function notes(part: Part, bad: number): readonly Issue[] {
  const { read, file, samples, shape } = part;
  const at = read.blocks.flatMap((b) => b.badAt).slice(0, BAD_SHOWN).join(", ") || "-";
  const issues: Issue[] = [];
  if (bad > 0) issues.push(trouble("bad-records", file.path, { bad, total: part.records, at }, "warning"));
  if (part.skipped > bad) issues.push(trouble("skipped", file.path, { count: part.skipped - bad, shape: shape.id }, "warning"));
  const broken = sum(read, (b) => b.broken);
  if (broken > 0) issues.push(trouble("not-utf8", file.path, { count: broken }, "warning"));
  const media = samples.reduce((n, s) => n + s.media, 0);
  if (media > 0) issues.push(trouble("media", file.path, { count: media }, "warning"));
  if (shape.id === "preference") issues.push(trouble("preference", file.path, {}, "note"));
  return issues;
}

/** Reads one file into samples; `part` is null when nothing of it can be trained on, and `issues` says why. */
export async function partOf(file: DataFile, options: ReadOptions, world: World): Promise<PartRead> {
  const { textField } = options;
  const read = await readRecords(file.path, file.bytes, options, world);
  if (read.issues.some((i) => i.severity === "error")) return { part: null, issues: read.issues };
  const good = sum(read, (b) => b.records.length);
  const bad = sum(read, (b) => b.bad);
  if (bad > MOST_BAD * (good + bad)) {
    const at = read.blocks.flatMap((b) => b.badAt).slice(0, BAD_SHOWN).join(", ") || "-";
    return { part: null, issues: [...read.issues, trouble("too-many-bad", file.path, { bad, total: good + bad, at })] };
  }
  const shape = firstShape(read, options);
  if (!shape) return { part: null, issues: [...read.issues, shapeTrouble(file.path, read, textField)] };
  const { samples, blockOf, used } = samplesOf(read, shape, options);
  if (samples.length === 0) return { part: null, issues: [...read.issues, trouble("empty", file.path)] };
  const part: Part = { file, read, shape, samples, blockOf, records: good + bad, skipped: good + bad - used };
  return { part, issues: [...read.issues, ...notes(part, bad)] };
}
