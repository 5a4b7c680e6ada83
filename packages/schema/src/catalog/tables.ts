import type { CatalogAccelerator } from "@outlay/catalog";
import type * as z from "zod";
import { acceleratorRow } from "./accelerator-row.ts";
import { assumptionsFile } from "./assumptions-row.ts";
import { calibrationFile } from "./calibration-row.ts";
import {
  acceleratorProblems,
  calibrationProblems,
  fabricProblems,
  idProblems,
  modelProblems,
  offerProblems,
  qualityProblems,
  spotProblems,
} from "./checks.ts";
import { microRecord, reliabilityRecord, runRecord } from "./evidence-row.ts";
import { columnsOf } from "./columns.ts";
import { fabricRow } from "./fabric-row.ts";
import { measuredFile } from "./measured-row.ts";
import { modelRow } from "./model-row.ts";
import { offerRow } from "./offer-row.ts";
import { offerTable } from "./offer-table.ts";
import { carbonRow, commitmentRow, dataPriceRow, hostedPriceRow, quoteRow } from "./price-rows.ts";
import type { Problem } from "./problem.ts";
import { qualityRow } from "./quality-row.ts";
import { type Reading, type Row, readCsv, readJson, readJsonLines } from "./read.ts";
import { failureRateRow, spotRow } from "./reliability-rows.ts";
import { stackList } from "./stack-row.ts";

/** A module of the generated catalog: what it exports and of which type. */
export interface Table {
  readonly module: string;
  readonly name: string;
  readonly type: string;
  /** Module that declares the type. */
  readonly from: string;
  readonly list: boolean;
  readonly data: unknown;
}

export interface Tables {
  readonly tables: readonly Table[];
  readonly problems: readonly Problem[];
  readonly rows: number;
}

/** Text of a data file; null where there is none. */
export type ReadText = (file: string) => string | null;

const EVIDENCE: readonly (readonly [string, z.ZodType<{ readonly id: string }>])[] = [
  ["evidence/finetune.jsonl", runRecord],
  ["evidence/full_runs.jsonl", runRecord],
  ["evidence/mlperf.jsonl", runRecord],
  ["evidence/throughput.jsonl", runRecord],
  ["evidence/micro.jsonl", microRecord],
  ["evidence/reliability.jsonl", reliabilityRecord],
];

const values = <T>(rows: readonly Row<T>[]): T[] => rows.map((row) => row.value);

class Reader {
  readonly problems: Problem[] = [];
  rows = 0;
  readonly #text: ReadText;

  constructor(text: ReadText) {
    this.#text = text;
  }

  #kept<T>(reading: Reading<T>): readonly Row<T>[] {
    this.problems.push(...reading.problems);
    this.rows += reading.rows.length;
    return reading.rows;
  }

  csv<T>(file: string, schema: z.ZodType<T>): readonly Row<T>[] {
    return this.#kept(readCsv({ file, text: this.#text(file) }, schema));
  }

  lines<T>(file: string, schema: z.ZodType<T>): readonly Row<T>[] {
    return this.#kept(readJsonLines({ file, text: this.#text(file) }, schema));
  }

  json<T>(file: string, schema: z.ZodType<T>): T | undefined {
    return this.#kept(readJson({ file, text: this.#text(file) }, schema))[0]?.value;
  }
}

function hardware(read: Reader, accelerators: readonly Row<CatalogAccelerator>[]): Table[] {
  const fabrics = read.csv("fabrics.csv", fabricRow);
  const offers = read.csv("offers.csv", offerRow);
  const cards = new Map(values(accelerators).map((a) => [a.id, a]));
  read.problems.push(
    ...acceleratorProblems("accelerators.csv", accelerators),
    ...fabricProblems("fabrics.csv", fabrics, cards),
    ...offerProblems("offers.csv", offers, { cards, fabrics: values(fabrics) }),
  );
  return [
    {
      module: "accelerators",
      name: "accelerators",
      type: "CatalogAccelerator",
      from: "../accelerator.ts",
      list: true,
      data: values(accelerators),
    },
    { module: "fabrics", name: "fabrics", type: "Fabric", from: "../tables.ts", list: true, data: values(fabrics) },
    { module: "offers", name: "offerTable", type: "OfferTable", from: "../tables.ts", list: false, data: offerTable(values(offers)) },
  ];
}

