import type { Issue, Lengths, Range } from "@outlay/engine";
import type { World } from "../world.ts";
import type { TokenCounter } from "./counter.ts";
import { type DataFile, filesOf } from "./files.ts";
import { type Part, partOf } from "./part.ts";
import { shuffled } from "./random.ts";
import { type Reckoned, reckon, together } from "./reckon.ts";
import type { ShapeId } from "./shape.ts";
import { type Tokens, tokensOfSamples } from "./tokens.ts";
import { trouble } from "./trouble.ts";

export interface DataOptions {
  /** Column that holds the text, where the shape isn't to be guessed. */
  readonly textField?: string | undefined;
  /** Prompts alone, without the answers that records may hold: answers are written anew. */
  readonly prompts?: boolean;
  readonly counter: TokenCounter;
  /** Which samples are drawn; the same for the same seed. */
  readonly seed: number;
}

/** A data set as it was measured. */
export interface DataSummary {
  readonly files: number;
  readonly bytes: number;
  readonly format: string;
  readonly shape: ShapeId;
  readonly columns: string;
  /** Records that can be trained on: counted, or reckoned from the sample within `sampleRange`. */
  readonly samples: number;
  readonly sampleRange: Range;
  readonly lengths: Lengths;
  /** All tokens of one epoch. */
  readonly tokens: Range;
  readonly counted: TokenCounter["kind"];
  readonly tokenizer: string;
  readonly sampled: boolean;
  /** Share of the samples that was read. */
  readonly share: number;
  /** Records read that can't be used, and where the first few stand. */
  readonly skipped: number;
  readonly skippedAt: readonly string[];
  readonly characters: number;
  readonly charactersPerToken: number;
}

export interface Measured {
  readonly data: DataSummary | null;
  readonly issues: readonly Issue[];
}

const FILES_READ = 24;
const KEPT_LENGTHS = 2_000;

/** Files spread evenly over a folder. */
function spread(files: readonly DataFile[]): readonly DataFile[] {
  if (files.length <= FILES_READ) return files;
  return Array.from({ length: FILES_READ }, (_, i) => files[Math.floor(((i + 0.5) * files.length) / FILES_READ)]).filter((f) => f !== undefined);
}

interface Data {
  readonly path: string;
  readonly files: readonly DataFile[];
  readonly parts: readonly Part[];
  readonly tokens: Tokens;
  readonly reckoned: readonly Reckoned[];
  readonly all: Reckoned;
}

/** At most 2,000 lengths, of each file as many as its share of the samples; sorted. */
function keptLengths({ parts, tokens, reckoned }: Data, seed: number): readonly number[] {
  const total = reckoned.reduce((n, r) => n + r.samples, 0);
  const kept: number[] = [];
  let from = 0;
  for (const [i, part] of parts.entries()) {
    const n = part.samples.length;
    const share = (reckoned[i]?.samples ?? 0) / Math.max(1, total);
    const order = shuffled(n, seed + i);
    const wanted = Math.min(n, Math.max(1, Math.round(KEPT_LENGTHS * share)));
    for (let k = 0; k < wanted; k++) kept.push(tokens.lengths[from + (order[k] ?? 0)] ?? 1);
    from += n;
  }
  return kept.sort((a, b) => a - b).slice(0, KEPT_LENGTHS + parts.length);
}

function longest(lengths: Float64Array): number {
  let most = 1;
  for (const length of lengths) if (length > most) most = length;
  return most;
}

function lengthsOf(data: Data, seed: number): Lengths {
  const { all, tokens } = data;
  return {
    sorted: keptLengths(data, seed),
    mean: all.tokens / Math.max(1, all.samples),
    longest: longest(tokens.lengths),
    uncertainty: Math.hypot(tokens.uncertainty, Math.max(all.ofMean, all.ofTokens)),
  };
}

const within = (p50: number, halfWidth: number): Range => ({ p10: p50 / (1 + halfWidth), p50, p90: p50 * (1 + halfWidth) });

function summary(data: Data, { counter, seed }: DataOptions): DataSummary {
  const { files, parts, tokens, all } = data;
  const read = parts.reduce((n, p) => n + p.samples.length, 0);
  const [first] = parts;
  const share = Math.min(1, read / Math.max(1, all.samples));
  return {
    files: files.length,
    bytes: files.reduce((n, f) => n + f.bytes, 0),
    format: [...new Set(parts.map((p) => p.read.format))].join(", "),
    shape: first?.shape.id ?? "text",
    columns: first?.shape.columns ?? "",
    samples: all.samples,
    sampleRange: within(all.samples, all.ofSamples),
    lengths: lengthsOf(data, seed),
    tokens: within(all.tokens, Math.hypot(tokens.uncertainty, all.ofTokens)),
    counted: counter.kind,
    tokenizer: counter.name,
    sampled: share < 1,
    share,
    skipped: parts.reduce((n, p) => n + p.skipped, 0),
    skippedAt: parts.flatMap((p) => p.read.blocks.flatMap((b) => b.badAt)).slice(0, 5),
    characters: tokens.characters,
    charactersPerToken: tokens.charactersPerToken,
  };
}

const percent = (share: number): number => Number((100 * share).toPrecision(2));

function notes(path: string, d: DataSummary): readonly Issue[] {
  const within = percent(d.lengths.uncertainty);
  const issues: Issue[] = [];
  if (d.sampled) {
    const { p10, p90 } = d.sampleRange;
    issues.push(trouble("sampled", path, { percent: percent(d.share), samples: d.samples, from: Math.round(p10), to: Math.round(p90) }, "note"));
  }
  issues.push(trouble(`counted-${d.counted}`, path, { tokenizer: d.tokenizer, percent: within, shape: d.shape, columns: d.columns }, "note"));
  return issues;
}

/**
 * Measures a data file or folder: how many samples, how long they are in tokens, how sure that is. Large files are sampled evenly; broken records
 * are skipped and counted; what can't be read is said and nothing is guessed.
 */
export async function measureData(path: string, options: DataOptions, world: World): Promise<Measured> {
  const found = await filesOf(path, world);
  const { files } = found;
  const issues: Issue[] = [...found.issues];
  const parts: Part[] = [];
  for (const file of spread(files)) {
    const { part, issues: said } = await partOf(file, options, world);
    issues.push(...said);
    if (part) parts.push(part);
  }
  if (parts.length === 0 || issues.some((i) => i.severity === "error")) return { data: null, issues };
  const tokens = tokensOfSamples(
    parts.flatMap((p) => p.samples),
    options.counter,
    options.seed,
  );
  const reckoned = reckonedParts(parts, tokens);
  const bytes = files.reduce((n, f) => n + f.bytes, 0);
  const sized = reckoned.map((r, i) => ({ ...r, bytes: parts[i]?.file.bytes ?? 0 }));
  const data = summary({ path, files, parts, tokens, reckoned, all: together(sized, bytes, files.length) }, options);
  return { data, issues: [...issues, ...notes(path, data)] };
}

function reckonedParts(parts: readonly Part[], tokens: Tokens): readonly Reckoned[] {
  let from = 0;
  return parts.map((part) => {
    const lengths = tokens.lengths.subarray(from, from + part.samples.length);
    from += part.samples.length;
    return reckon(part, lengths);
  });
}
