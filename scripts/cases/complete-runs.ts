import type { Row } from "@outlay/validation";
import { said, scored, short, table, type Told, told } from "./records.ts";

/** Why an estimate is off, by what an id begins with; asked for wherever it is off by a quarter or more. */
const GAPS: readonly (readonly [id: string, why: string])[] = [
  [
    "full/llama4-maverick",
    "as many hours a token as Scout, with eight times its experts: layout, GPUs, lengths and precision aren't published; the announcement of the family speaks of FP8",
  ],
  [
    "full/pythia-",
    "GPT-NeoX of 2022 on 40 GB cards: its own paper prints 117 TFLOP/s where the stack that stands for it here, Megatron-DeepSpeed, printed 150 (BLOOM)",
  ],
  ["full/gpt3-175b", "circular: 10,000 GPUs are an assumption, and the days were worked out from it; not scored"],
  [
    "full/gopher-280b",
    "JAX of 2020 on four pods, cut by model and pipelined over the data centre's network; its layout isn't in the record, so today's MaxText within one pod stands for it",
  ],
  [
    "full/starcoderbase",
    "pipeline of 4 with 16 micro-batches, BF16 with gradients reduced in FP32 (10 % slower by the authors' own measure), multi-query attention cut fourfold without cutting its one key and value head",
  ],
  ["full/phi-2", "6ND over the printed days is 63 % of the peak before attention: one of the printed figures must be off"],
  [
    "full/phi-1.5",
    "6ND over the printed hours is 69 % of the peak: rounded hours, of a run of which neither GPUs nor software are published",
  ],
  [
    "full/phi-3",
    "whole days of 512 GPUs, 'training time' of a card that covers post-training too; context stages, lengths and software aren't published",
  ],
  [
    "full/phi-",
    "whole days, 'training time' of a card that covers post-training too; context stages, lengths and software aren't published",
  ],
  [
    "full/granite-3.0-8b",
    "20 % of the peak where the 2B model of the same table reached 26 %; GPUs as another list has them: 'the pairing looks odd'",
  ],
  [
    "full/skywork-13b",
    "1,873 tokens a second and GPU are 1.3 times the mean of the whole run; the batch isn't in the record, and at four million tokens a step the pipeline of 2 stands idle for an eighth",
  ],
  ["full/apertus-70b", "'about 6 million GPU-hours' of the project's main runs, sequence length and layout not stated"],
  [
    "small/nanogpt",
    "'about 4 days', 5 in the configuration's comment: whole days, on PyTorch 2.0 of its first week; torchtitan of 2024 stands for it",
  ],
  ["small/llmc-gpt3", "its header contradicts itself: twice as fast as the same model of half the length on the same node; not scored"],
  ["small/modded-nanogpt", "raced: batches, kernels and the network itself were tuned record by record; the whole is minutes of one node"],
  ["ft/opt-iml", "short padded examples: the tokens that count are fewer than those processed"],
];

/** Runs asked for that can't be estimated, where the product's own reason says too little. */
const NOT: Readonly<Record<string, string>> = {
  "ft/zephyr-7b": "2-4 h for 'all experiments' on 16 A100: a range over stages, tokens not stated",
  "ft/guanaco-65b": "the card isn't named: below as a job on a card of its memory",
  "ft/guanaco-33b": "the card isn't named: below as a job on a card of its memory",
  "ft/tulu3-70b-sft": "tokens aren't in the record: below as a job, from the size of its data",
  "full/openelm-": "every layer has another width",
};

const TRUSTED = new Set(["A", "B"]);
const OFF = 0.25;

const trustOf = (t: Told): string => String((t.record as { readonly trust?: unknown }).trust ?? "");

/** The one figure that a run is judged by. */
function figureOf(t: Told): Row | undefined {
  const known = t.rows.filter((r) => r.predicted !== null);
  const of = (quantity: string): Row | undefined => known.find((r) => r.quantity === quantity);
  return of("gpu_hours") ?? of("wall_hours") ?? of("step_time_s") ?? of("tokens_per_s");
}