function prices(read: Reader): Table[] {
  const from = "../other-prices.ts";
  const carbon = read.lines("carbon_regions.jsonl", carbonRow);
  read.problems.push(...idProblems("carbon_regions.jsonl", carbon));
  const data = values(read.csv("storage_egress.csv", dataPriceRow)).filter((row) => row !== null);
  return [
    { module: "data-prices", name: "dataPrices", type: "CatalogDataPrice", from, list: true, data },
    {
      module: "commitments",
      name: "commitments",
      type: "Commitment",
      from,
      list: true,
      data: values(read.csv("commitments.csv", commitmentRow)),
    },
    {
      module: "hosted-prices",
      name: "hostedPrices",
      type: "HostedPrice",
      from,
      list: true,
      data: values(read.csv("hosted_finetuning.csv", hostedPriceRow)),
    },
    { module: "quotes", name: "quotes", type: "Quote", from, list: true, data: values(read.csv("recent_quotes.csv", quoteRow)) },
    { module: "carbon", name: "carbon", type: "CarbonFigure", from, list: true, data: values(carbon) },
  ];
}

/** What interrupts a run. Cards of spot rates are those of the accelerators' table, or `*`. */
function reliability(read: Reader, accelerators: readonly Row<CatalogAccelerator>[]): Table[] {
  const from = "@outlay/engine";
  const spot = read.csv("spot.csv", spotRow);
  const cards = new Set(["*", ...values(accelerators).map((a) => a.id)]);
  read.problems.push(...spotProblems("spot.csv", spot, cards));
  const rates = values(read.csv("failure_rates.csv", failureRateRow));
  return [
    { module: "failure-rates", name: "failureRates", type: "FailureRate", from, list: true, data: rates },
    { module: "spot-terms", name: "spotTerms", type: "SpotTerms", from, list: true, data: values(spot) },
  ];
}

function software(read: Reader, accelerators: readonly Row<CatalogAccelerator>[]): Table[] {
  const from = "@outlay/engine";
  const stacks = read.json("stacks.json", stackList);
  const calibration = read.json("calibration.json", calibrationFile);
  const quality = read.lines("quality.jsonl", qualityRow);
  read.problems.push(...qualityProblems("quality.jsonl", quality));
  const cards = new Map(values(accelerators).map((a) => [a.id, a]));
  if (calibration) read.problems.push(...calibrationProblems("calibration.json", calibration, { cards, stacks: stacks ?? [] }));
  return [
    { module: "stacks", name: "stacks", type: "Stack", from, list: true, data: stacks },
    {
      module: "measured",
      name: "measured",
      type: "MeasuredTable",
      from: "../measured.ts",
      list: false,
      data: read.json("evidence/measured_runs.json", measuredFile),
    },
    { module: "quality", name: "quality", type: "QualityFact", from, list: true, data: values(quality) },
    { module: "calibration", name: "calibration", type: "Calibration", from, list: false, data: calibration },
    {
      module: "assumptions",
      name: "assumptions",
      type: "Assumptions",
      from,
      list: false,
      data: read.json("assumptions.json", assumptionsFile),
    },
  ];
}

/** Reads and checks every data file. Tables are complete only when there are no problems. */
export function catalogTables(text: ReadText): Tables {
  const read = new Reader(text);
  const models = read.lines("models.jsonl", modelRow);
  read.problems.push(...modelProblems("models.jsonl", models));
  const accelerators = read.csv("accelerators.csv", acceleratorRow);
  const tables: Table[] = [
    { module: "models", name: "models", type: "CatalogModel", from: "../model.ts", list: true, data: values(models) },
    ...hardware(read, accelerators),
    ...prices(read),
    ...reliability(read, accelerators),
    ...software(read, accelerators),
  ];
  for (const [file, schema] of EVIDENCE) read.problems.push(...idProblems(file, read.lines(file, schema)));
  return { tables, problems: read.problems, rows: read.rows };
}

/** Lists of so many rows are kept by their columns. */
const MANY = 50;

/** Source text of a table's module. One string literal parses faster than an object literal. */
export function moduleText(table: Table): string {
  const type = table.list ? `readonly ${table.type}[]` : table.type;
  const columns = table.list && Array.isArray(table.data) && table.data.length >= MANY ? columnsOf(table.data) : null;
  const parsed = `JSON.parse(${JSON.stringify(JSON.stringify(columns ?? table.data))})`;
  return [
    "// Written by the catalog's build from packages/catalog/data. Changes here are lost.",
    ...(columns ? ['import { rowsOf } from "../columns.ts";'] : []),
    `import type { ${table.type} } from "${table.from}";`,
    "",
    `export const ${table.name}: ${type} = ${columns ? `rowsOf<${table.type}>(${parsed})` : parsed};`,
    "",
  ].join("\n");
}
