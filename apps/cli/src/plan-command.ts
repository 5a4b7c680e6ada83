import { knownModel, measuredRuns, namesLike } from "@outlay/catalog";
import { type Alternatives, type Issue, moversOf, type Planned, planning, type PlanRequest, type PlanResult } from "@outlay/engine";
import { resolveModel, type ResolvedModel, type World } from "@outlay/interchange";
import { type Job, type Language, type MeasuredData, parseJobText, readJob, shown, toRequest, type Written } from "@outlay/schema";
import { EXIT, type ExitCode } from "./exit.ts";
import { asTyped, withFlags } from "./laid-flags.ts";
import { type Io, tell } from "./io.ts";
import { measure } from "./measure.ts";
import { watched } from "./turns.ts";
import { atLines, NO_PRICES, readPriceList } from "./price-list.ts";

export interface PlanOptions {
  readonly language: Language;
  readonly json: boolean;
  readonly offline: boolean;
  readonly today: string;
  readonly seed: number;
}

type Options = Readonly<Record<string, unknown>>;

const MOST_JOB_BYTES = 1_000_000;
const DATA_FILE = /\.(jsonl|ndjson|csv|tsv|txt|parquet)(\.gz)?$/i;
const JOB_FILE = /\.(ya?ml|json)$/i;

interface Text {
  readonly value: Written;
  /** Folder that the job's own paths start from. */
  readonly folder: string;
  readonly issues: readonly Issue[];
}

function folderOf(path: string): string {
  const at = path.replaceAll("\\", "/").lastIndexOf("/");
  return at < 0 ? "" : path.slice(0, at + 1);
}

function parsed(text: string, name: string, folder: string): Text {
  const { value, issues } = parseJobText(text, name);
  return { value: typeof value === "object" && value !== null ? { ...value } : {}, folder, issues };
}

const MODEL_KEYS = ["model_type", "architectures", "hidden_size", "n_embd", "d_model"];

/** A JSON file with the keys of a model's configuration is a model, not a job. */
function isConfig(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && MODEL_KEYS.some((key) => Object.hasOwn(value, key));
  } catch {
    return false;
  }
}

async function fileText(path: string, bytes: number, world: World): Promise<Text> {
  if (bytes > MOST_JOB_BYTES) return failed("job.file-too-large", { file: path, bytes, limit: MOST_JOB_BYTES });
  const text = new TextDecoder().decode(await world.files.read(path, { from: 0, to: bytes }));
  return /\.json$/i.test(path) && isConfig(text) ? model(path) : parsed(text, path, folderOf(path));
}

const model = (name: string): Text => ({ value: { model: name }, folder: "", issues: [] });
const failed = (code: string, values: Issue["values"]): Text => ({
  value: {},
  folder: "",
  issues: [{ code, severity: "error", path: "", values }],
});

/** The job's text: a file, standard input, or just a model's name. */
async function jobText(argument: string | undefined, options: Options, io: Io, world: World): Promise<Text> {
  if (argument === undefined) return { value: {}, folder: "", issues: [] };
  if (argument === "-") return parsed(await io.stdin(), "stdin", "");
  const entry = await world.files.entry(argument);
  if (entry?.kind === "file" && DATA_FILE.test(argument)) return failed("job.data-as-job", { file: argument });
  if (entry?.kind === "file" && JOB_FILE.test(argument)) {
    const found = await fileText(argument, entry.bytes, world);
    return found.value["model"] === argument ? named(argument, options) : found;
  }
  return !entry && JOB_FILE.test(argument) ? failed("job.file-not-found", { file: argument }) : named(argument, options);
}

/** An argument that is a model; --model beside it says the same thing twice. */
function named(argument: string, options: Options): Text {
  const other = options["model"];
  return other === undefined ? model(argument) : failed("job.two-models", { value: shown(argument), other: shown(other) });
}

/** A path in a job file starts at the file's folder. */
function fromFolder(folder: string, path: string): string {
  return folder === "" || /^([/\\]|[a-z]:)/i.test(path) ? path : `${folder}${path}`;
}

async function modelOf(job: Job, folder: string, world: World): Promise<{ model: ResolvedModel | null; issues: readonly Issue[] }> {
  let reference: unknown = job.model;
  const here = async (name: string): Promise<string> =>
    (await world.files.entry(fromFolder(folder, name))) ? fromFolder(folder, name) : name;
  if (typeof reference === "string") reference = await here(reference);
  else if (typeof job.model === "object" && typeof job.model["base"] === "string")
    reference = { ...job.model, base: await here(job.model["base"]) };
  return await resolveModel(reference, world, knownModel, { suggest: namesLike });
}

/** Whether the data holds prompts, to which answers are written anew. */
const writesAnswers = (job: Job): boolean => job.objective?.kind === "ppo" || job.objective?.kind === "grpo";

interface Prepared {
  /** The job as it was written, flags laid over it. */
  readonly written: Written;
  readonly job: Job;
  readonly model: ResolvedModel;
  readonly data: MeasuredData | null;
  readonly issues: readonly Issue[];
}

interface Failed {
  readonly issues: readonly Issue[];
}

const hasError = (issues: readonly Issue[]): boolean => issues.some((i) => i.severity === "error");

