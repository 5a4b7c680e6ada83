import { findModel } from "@outlay/catalog";
import { type Issue, plan, type PlanResult } from "@outlay/engine";
import { resolveModel, type ResolvedModel, type World } from "@outlay/interchange";
import { type Job, type Language, type MeasuredData, parseJobText, readJob, toRequest } from "@outlay/schema";
import { EXIT, type ExitCode } from "./exit.ts";
import { type Tree, withFlags } from "./flags.ts";
import { type Io, tell } from "./io.ts";
import { measure } from "./measure.ts";
import { readPriceList } from "./price-list.ts";

export interface PlanOptions {
  readonly language: Language;
  readonly json: boolean;
  readonly offline: boolean;
  readonly today: string;
  readonly seed: number;
}

const MOST_JOB_BYTES = 1_000_000;
const JOB_FILE = /\.(ya?ml|json)$/i;

interface Text {
  readonly value: Tree;
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

/** The job's text: a file, standard input, or just a model's name. A config.json is a model, not a job. */
async function jobText(argument: string | undefined, io: Io, world: World): Promise<Text> {
  if (argument === undefined) return { value: {}, folder: "", issues: [] };
  if (argument === "-") return parsed(await io.stdin(), "stdin", "");
  const entry = await world.files.entry(argument);
  if (entry?.kind === "file" && JOB_FILE.test(argument)) {
    const bytes = await world.files.read(argument, { from: 0, to: MOST_JOB_BYTES + 1 });
    const text = new TextDecoder().decode(bytes);
    const found = parsed(text, argument, folderOf(argument));
    const isModel = "model_type" in found.value || "architectures" in found.value || "n_embd" in found.value || "hidden_size" in found.value;
    return isModel ? { value: { model: argument }, folder: "", issues: [] } : found;
  }
  if (!entry && /\.ya?ml$/i.test(argument)) {
    return { value: {}, folder: "", issues: [{ code: "job.file-not-found", severity: "error", path: "job", values: { file: argument } }] };
  }
  return { value: { model: argument }, folder: "", issues: [] };
}

/** A path in a job file starts at the file's folder. */
function fromFolder(folder: string, path: string): string {
  return folder === "" || /^([/\\]|[a-z]:)/i.test(path) ? path : `${folder}${path}`;
}

async function modelOf(job: Job, folder: string, world: World): Promise<{ model: ResolvedModel | null; issues: readonly Issue[] }> {
  const lookup = (name: string) => {
    const found = findModel(name);
    return found.kind === "found" ? found.model : null;
  };
  const suggest = (name: string): readonly string[] => {
    const found = findModel(name);
    return found.kind === "none" ? found.suggestions : [];
  };
  let reference: unknown = job.model;
  if (typeof reference === "string" && (await world.files.entry(fromFolder(folder, reference)))) reference = fromFolder(folder, reference);
  return await resolveModel(reference, world, lookup, { suggest });
}

interface Prepared {
  readonly job: Job;
  readonly model: ResolvedModel;
  readonly data: MeasuredData | null;
  readonly issues: readonly Issue[];
}

interface Failed {
  readonly issues: readonly Issue[];
}

const hasError = (issues: readonly Issue[]): boolean => issues.some((i) => i.severity === "error");

async function prepare(source: Text, options: Readonly<Record<string, unknown>>, world: World, seed: number): Promise<Prepared | Failed> {
  const flags = withFlags(source.value, options);
  const read = readJob(flags.value);
  const issues = [...source.issues, ...flags.issues, ...(hasError(source.issues) ? [] : read.issues)];
  if (!read.job || hasError(issues)) return { issues };
  const fileFromFlag = options["data"] !== undefined;
  const resolved = await modelOf(read.job, options["model"] === undefined ? source.folder : "", world);
  if (!resolved.model) return { issues: [...issues, ...resolved.issues] };
  const file = read.job.data?.file;
  const path = file === undefined ? null : fromFolder(fileFromFlag ? "" : source.folder, file);
  const measured = path === null ? { data: null, issues: [] } : await measure(path, { model: resolved.model, textField: read.job.data?.textField, seed }, world);
  const all = [...issues, ...resolved.issues, ...measured.issues];
  return hasError(all) ? { issues: all } : { job: read.job, model: resolved.model, data: measured.data, issues: all };
}

function exitOf(result: PlanResult): ExitCode {
  if (result.plans.length === 0) return EXIT.infeasible;
  return result.issues.some((i) => i.code === "plan.over-limit") ? EXIT.overLimit : EXIT.ok;
}

/** `outlay plan`: reads the job, resolves the model, measures the data, plans, prints. Nothing is printed to stdout on bad input. */
export async function planCommand(argument: string | undefined, options: Readonly<Record<string, unknown>>, at: PlanOptions, io: Io): Promise<ExitCode> {
  const world = await io.world(at.offline);
  const source = await jobText(argument, io, world);
  const prepared = await prepare(source, options, world, at.seed);
  if (!("job" in prepared)) {
    tell(io, prepared.issues, at.language);
    return EXIT.badInput;
  }
  const listPath = prepared.job.where?.prices?.file;
  const list = listPath === undefined ? { rows: [], issues: [] } : await readPriceList(fromFolder(options["prices"] === undefined ? source.folder : "", listPath), world);
  const built = toRequest(prepared.job, { model: prepared.model, data: prepared.data, priceRows: list.rows, today: at.today });
  const issues = [...prepared.issues, ...list.issues, ...built.issues];
  if (!built.request || hasError(issues)) {
    tell(io, issues.filter((i) => i.severity !== "note"), at.language);
    return EXIT.badInput;
  }
  const result = plan(built.request, { ...built.alternatives, clock: io.clock });
  const complete: PlanResult = { ...result, issues: [...issues, ...result.issues] };
  if (at.json) io.out(`${JSON.stringify(complete, null, 2)}\n`);
  else {
    const { showPlan } = await import("./show-plan.ts");
    tell(io, issues.filter((i) => i.severity === "warning"), at.language);
    io.out(showPlan(result, { assumed: issues.filter((i) => i.severity === "note"), language: at.language, width: io.width, color: io.color }));
  }
  return exitOf(result);
}
