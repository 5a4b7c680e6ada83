import { type Remote, wrap } from "comlink";
import { batch, effect } from "@preact/signals";
import type { Issue } from "@outlay/engine";
import type { Answer, Asked } from "./engine/answer.ts";
import type { Grounds } from "./engine/facts.ts";
import type { Moved } from "./engine/movers.ts";
import type { Engine } from "./engine/worker.ts";
import type { Tree } from "./job/tree.ts";
import {
  answeredTo,
  busySince,
  choices,
  data,
  dropIssues,
  field,
  further,
  issues,
  job,
  picked,
  plans,
  result,
  today,
  ask,
} from "./state.ts";

/** Plans beyond those of the answer that are kept: as many as are compared, and the one that is shown. */
const MOST_FURTHER = 5;

/** Typing settles for so long before it is answered. */
const SETTLE = 25;

const vocabularies = (): string => new URL("vocabularies/", document.baseURI).href;

let worker: Worker | null = null;
let engine: Remote<Engine> | null = null;
let measured = false;
/** Counts questions, so that an answer to an old one is dropped. */
let asked = 0;
let running = false;
let waiting = false;

function start(): Remote<Engine> {
  if (engine) return engine;
  worker = new Worker(new URL("./engine/worker.ts", import.meta.url), { type: "module" });
  engine = wrap<Engine>(worker);
  return engine;
}

/** The worker, for what is asked of it beside answers. */
export const remote = (): Remote<Engine> => start();

function stop(): void {
  worker?.terminate();
  [worker, engine, measured] = [null, null, false];
}

/** Gives a search up: the last answer stays. */
export function cancel(): void {
  asked += 1;
  [running, waiting] = [false, false];
  busySince.value = null;
  stop();
  start();
}

/** A fault of ours, said rather than swallowed. */
function broken(error: unknown): Issue {
  return { code: "page.broken", severity: "error", path: "", values: { problem: error instanceof Error ? error.message : String(error) } };
}

async function once(): Promise<void> {
  const question = ++asked;
  const from = performance.now();
  const about = { job: job.peek(), data: data.peek(), today: today.peek() };
  busySince.value = performance.now();
  const found: Answer = await start()
    .answer(about, vocabularies())
    .catch((error: unknown) => ({ result: null, issues: [broken(error)] }));
  if (question !== asked) return;
  performance.measure("outlay:worker", { start: from, end: performance.now() });
  batch(() => {
    busySince.value = null;
    issues.value = found.issues;
    if (!found.result) return;
    const { plans: full, offers } = found.result;
    const has = (id: string | null): boolean => [...full, ...offers.shown].some((p) => p.id === id);
    if (!has(picked.peek())) picked.value = null;
    further.value = [];
    result.value = found.result;
    answeredTo.value = about;
  });
  const wanted = picked.peek();
  if (wanted !== null) void pick(wanted);
  if (found.result) performance.measure("outlay:answer", { start: 0, end: performance.now() });
}

/** What another job would be answered, beside the one on the page. */
export async function answerTo(tree: Tree): Promise<Answer> {
  const about = { job: tree, data: data.peek(), today: today.peek() };
  return await start()
    .answer(about, vocabularies())
    .catch((error: unknown) => ({ result: null, issues: [broken(error)] }));
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

/** What the numbers of a plan of the answer on the page come from. */
export async function groundsTo(about: Asked, id: string): Promise<Grounds | null> {
  return await start().grounds(about, id, vocabularies());
}

/** Answers the newest question; one that comes meanwhile is answered next, those between never. */
async function answerNow(): Promise<void> {
  if (running) {
    waiting = true;
    return;
  }
  running = true;
  try {
    // An answer is on the page: what comes next may come whole.
    if (!measured && result.peek() !== null) {
      measured = true;
      await start().loadMeasured();
    }
    do {
      waiting = false;
      await once();
    } while (waiting);
    if (!measured) {
      measured = true;
      await start().loadMeasured();
      await once();
    }
  } finally {
    running = false;
  }
  if (waiting) await answerNow();
}

async function fetchChoices(): Promise<void> {
  choices.value = await start().choices();
}

/** Follows the job: every change is answered once the typing settles. */
export function answerChanges(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = true;
  effect(() => {
    void [job.value, data.value, today.value];
    clearTimeout(timer);
    timer = setTimeout(() => void answerNow(), first ? 0 : SETTLE);
    first = false;
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
  const found = await start()
    .count(file, job.peek(), vocabularies())
    .catch((error: unknown) => ({ data: null, issues: [broken(error)] }));
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
