import { knownModel, namesLike } from "@outlay/catalog";
import {
  type Alternatives,
  type Issue,
  type MeasuredRun,
  type Planned,
  planning,
  type PlanRequest,
  type PlanResult,
  finished,
  inTurns,
  type Progress,
} from "@outlay/engine";
import { resolveModel, type ResolvedModel, type World } from "@outlay/interchange";
import { type Job, type MeasuredData, type PriceList, readJob, toRequest } from "@outlay/schema";
import type { Tree } from "../job/tree.ts";

export interface Asked {
  readonly job: Tree;
  /** Measured from a dropped file; null where the job states an amount. */
  readonly data: MeasuredData | null;
  /** Text of the price list that `where.prices.file` names; null where the page hasn't it. */
  readonly prices: string | null;
  /** ISO date that prices are judged stale against. */
  readonly today: string;
}

export interface Answer {
  /** Null on bad input: the issues say which. */
  readonly result: PlanResult | null;
  readonly issues: readonly Issue[];
}

export const failed = (issues: readonly Issue[]): boolean => issues.some((i) => i.severity === "error");

/** The model that a job names, from the catalog or from the shape in the job. */
export async function modelOf(
  job: Job,
  world: World,
): Promise<{ readonly model: ResolvedModel | null; readonly issues: readonly Issue[] }> {
  return await resolveModel(job.model, world, knownModel, { suggest: namesLike });
}

/** A Hub id that the catalog doesn't have: the page asks nobody, so it says what to do instead of what the network said. */
function inPageWords(issues: readonly Issue[], job: Job): readonly Issue[] {
  const asked = issues.some((i) => i.code.startsWith("model.hub-"));
  if (!asked || typeof job.model !== "string") return issues.map((i) => (i.path === "" ? { ...i, path: "model" } : i));
  const unknown: Issue = { code: "page.unknown-model", severity: "error", path: "model", values: { name: job.model } };
  return [unknown, ...issues.filter((i) => i.code === "model.did-you-mean")];
}

/** Trouble with a row of a price list, under the line where it stands. */
function atLine(issue: Issue, list: PriceList | null): Issue {
  const row = /^where\.prices\.file\.(\d+)$/.exec(issue.path)?.[1];
  return row === undefined || !list ? issue : { ...issue, path: `where.prices.file.${list.lines[Number(row)] ?? 0}` };
}

export interface Surroundings {
  readonly world: World;
  /** Published runs to show beside the plans; null while they are on their way. */
  readonly measured: readonly MeasuredRun[] | null;
  readonly clock?: () => number;
  /** What was found for questions before, for those after. */
  readonly finds?: Alternatives["finds"];
  /** Asked between turns of a search how far it is; false gives it up. Without it the search goes on to the end. */
  readonly between?: (progress: Progress) => Promise<boolean>;
}

/** Milliseconds of a search at a time. */
const TURN = 25;

/** What an answer was made from, for what is asked about it later. */
export interface Behind extends Planned {
  readonly request: PlanRequest;
  readonly alternatives: Alternatives;
}

interface Whole extends Answer {
  readonly behind: Behind | null;
  /** The search was given up. */
  readonly left: boolean;
}

const bad = (issues: readonly Issue[]): Whole => ({ result: null, issues, behind: null, left: false });

/** The way of `outlay plan`, from a job as it was written to the answer and what is behind it. */
export async function wholeAnswer(
  { job: tree, data, prices, today }: Asked,
  { world, measured, clock, finds, between }: Surroundings,
): Promise<Whole> {
  const read = readJob(tree);
  if (!read.job || failed(read.issues)) return bad(read.issues);
  const { job } = read;
  const resolved = await modelOf(job, world);
  const found = [...read.issues, ...(resolved.model ? resolved.issues : inPageWords(resolved.issues, job))];
  if (!resolved.model || failed(found)) return bad(found);
  const priceFile = job.where?.prices?.file;
  const list = priceFile === undefined || prices === null ? null : (await import("./prices.ts")).readPrices(priceFile, prices);
  if (list && failed(list.issues)) return bad([...found, ...list.issues]);
  if (priceFile !== undefined && !list)
    found.push({ code: "page.no-price-list", severity: "warning", path: "where.prices.file", values: {} });
  if (job.data?.file !== undefined && !data)
    return bad([...found, { code: "page.no-file", severity: "error", path: "data.file", values: { file: job.data.file } }]);
  const built = toRequest(job, {
    model: resolved.model,
    data: job.data?.file === undefined ? null : data,
    priceRows: list?.rows ?? [],
    today,
  });
  const issues = [...found, ...built.issues.map((i) => atLine(i, list))];
  const { request } = built;
  if (!request || failed(issues)) return bad(issues);
  const beside = { ...(measured ? { measured } : {}), ...(clock ? { clock } : {}), ...(finds ? { finds } : {}) };
  const alternatives = { ...built.alternatives, ...beside };
  const work = planning(request, alternatives);
  const done = clock && between ? await inTurns(work, { clock, milliseconds: TURN, between }) : finished(work);
  if (!done) return { ...bad([]), left: true };
  return { result: done.result, issues, behind: { request, alternatives, ...done }, left: false };
}

/** The answer alone. */
export async function answer(asked: Asked, at: Surroundings): Promise<Answer> {
  const { result, issues } = await wholeAnswer(asked, at);
  return { result, issues };
}
