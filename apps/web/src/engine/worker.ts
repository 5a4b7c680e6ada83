import { measuredRuns } from "@outlay/catalog";
import type { MeasuredRun } from "@outlay/engine";
import { expose } from "comlink";
import type { Tree } from "../job/tree.ts";
import { answer, type Answer, type Asked } from "./answer.ts";
import { browserWorld } from "./browser-world.ts";
import { type CatalogTable, type Choices, choices, table, type TableId } from "./catalog.ts";
import type { Counted } from "./measure.ts";

/** What the page asks of the worker. */
export interface Engine {
  answer(asked: Asked, vocabularies: string): Promise<Answer>;
  /** Loads the published runs, which are large: answers after it have them beside their plans. */
  loadMeasured(): Promise<void>;
  count(file: File, job: Tree, vocabularies: string): Promise<Counted>;
  choices(): Choices;
  table(id: TableId, today: string): CatalogTable;
}

let measured: readonly MeasuredRun[] | null = null;

const engine: Engine = {
  answer: (asked, vocabularies) =>
    answer(asked, { world: browserWorld(new Map(), new URL(vocabularies)), measured, clock: () => performance.now() }),
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
