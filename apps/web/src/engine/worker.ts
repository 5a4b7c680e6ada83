import { measuredRuns } from "@outlay/catalog";
import { type MeasuredRun, type Plan, planOfOffer } from "@outlay/engine";
import { expose } from "comlink";
import type { Tree } from "../job/tree.ts";
import { type Answer, type Asked, type Behind, wholeAnswer } from "./answer.ts";
import { browserWorld } from "./browser-world.ts";
import { type CatalogTable, type Choices, choices, table, type TableId } from "./catalog.ts";
import type { Grounds } from "./facts.ts";
import type { Counted } from "./measure.ts";
import { moved, type Moved } from "./movers.ts";

/** What the page asks of the worker. */
export interface Engine {
  answer(asked: Asked, vocabularies: string): Promise<Answer>;
  /** What moves a plan of an answer; a newer question of this kind gives an older one up. */
  movers(asked: Asked, plan: string, vocabularies: string): Promise<Moved | null>;
  /** An offer of an answer as a plan in full. */
  plan(asked: Asked, id: string, vocabularies: string): Promise<Plan | null>;
  /** What the numbers of a plan come from. */
  grounds(asked: Asked, plan: string, vocabularies: string): Promise<Grounds | null>;
  /** Loads the published runs, which are large: answers after it have them beside their plans. */
  loadMeasured(): Promise<void>;
  count(file: File, job: Tree, vocabularies: string): Promise<Counted>;
  choices(): Choices;
  table(id: TableId, today: string): CatalogTable;
}

let measured: readonly MeasuredRun[] | null = null;

/** What is behind the last answer, so that what is asked about it needn't be planned again. */
let last: { readonly asked: string; readonly behind: Behind } | null = null;
/** Counts questions about what moves a plan. */
let turn = 0;

/** What is behind an answer: the last one, or that planned again. */
async function behindOf(asked: Asked, vocabularies: string): Promise<Behind | null> {
  if (last?.asked !== JSON.stringify(asked)) await engine.answer(asked, vocabularies);
  return last?.behind ?? null;
}

const engine: Engine = {
  answer: async (asked, vocabularies) => {
    const world = browserWorld(new Map(), new URL(vocabularies));
    const { result, issues, behind } = await wholeAnswer(asked, { world, measured, clock: () => performance.now() });
    last = behind && { asked: JSON.stringify(asked), behind };
    return { result, issues };
  },
  movers: async (asked, plan, vocabularies) => {
    turn += 1;
    const mine = turn;
    const behind = await behindOf(asked, vocabularies);
    return behind && (await moved(behind, plan, () => mine === turn));
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
  choices,
  table,
};

expose(engine);
