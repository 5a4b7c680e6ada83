import { measuredRuns } from "@outlay/catalog";
import { finds, type MeasuredRun, type Plan, planOfOffer, type Progress } from "@outlay/engine";
import { expose } from "comlink";
import type { Tree } from "../job/tree.ts";
import { type Answer, answer, type Asked, type Behind, type Surroundings, wholeAnswer } from "./answer.ts";
import { browserWorld } from "./browser-world.ts";
import { type CatalogTable, type Choices, choices, table, type TableId } from "./catalog.ts";
import type { Grounds } from "./facts.ts";
import type { HubConfig } from "./hub.ts";
import type { Counted } from "./measure.ts";
import type { Moved } from "./movers.ts";
import { ANSWERING, type Looking, turnEnds } from "./turns.ts";

/** What the page asks of the worker. */
export interface Engine {
  /** Null where a newer question, or `leave`, gave it up. */
  answer(asked: Asked, vocabularies: string): Promise<Answer | null>;
  /** What another job would be answered; it gives nothing up. */
  beside(asked: Asked, vocabularies: string): Promise<Answer>;
  /** Gives a search up: what has been worked out for it is kept. */
  leave(): void;
  /** What moves a plan of an answer; a newer question of this kind gives an older one up. */
  movers(asked: Asked, plan: string, vocabularies: string): Promise<Moved | null>;
  /** An offer of an answer as a plan in full. */
  plan(asked: Asked, id: string, vocabularies: string): Promise<Plan | null>;
  /** What the numbers of a plan come from. */
  grounds(asked: Asked, plan: string, vocabularies: string): Promise<Grounds | null>;
  /** Loads the published runs, which are large: answers after it have them beside their plans. */
  loadMeasured(): Promise<void>;
  count(file: File, job: Tree, vocabularies: string): Promise<Counted>;
  /** config.json of a model of the Hub: the one thing that is asked of another host, and only when the reader wants it. */
  hubConfig(name: string, vocabularies: string): Promise<HubConfig>;
  choices(): Choices;
  table(id: TableId, today: string): CatalogTable;
}

let measured: readonly MeasuredRun[] | null = null;

/** What is behind the last answer, so that what is asked about it needn't be planned again. */
let last: { readonly asked: string; readonly behind: Behind } | null = null;
/** Counts questions about what moves a plan. */
let turn = 0;

/** Counts questions: a newer one gives an older one up. */
let question = 0;

/** What searches found, kept for the next: another budget, price or deadline searches nothing again. */
const kept = finds();

const surroundings = (vocabularies: string): Surroundings => ({
  finds: kept,
  world: browserWorld(new Map(), new URL(vocabularies)),
  measured,
  clock: () => performance.now(),
});

/** What is behind an answer: the last one, or that planned again. */
async function behindOf(asked: Asked, vocabularies: string): Promise<Behind | null> {
  return last?.asked === JSON.stringify(asked) ? last.behind : (await wholeAnswer(asked, surroundings(vocabularies))).behind;
}

const engine: Engine = {
  answer: async (asked, vocabularies) => {
    question += 1;
    const mine = question;
    const from = performance.now();
    let said = from;
    const between = async (progress: Progress): Promise<boolean> => {
      await turnEnds();
      const now = performance.now();
      if (mine === question && now - from > ANSWERING.quiet && now - said > ANSWERING.every) {
        said = now;
        postMessage({ looking: { considered: progress.considered, searched: progress.searched, of: progress.of } } satisfies Looking);
      }
      return mine === question;
    };
    const { result, issues, behind, left } = await wholeAnswer(asked, { ...surroundings(vocabularies), between });
    if (left || mine !== question) return null;
    last = behind && { asked: JSON.stringify(asked), behind };
    return { result, issues };
  },
  beside: async (asked, vocabularies) => await answer(asked, surroundings(vocabularies)),
  leave: () => {
    question += 1;
  },
  movers: async (asked, plan, vocabularies) => {
    turn += 1;
    const mine = turn;
    const [behind, { moved }] = await Promise.all([behindOf(asked, vocabularies), import("./movers.ts")]);
    return behind && mine === turn ? await moved(behind, plan, () => mine === turn) : null;
  },
  plan: async (asked, id, vocabularies) => {
    const behind = await behindOf(asked, vocabularies);
    return behind && (planOfOffer(behind.request, behind, id, behind.alternatives)?.plan ?? null);
  },
  // Told when a number is opened, which most visits don't.
  grounds: async (asked, plan, vocabularies) => {
    const [behind, { groundsOf }] = await Promise.all([behindOf(asked, vocabularies), import("./facts.ts")]);
    return behind && groundsOf(behind, plan);
  },
  loadMeasured: async () => {
    measured ??= await measuredRuns();
  },
  // The readers of data files are large too, and most visits drop none.
  count: async (file, job, vocabularies) => {
    const { countData } = await import("./measure.ts");
    return await countData(file.name, job, browserWorld(new Map([[file.name, file]]), new URL(vocabularies)));
  },
  hubConfig: async (name, vocabularies) => {
    const { hubConfig } = await import("./hub.ts");
    return await hubConfig(name, browserWorld(new Map(), new URL(vocabularies)));
  },
  choices,
  table,
};

expose(engine);
