import type { Issue, Lengths } from "@outlay/engine";
import type { World } from "../world.ts";
import type { TokenCounter } from "./counter.ts";
import { type FileKind, FORMATS, kindOfName } from "./format.ts";
import type { Records } from "./read.ts";
import { readRecordsOf } from "./records.ts";
import { type Sample, type ShapeId, shapeOf } from "./shape.ts";
import { trouble } from "./trouble.ts";

export interface DataOptions {
  readonly textField?: string | undefined;
  readonly counter: TokenCounter;
  readonly seed: number;
}

/** A data set as it was measured. */
export interface DataSummary {
  readonly files: number;
  readonly bytes: number;
  readonly format: string;
  readonly shape: ShapeId;
  readonly columns: string;
  /** Records that can be trained on, counted or reckoned from the sample. */
  readonly samples: number;
  readonly lengths: Lengths;
  readonly tokens: { readonly p10: number; readonly p50: number; readonly p90: number };
  readonly counted: TokenCounter["kind"];
  readonly tokenizer: string;
  /** Share of the data that was read. */
  readonly share: number;
  readonly skipped: number;
  readonly charactersPerToken: number;
}

export interface Measured {
  readonly data: DataSummary | null;
  readonly issues: readonly Issue[];
}

const MOST_FILES = 2_000;
const SAMPLED_FILES = 16;
/** Characters given to the tokenizer; the rest is reckoned from their ratio. */
const TOKENISED = 1_500_000;
const KEPT_LENGTHS = 2_000;
/** What a chat template writes around a message: role, markers, line breaks. */
const TOKENS_PER_MESSAGE = 5;
const Z80 = 1.2816;

/** Mulberry32: the same sample for the same seed, everywhere. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Counted {
  readonly lengths: Lengths;
  readonly charactersPerToken: number;
}

/** A random order of the samples' indices. */
function shuffled(n: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const random = randomOf(seed);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

/** Tokens of each sample: a random part through the tokenizer, the rest by the ratio that this part shows. */
function count(samples: readonly Sample[], counter: TokenCounter, seed: number): Counted {
  const order = shuffled(samples.length, seed);
  const tokens = new Float64Array(samples.length);
  const done = new Uint8Array(samples.length);
  let characters = 0;
  let counted = 0;
  const ratios: number[] = [];
  for (const index of order) {
    const sample = samples[index];
    if (!sample) continue;
    if (characters >= TOKENISED) break;
    const text = sample.text.slice(0, TOKENISED);
    const n = counter.count(text) * (sample.text.length / Math.max(1, text.length));
    tokens[index] = n + TOKENS_PER_MESSAGE * sample.messages;
    done[index] = 1;
    characters += sample.text.length;
    counted += n;
    if (sample.text.length > 0) ratios.push(n / sample.text.length);
  }
  const perToken = counted > 0 ? characters / counted : 1;
  for (const [i, sample] of samples.entries()) {
    if (done[i] === 0) tokens[i] = Math.round(sample.text.length / perToken) + TOKENS_PER_MESSAGE * sample.messages;
  }
  const all = done.every((d) => d === 1);
  return { lengths: lengthsOf(tokens, order, all ? 0 : spreadOf(ratios), counter), charactersPerToken: perToken };
}

/** Relative 80 % half-width of a mean ratio. */
function spreadOf(ratios: readonly number[]): number {
  const n = ratios.length;
  if (n < 2) return 0.2;
  const mean = ratios.reduce((a, b) => a + b, 0) / n;
  const variance = ratios.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1);
  return (Z80 * Math.sqrt(variance / n)) / Math.max(mean, 1e-9);
}

function lengthsOf(tokens: Float64Array, order: Uint32Array, ratioSpread: number, counter: TokenCounter): Lengths {
  let total = 0;
  let longest = 0;
  for (const t of tokens) {
    total += t;
    longest = Math.max(longest, t);
  }
  const kept: number[] = [];
  for (const index of order) {
    if (kept.length >= KEPT_LENGTHS) break;
    kept.push(Math.max(1, Math.round(tokens[index] ?? 0)));
  }
  kept.sort((a, b) => a - b);
  return { sorted: kept, mean: total / Math.max(1, tokens.length), longest: Math.max(1, Math.round(longest)), uncertainty: Math.hypot(counter.uncertainty, ratioSpread) };
}

interface Source {
  readonly path: string;
  readonly bytes: number;
  readonly kind: FileKind;
}

/** The files that a path stands for: itself, or those of a folder that can be read. */
async function sourcesOf(path: string, world: World): Promise<{ readonly sources: readonly Source[]; readonly issues: readonly Issue[] }> {
  const entry = await world.files.entry(path);
  if (!entry) return { sources: [], issues: [trouble("not-found", path, { file: path })] };
  if (entry.kind === "file") return { sources: [{ path, bytes: entry.bytes, kind: kindOfName(path) }], issues: [] };
  const names = (await world.files.list(path)).filter((n) => kindOfName(n).format !== null).slice(0, MOST_FILES);
  const sources: Source[] = [];
  for (const name of names) {
    const inner = `${path.replace(/[/\\]$/, "")}/${name}`;
    const found = await world.files.entry(inner);
    if (found?.kind === "file" && found.bytes > 0) sources.push({ path: inner, bytes: found.bytes, kind: kindOfName(name) });
  }
  return sources.length > 0 ? { sources, issues: [] } : { sources, issues: [trouble("no-files", path, { formats: FORMATS.join(", ") })] };
}