async function prepare(source: Text, options: Options, world: World, seed: number): Promise<Prepared | Failed> {
  const flags = withFlags(source.value, options);
  const read = readJob(flags.value);
  const issues = [...source.issues, ...flags.issues, ...(hasError(source.issues) ? [] : read.issues)];
  if (!read.job || hasError(issues)) return { issues };
  const fileFromFlag = options["data"] !== undefined;
  const resolved = await modelOf(read.job, options["model"] === undefined ? source.folder : "", world);
  if (!resolved.model) return { issues: [...issues, ...resolved.issues] };
  const file = read.job.data?.file;
  const path = file === undefined ? null : fromFolder(fileFromFlag ? "" : source.folder, file);
  const measured =
    path === null
      ? { data: null, issues: [] }
      : await measure(path, { model: resolved.model, textField: read.job.data?.textField, prompts: writesAnswers(read.job), seed }, world);
  const all = [...issues, ...resolved.issues, ...measured.issues];
  return hasError(all) ? { issues: all } : { written: flags.value, job: read.job, model: resolved.model, data: measured.data, issues: all };
}

export function exitOf(result: PlanResult): ExitCode {
  if (result.plans.length === 0) return EXIT.infeasible;
  return result.issues.some((i) => i.code === "plan.over-limit") ? EXIT.overLimit : EXIT.ok;
}

export const severe = (issues: readonly Issue[]): readonly Issue[] => issues.filter((i) => i.severity !== "note");

async function print(result: PlanResult, issues: readonly Issue[], at: PlanOptions & { readonly options: Options }, io: Io): Promise<void> {
  const { language } = at;
  if (at.json) {
    io.out(`${JSON.stringify({ ...result, issues: [...issues, ...result.issues] }, null, 2)}\n`);
    return;
  }
  const { showPlan } = await import("./show-plan.ts");
  tell(io, asTyped(severe(issues), at.options), language);
  io.out(showPlan(result, { assumed: issues.filter((i) => i.severity === "note"), language, width: io.width, color: io.color }));
}

/** A job read and checked: what the engine is asked. */
export interface Asked {
  readonly request: PlanRequest;
  readonly alternatives: Alternatives;
  readonly written: Written;
  readonly issues: readonly Issue[];
}

/** Reads the job, resolves the model, measures the data. Null on bad input, which is told; nothing is printed to stdout then. */
export async function asked(
  argument: string | undefined,
  options: Options,
  at: PlanOptions,
  io: Io,
  rule: (job: Job) => readonly Issue[] = () => [],
): Promise<Asked | null> {
  const world = await io.world(at.offline);
  const source = await jobText(argument, options, io, world);
  const prepared = await prepare(source, options, world, at.seed);
  const refused = "job" in prepared ? rule(prepared.job) : [];
  if (!("job" in prepared) || refused.length > 0) {
    tell(io, asTyped([...refused, ...severe(prepared.issues)], options), at.language);
    return null;
  }
  const given = prepared.job.where?.prices?.file;
  const file = given === undefined ? "" : fromFolder(options["prices"] === undefined ? source.folder : "", given);
  const list = given === undefined ? NO_PRICES : await readPriceList(file, world);
  const built = toRequest(prepared.job, { model: prepared.model, data: prepared.data, priceRows: list.rows, today: at.today });
  const issues = [...prepared.issues, ...list.issues, ...atLines(built.issues, list, file)];
  if (!built.request || hasError(issues)) {
    tell(io, asTyped(severe(issues), options), at.language);
    return null;
  }
  return { request: built.request, alternatives: built.alternatives, written: prepared.written, issues };
}

export interface Answer extends Planned {
  readonly request: PlanRequest;
  readonly alternatives: Alternatives;
  /** The job as it was written, flags laid over it. */
  readonly written: Written;
  readonly issues: readonly Issue[];
}

/** Reads the job and plans. An exit code on bad input or an interruption, which are told. */
export async function answer(
  argument: string | undefined,
  options: Options,
  at: PlanOptions,
  io: Io,
  rule?: (job: Job) => readonly Issue[],
): Promise<Answer | ExitCode> {
  const found = await asked(argument, options, at, io, rule);
  if (!found) return EXIT.badInput;
  const { request, alternatives, written, issues } = found;
  const work = planning(request, { ...alternatives, measured: await measuredRuns(), clock: io.clock });
  const planned = await watched(work, at.language, io);
  return planned ? { ...planned, request, alternatives, written, issues } : EXIT.interrupted;
}

/** What was asked for beside the answer itself; the first trouble with it. */
async function writeFiles(found: Answer, options: Options, at: PlanOptions, io: Io): Promise<Issue | null> {
  const { report, pictures } = options;
  if (report === undefined && pictures === undefined) return null;
  const { writePictures, writeReport } = await import("./report.ts");
  const world = await io.world(at.offline);
  const { result, issues, request, alternatives, offerings, written: job } = found;
  const [[plan], [offering]] = [result.plans, offerings];
  const movers = plan && offering ? await watched(moversOf(request, { plan, offering }, alternatives), at.language, io) : null;
  const { budget, deadline } = request.goal;
  const written = { result, assumed: issues, language: at.language, limits: { budget, deadline }, movers, job };
  const trouble = report === undefined ? null : await writeReport(String(report), written, world, io);
  return trouble ?? (pictures === undefined ? null : await writePictures(String(pictures), written, world, io));
}

/** `outlay plan`. */
export async function planCommand(argument: string | undefined, options: Options, at: PlanOptions, io: Io): Promise<ExitCode> {
  const found = await answer(argument, options, at, io);
  if (typeof found === "number") return found;
  await print(found.result, found.issues, { ...at, options }, io);
  const trouble = await writeFiles(found, options, at, io);
  if (trouble) tell(io, [trouble], at.language);
  return trouble ? EXIT.badInput : exitOf(found.result);
}
