import { type Remote, wrap } from "comlink";
import { batch, effect } from "@preact/signals";
import type { Issue } from "@outlay/engine";
import type { Answer, Asked } from "./engine/answer.ts";
import type { Grounds } from "./engine/facts.ts";
import type { Moved } from "./engine/movers.ts";
import type { HubConfig } from "./engine/hub.ts";
import type { Looking } from "./engine/turns.ts";
import type { Engine } from "./engine/worker.ts";
import { loadTexts, textsFor } from "./language.ts";
import { keepPage } from "./offline/keep.ts";
import { type Tree, valueAt } from "./job/tree.ts";
import {
  answeredTo,
  ask,
  busySince,
  calmResult,
  choices,
  counting,
  data,
  dropIssues,
  field,
  further,
  issues,
  job,
  looking,
  picked,
  plans,
  prices,
  result,
  today,
} from "./state.ts";

/** Plans beyond those of the answer that are kept: as many as are compared, and the one that is shown. */
const MOST_FURTHER = 5;

/** Milliseconds in which a worker hears that its search is given up; one that doesn't is replaced. */
const HEARS = 500;

const vocabularies = (): string => new URL("vocabularies/", document.baseURI).href;

let worker: Worker | null = null;
let engine: Remote<Engine> | null = null;
/** Whether the worker has the published runs, which it loads after its first answer. */
let measured = false;
/** Counts questions, so that an answer to an old one is dropped. */
let asked = 0;

function start(): Remote<Engine> {
  if (engine) return engine;
  worker = new Worker(new URL("./engine/worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data: told }: MessageEvent<unknown>) => {
    if (isLooking(told) && busySince.peek() !== null) looking.value = told.looking;
  });
  engine = wrap<Engine>(worker);
  return engine;
}

const isLooking = (told: unknown): told is Looking => typeof told === "object" && told !== null && "looking" in told;

/** The worker, for what is asked of it beside answers. */
export const remote = (): Remote<Engine> => start();

/** Gives a search up: the last answer stays, and with a worker that hears it so does what it has worked out. */
export function cancel(): void {
  asked += 1;
  stopped();
  const deaf = worker;
  const timer = setTimeout(() => {
    if (deaf !== worker) return;
    worker?.terminate();
    [worker, engine, measured] = [null, null, false];
    start();
  }, HEARS);
  void start()
    .leave()
    .then(() => clearTimeout(timer));
}

function stopped(): void {
  batch(() => {
    busySince.value = null;
    looking.value = null;
  });
}

/** A fault of ours, said rather than swallowed. */
function broken(error: unknown): Issue {
  return { code: "page.broken", severity: "error", path: "", values: { problem: error instanceof Error ? error.message : String(error) } };
}

const faulty = (error: unknown): Answer => ({ result: null, issues: [broken(error)] });

let calming = 0;

/** Once the answer is on the screen, what explains it follows. */
function calm(about: Asked): void {
  calming += 1;
  const mine = calming;
  const follow = (): void => {
    if (mine !== calming) return;
    batch(() => {
      calmResult.value = result.peek();
      answeredTo.value = about;
    });
    const wanted = picked.peek();
    if (wanted !== null) void pick(wanted);
  };
  requestAnimationFrame(() => setTimeout(follow, 0));
}

/** A job as it is asked about, with the files that it names where the page has them. */
function asking(tree: Tree): Asked {
  const list = prices.peek();
  const named = valueAt(tree, "where.prices.file");
  return { job: tree, data: data.peek(), prices: list?.file === named ? (list?.text ?? null) : null, today: today.peek() };
}