function usable(read: Records, textField: string | undefined): { readonly samples: readonly Sample[]; readonly shape: ReturnType<typeof shapeOf>; readonly skipped: number } {
  const first = read.records.find((r) => shapeOf(r, textField) !== null);
  const shape = first ? shapeOf(first, textField) : null;
  if (!shape) return { samples: [], shape, skipped: read.skipped };
  const samples: Sample[] = [];
  for (const r of read.records) {
    const sample = shape.read(r) ?? shapeOf(r, textField)?.read(r) ?? null;
    if (sample && sample.text.trim() !== "") samples.push(sample);
  }
  return { samples, shape, skipped: read.skipped + read.records.length - samples.length };
}

function shapeTrouble(path: string, read: Records, textField: string | undefined): Issue {
  const columns = [...new Set(read.records.slice(0, 50).flatMap((r) => Object.keys(r)))].slice(0, 20).join(", ");
  if (read.records.length === 0) return trouble("empty", path);
  return textField === undefined ? trouble("no-shape", path, { columns }) : trouble("no-column", path, { column: textField, columns });
}

interface Part {
  readonly source: Source;
  readonly read: Records;
  readonly samples: readonly Sample[];
  readonly total: number;
  readonly skipped: number;
  readonly shape: NonNullable<ReturnType<typeof shapeOf>>;
}

/** Reads one file into samples and reckons how many it holds. */
async function partOf(source: Source, options: DataOptions, world: World): Promise<{ readonly part: Part | null; readonly issues: readonly Issue[] }> {
  if (source.bytes === 0) return { part: null, issues: [trouble("empty", source.path)] };
  const read = await readRecordsOf(source.path, source.bytes, source.kind, world);
  if (read.issues.some((i) => i.severity === "error")) return { part: null, issues: read.issues };
  const { samples, shape, skipped } = usable(read, options.textField);
  if (!shape || samples.length === 0) return { part: null, issues: [...read.issues, shapeTrouble(source.path, read, options.textField)] };
  const share = samples.length / Math.max(1, read.records.length + read.skipped);
  const total = read.total === null ? Math.round(samples.length / Math.max(read.share, 1e-9)) : Math.round(read.total * share);
  const issues: Issue[] = [...read.issues];
  if (skipped > 0) issues.push(trouble("skipped", source.path, { count: skipped, lines: read.skippedLines.join(", ") || "-" }, "warning"));
  return { part: { source, read, samples, total: Math.max(total, samples.length), skipped, shape }, issues };
}

/** Files spread evenly over a folder. */
function spread(sources: readonly Source[]): readonly Source[] {
  if (sources.length <= SAMPLED_FILES) return sources;
  return Array.from({ length: SAMPLED_FILES }, (_, i) => sources[Math.floor((i * sources.length) / SAMPLED_FILES)]).filter((s) => s !== undefined);
}

/**
 * Measures a data file or folder: how many samples, how long they are in tokens, how sure that is. Large files are sampled evenly; broken records
 * are skipped and counted; what can't be read is said and nothing is guessed.
 */
export async function measureData(path: string, options: DataOptions, world: World): Promise<Measured> {
  const { sources, issues: found } = await sourcesOf(path, world);
  const issues: Issue[] = [...found];
  if (sources.length === 0) return { data: null, issues };
  const parts: Part[] = [];
  for (const source of spread(sources)) {
    const { part, issues: said } = await partOf(source, options, world);
    issues.push(...said);
    if (part) parts.push(part);
  }
  const [first] = parts;
  if (!first || issues.some((i) => i.severity === "error")) return { data: null, issues };
  return summarise(path, { sources, parts, first }, options, issues);
}

function summarise(path: string, d: { sources: readonly Source[]; parts: readonly Part[]; first: Part }, options: DataOptions, issues: readonly Issue[]): Measured {
  const samples = d.parts.flatMap((p) => p.samples);
  const bytes = d.sources.reduce((n, s) => n + s.bytes, 0);
  const readBytes = d.parts.reduce((n, p) => n + p.source.bytes, 0);
  const inRead = d.parts.reduce((n, p) => n + p.total, 0);
  const total = Math.round(inRead * (bytes / Math.max(1, readBytes)));
  const share = Math.min(1, samples.length / Math.max(1, total));
  const { counter } = options;
  const { lengths, charactersPerToken } = count(samples, counter, options.seed);
  // A sample of n records knows their number and mean length to about 1/sqrt(n) of their spread.
  const sampling = share >= 0.999 ? 0 : Z80 / Math.sqrt(Math.max(1, samples.length));
  const uncertainty = Math.hypot(lengths.uncertainty, sampling);
  const tokens = total * lengths.mean;
  const notes: Issue[] = [];
  if (share < 0.999) notes.push(trouble("sampled", path, { percent: Number((100 * share).toPrecision(2)), samples: total }, "note"));
  notes.push(trouble(`counted-${counter.kind}`, path, { tokenizer: counter.name, percent: Math.round(100 * uncertainty), shape: d.first.shape.id, columns: d.first.shape.columns }, "note"));
  const data: DataSummary = {
    files: d.sources.length, bytes, format: d.first.read.format, shape: d.first.shape.id, columns: d.first.shape.columns,
    samples: total, lengths: { ...lengths, uncertainty },
    tokens: { p10: tokens / (1 + uncertainty), p50: tokens, p90: tokens * (1 + uncertainty) },
    counted: counter.kind, tokenizer: counter.name, share, skipped: d.parts.reduce((n, p) => n + p.skipped, 0), charactersPerToken,
  };
  return { data, issues: [...issues, ...notes] };
}
