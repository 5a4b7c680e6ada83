import { assumptions, failureRates, findModel } from "@outlay/catalog";
import {
  conventions,
  failureModel,
  type FailureRate,
  jobMtbf,
  kilowattHours,
  meanWatts,
  poissonInterval,
  tensorTable,
} from "@outlay/engine";
import { short, table, told } from "./records.ts";

const DAY = 86_400;
const PF_DAY = 1e15 * DAY;

function tableOf(name: string): ReturnType<typeof tensorTable> {
  const found = findModel(name);
  if (found.kind !== "found") throw new Error(`the catalogue has no ${name}`);
  return tensorTable(found.model.architecture);
}

/** Published FLOPs, against the parameters counted here and their convention of 6 a parameter and token. */
export function petaflopDays(): string {
  const rows = (
    [
      ["gpt3-175b", 300e9, 2048, "3,640 PFLOP-days", "GPT-3, 2005.14165, table D.1"],
      ["gopher-280b", 300e9, 2048, "7,303 PFLOP-days (6.31e8 PFLOP)", "Gopher, 2112.11446, table A26"],
      ["llama-3.1-405b", 15.6e12, 8192, "3.8e25 FLOP", "Llama 3, 2407.21783, section 3"],
    ] as const
  ).map(([name, tokens, sequence, published, where]) => {
    const of = (id: string): string => {
      const flop = conventions(tableOf(name), sequence).find((c) => c.id === id)?.flopPerToken ?? Number.NaN;
      return `${short((flop * tokens) / PF_DAY)} (${(flop * tokens).toExponential(2)})`;
    };
    return [name, published, where, of("6n"), of("outlay")];
  });
  return [
    "## FLOPs of published pre-trainings",
    "PFLOP-days, and FLOPs in brackets: 6 for each parameter and token, and Outlay's own count, which has the head and causal attention and leaves the look-up of the embedding out.",
    table(["model", "published", "where", "6N here", "Outlay"], rows),
  ].join("\n\n");
}

/** Means that a count may have come from by chance alone, at 80 %. */
function chance(count: number): string {
  const { p10, p90 } = poissonInterval(count, 0.8);
  return `${short(p10)}-${short(p90)} by chance`;
}

/** Interruptions of jobs, expected by the rates of all other systems. */
export function interruptions(): string {
  const without = (system: RegExp): readonly FailureRate[] => failureRates.filter((r) => !system.test(r.system));
  const rows = (
    [
      ["Llama 3 405B, 54 days", /Llama 3/, 16_384, 54, `419 unexpected interruptions (${chance(419)})`, "2407.21783, table 5"],
      ["OPT-175B, 56 days", /OPT/, 992, 56, `about 90 restarts (${chance(90)})`, "OPT-175B chronicles"],
      ["BLOOM-176B, a week", /BLOOM/, 384, 7, "1 to 2 GPU failures", "BLOOM paper"],
      ["MPT-7B, 9.5 days", /MPT/, 440, 9.5, `4 hardware failures (${chance(4)})`, "MosaicML blog"],
      ["Meta RSC, a job of 1,024 GPUs, a day", /Meta RSC/, 1024, 1, "3.0 (7.9 h between them)", "2410.21680"],
      ["Meta RSC, a job of 8 GPUs, a year", /Meta RSC/, 8, 365, "7.7 (1,145 h between them)", "2410.21680"],
    ] as const
  ).map(([what, system, gpus, days, measured, where]) => {
    const mtbf = jobMtbf(failureModel(without(system)), { gpus, nodes: gpus / 8, perThousandNodeDays: null });
    const of = (seconds: number): string => short((days * DAY) / seconds);
    return [what, measured, where, `${of(mtbf.value)} (${of(mtbf.high)}-${of(mtbf.low)})`];
  });
  return [
    "## Interruptions",
    "How often jobs stopped, beside what [the rates of the other systems](../packages/catalog/data/failure_rates.csv) lead to expect: the system itself is left out.",
    table(["job", "measured", "where", "expected (80 %)"], rows),
  ].join("\n\n");
}

/** Watts of a card that its model card reckons with. */
const RATED: readonly (readonly [id: string, watts: number])[] = [
  ["full/llama1-13b", 400],
  ["full/llama1-33b", 400],
  ["full/llama1-65b", 400],
  ["full/llama2-7b", 400],
  ["full/llama2-13b", 400],
  ["full/llama2-34b", 350],
  ["full/llama2-70b", 400],
  ["full/llama4-scout", 700],
  ["full/llama4-maverick", 700],
];

/** Carbon of model cards, which is arithmetic: hours times rated power; beside it what a meter would have shown for the same hours. */
export function carbon(): string {
  const records = new Map(told("full_runs").map(({ record }) => [record.id, record]));
  const a = assumptions;
  const rows = RATED.map(([id, rated]) => {
    const { gpu_hours: hours, co2_t: tonnes } = records.get(id)?.measured ?? {};
    if (typeof hours !== "number" || typeof tonnes !== "number") throw new Error(`${id} states no hours or no carbon`);
    const card = kilowattHours(rated, hours, 1);
    const watts = meanWatts({ watts: rated, server: a["server-power"].value, busy: a["busy-load"].value, idle: a["idle-load"].value }, 1);
    const meter = kilowattHours(watts, hours, a["site-pue"].value);
    const grams = (1e6 * tonnes) / card;
    return [
      id,
      short(hours),
      `${short(tonnes)} t`,
      `${rated} W, ${grams.toFixed(0)} g/kWh`,
      short(meter / 1000),
      `${short((meter * grams) / 1e6)} t`,
    ];
  });
  return [
    "## Carbon of model cards",
    "Cards multiply GPU-hours by the rated power; what a kWh emitted follows from their two figures. Outlay counts the server, its load and cooling at the same grid, so its figures are higher. For these hours, not for predicted ones.",
    table(["run", "GPU-hours", "card", "by", "MWh at the meter here", "CO2e here"], rows),
  ].join("\n\n");
}