/** Answers the newest question; the worker gives up one that it is still at. */
async function answerNow(): Promise<void> {
  const question = ++asked;
  const from = performance.now();
  const about = asking(job.peek());
  busySince.value = from;
  const found = await start().answer(about, vocabularies()).catch(faulty);
  if (question !== asked || !found) return;
  performance.measure("outlay:worker", { start: from, end: performance.now() });
  await textsFor([...found.issues, ...(found.result?.issues ?? []), ...(found.result?.plans[0]?.issues ?? [])]);
  if (question !== asked) return;
  batch(() => {
    stopped();
    issues.value = found.issues;
    if (!found.result) return;
    const { plans: full, offers } = found.result;
    const has = (id: string | null): boolean => [...full, ...offers.shown].some((p) => p.id === id);
    if (!has(picked.peek())) picked.value = null;
    further.value = [];
    result.value = found.result;
  });
  if (!found.result) return;
  performance.measure("outlay:answer", { start: 0, end: performance.now() });
  calm(about);
  if (!measured) await withMeasured();
}

/** An answer is on the page: what comes next comes with published runs beside it. */
async function withMeasured(): Promise<void> {
  measured = true;
  await Promise.all([start().loadMeasured(), loadTexts()]);
  if (busySince.peek() === null) await answerNow();
  await keepPage();
}

/** What another job would be answered, beside the one on the page. */
export async function answerTo(tree: Tree): Promise<Answer> {
  const about = asking(tree);
  return await start().beside(about, vocabularies()).catch(faulty);
}

/** What moves a plan of the answer on the page; null where it has moved on meanwhile. */
export async function moversTo(about: Asked, id: string): Promise<Moved | null> {
  return await start().movers(about, id, vocabularies());
}

/** Shows a plan of the answer; one that the answer has only a line of is worked out first. */
export async function pick(id: string): Promise<void> {
  const [asked, first] = [answeredTo.peek(), result.peek()?.plans[0]?.id];
  const show = (): void => void (picked.value = id === first ? null : id);
  if (plans.peek().some((p) => p.id === id)) return show();
  if (!asked) return;
  const plan = await start()
    .plan(asked, id, vocabularies())
    .catch(() => null);
  if (!plan || answeredTo.peek() !== asked) return;
  batch(() => {
    further.value = [...further.peek(), plan].slice(-MOST_FURTHER);
    show();
  });
}

/** config.json of a model that the catalogue hasn't, from the Hub. */
export async function askHub(name: string): Promise<HubConfig> {
  const found = await start()
    .hubConfig(name, vocabularies())
    .catch((error: unknown): HubConfig => ({ text: null, issues: [broken(error)] }));
  await textsFor(found.issues);
  return found;
}

/** What the numbers of a plan of the answer on the page come from. */
export async function groundsTo(about: Asked, id: string): Promise<Grounds | null> {
  return await start().grounds(about, id, vocabularies());
}

async function fetchChoices(): Promise<void> {
  choices.value = await start().choices();
}

/** Follows the job: every change is answered at once, since a newer one takes its place. */
export function answerChanges(): void {
  effect(() => {
    void [job.value, data.value, prices.value, today.value];
    void answerNow();
  });
  void fetchChoices();
}

let dropped: { readonly file: File; readonly model: unknown } | null = null;

/** Counts the dropped file again where the model, whose vocabulary it was counted with, is another now. */
export function recountChanges(): void {
  effect(() => {
    const model = field("model");
    if (dropped === null || dropped.model === model) return;
    if (dropped.file.name === field("data.file")) void dropData(dropped.file);
    else dropped = null;
  });
}

/** Counts a dropped data file in the worker; the job then names it. */
export async function dropData(file: File): Promise<void> {
  dropIssues.value = [];
  dropped = { file, model: job.peek()["model"] };
  counting.value = file.name;
  const found = await start()
    .count(file, job.peek(), vocabularies())
    .catch((error: unknown) => ({ data: null, issues: [broken(error)] }));
  await textsFor(found.issues);
  if (dropped?.file !== file) return;
  counting.value = null;
  dropIssues.value = found.issues;
  if (!found.data) return;
  data.value = found.data;
  ask({
    "data.file": file.name,
    "data.tokens": undefined,
    "data.samples": undefined,
    "data.tokensPerSample": undefined,
    "data.steps": undefined,
  });
}