const UNIT: Readonly<Record<string, string>> = {
  gpu_hours: "GPU-hours",
  wall_hours: "hours",
  step_time_s: "s a step",
  tokens_per_s: "tokens/s",
  cost_usd: "$",
};

function reasonOf(id: string, off: number): string {
  if (Math.abs(Math.log1p(off)) < Math.log1p(OFF)) return "";
  const why = GAPS.find(([prefix]) => id.startsWith(prefix))?.[1];
  if (why === undefined) throw new Error(`${id} is off by ${off.toFixed(2)}: say why in scripts/cases/complete-runs.ts`);
  return why;
}

function line(t: Told, r: Row): readonly string[] {
  const { predicted, interval, measured } = r;
  const off = (predicted ?? Number.NaN) / measured - 1;
  const hours = r.quantity === "gpu_hours" || r.quantity === "wall_hours" || r.quantity === "cost_usd";
  return [
    t.record.id,
    trustOf(t),
    `${short(measured)} ${UNIT[r.quantity] ?? r.quantity}`,
    hours ? (t.hours === "run" ? "run" : "steps") : "",
    `${short(predicted ?? Number.NaN)} (${short(interval?.low ?? Number.NaN)}-${short(interval?.high ?? Number.NaN)})`,
    `x ${(1 + off).toFixed(2)}`,
    reasonOf(t.record.id, off),
  ];
}

const HEAD = ["run", "trust", "measured", "holds", "predicted (80 %)", "predicted / measured", "why, where a quarter off or more"];

const isHours = (r: Row): boolean => r.quantity === "gpu_hours" || r.quantity === "wall_hours";

/** Complete runs, measured beside predicted. */
export function completeRuns(): string {
  const all = told("full_runs").filter((t) => !/^(epoch|cost)\//.test(t.record.id));
  const shown = all.flatMap((t) => {
    const r = figureOf(t);
    const cost = t.rows.find((row) => row.quantity === "cost_usd" && row.predicted !== null);
    return r ? [{ t, r, cost }] : [];
  });
  const lines = shown.flatMap(({ t, r, cost }) => [line(t, r), ...(cost ? [line(t, cost)] : [])]);
  const hours = shown.filter(({ r }) => isHours(r));
  const trusted = hours.filter(({ t }) => TRUSTED.has(trustOf(t))).map(({ r }) => r);
  const best = hours.filter(({ t }) => trustOf(t) === "A").map(({ r }) => r);
  const gpuHours = hours.filter(({ t, r }) => TRUSTED.has(trustOf(t)) && r.quantity === "gpu_hours").map(({ r }) => r);
  const not = all.flatMap((t) => {
    const [first] = t.rows;
    const key = Object.keys(NOT).find((prefix) => t.record.id.startsWith(prefix));
    if (figureOf(t) || (!first && key === undefined)) return [];
    return [`${t.record.id} (${key === undefined ? (first?.skipped?.reason ?? "") : NOT[key]})`];
  });
  return [
    "## Complete runs that others published",
    "Each is a record of [the evidence](../packages/catalog/data/evidence/full_runs.jsonl), estimated again from what it states by `outlay validate`, with what it doesn't state assumed. Trust: A exact and primary, B rounded or bounded, C weak, X not to be judged by (README there). *Holds*: hours of the whole run, which are estimated with failures and [slowdown](how-it-counts.md#whole-runs), or of its steps alone, worked out from a rate by the source.",
    table(HEAD, lines),
    [
      `GPU-hours, trust A and B: ${said(scored(gpuHours))}.`,
      `GPU-hours and hours, trust A and B: ${said(scored(trusted))}.`,
      `The same, trust A: ${said(scored(best))}.`,
    ].join("  \n"),
    `Not estimated: ${not.join("; ")}.`,
  ].join("\n\n");
}
