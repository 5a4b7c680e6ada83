import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { completeRuns } from "./cases/complete-runs.ts";
import { carbon, interruptions, petaflopDays } from "./cases/published.ts";
import { races } from "./cases/races.ts";
import { ROOT, textOf } from "./files.ts";
import { runIn } from "./planted.ts";

/** cases [--check]: writes docs/cases.md from the jobs in examples/cases, each beside what others measured or published. */

const AS_OF = "2026-11-24";
const PAGE = "docs/cases.md";

interface Figure {
  readonly what: string;
  readonly published: string;
  readonly where: string;
  readonly ours: "runMinutes" | "runHours" | "gpuHours" | "costUsd" | "stepSeconds";
}

interface Case {
  readonly file: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly say: string;
}

const ARTICLE = "the article, brev.dev/blog/llm-cost-estimate";
const CASES: readonly Case[] = [
  {
    file: "1a-article-own-notes",
    title: "The article's first run: Mistral-7B on one's own notes, one A10G",
    figures: [
      { what: "wall time", published: "about 10 min", where: ARTICLE, ours: "runMinutes" },
      {
        what: "wall time",
        published: "about 20 min",
        where: "the notebook itself, brevdev/notebooks mistral-finetune-own-data.ipynb",
        ours: "runMinutes",
      },
      { what: "cost", published: "$1", where: "the same notebook", ours: "costUsd" },
    ],
    say: "The notebook evaluates its 40 validation samples and saves every 25 steps inside the time; so does this job. The article's 10 minutes and the notebook's 20 are the same run. Ours adds the minutes of starting the machine and fetching the weights, which neither counts.",
  },
  {
    file: "1b-article-viggo",
    title: "The article's second run: 1,000 iterations at accumulation 4",
    figures: [
      { what: "wall time", published: "about 1 h", where: ARTICLE, ours: "runMinutes" },
      { what: "cost", published: "$1", where: "brevdev/notebooks mistral-finetune.ipynb", ours: "costUsd" },
    ],
    say: "Taken literally this is 4.1 M padded tokens in an hour, 1,138 tokens/s: 1.3 to 2.7 times the speed of the first run on the same card. The two figures don't share one speed; at the first run's speed this one takes two hours and more. The evaluation's size isn't stated and is left out.",
  },
  {
    file: "2a-owned-4090",
    title: "The same on an RTX 4090 of one's own",
    figures: [],
    say: "No price was given, so there is none: memory and time only.",
  },
  {
    file: "2b-llama-8b-full",
    title: "Llama-3.1-8B, full fine-tune on 8 H100",
    figures: [],
    say: "Sharding, micro-batch and recomputation were left open.",
  },
  {
    file: "2c-llama-70b-lora",
    title: "Llama-3.1-70B, LoRA on 8 H100",
    figures: [],
    say: "The 16-bit base alone is 141 GB: it fits because it is sharded.",
  },
  {
    file: "2d-qwen-t4",
    title: "Qwen2.5-0.5B, full fine-tune on one T4",
    figures: [],
    say: "A T4 has no bf16: fp16 with fp32 weights is used, and said.",
  },
  {
    file: "3a-llama-2-7b-pretrain",
    title: "Pre-training Llama-2-7B on 2 T tokens",
    figures: [{ what: "GPU-hours", published: "184,320", where: "the model card", ours: "gpuHours" }],
    say: "The card's hours are 39 % of the cards' peak (6N); the layout isn't published. The steps of Outlay's own layout reach what today's best stacks print for this size on A100s (54-60 %); what complete runs take beyond their steps is a part of its own.",
  },
  {
    file: "3b-deepseek-v3",
    title: "DeepSeek-V3 on 2,048 H800",
    figures: [{ what: "GPU-hours", published: "2,664,000", where: "the technical report (pre-training)", ours: "gpuHours" }],
    say: "The report's layout, but not its schedule: DualPipe hides the all-to-all behind compute and recomputes only norms and up-projections; the stack of the catalogue recomputes all and hides half. The interval covers the report's figure.",
  },
  {
    file: "5a-guanaco-65b",
    title: "Guanaco 65B: QLoRA on one card of 48 GB",
    figures: [
      { what: "wall time", published: "24 h", where: "the QLoRA paper, 2305.14314, on a card that it doesn't name", ours: "runHours" },
    ],
    say: "An RTX A6000 stands for the card. Everything is padded to 512 here; the paper's batches are grouped by length and padded to their longest, of which no mean is published. At one sequence a pass de-quantisation is two thirds of the step: on an A100 that agrees with what was measured (Qwen-72B, 31.5 s a step, 33 estimated); for cards with slower memory nothing is published at this size but this figure, from which the estimate is far off.",
  },
  {
    file: "5b-guanaco-33b",
    title: "Guanaco 33B: QLoRA on one card of 24 GB",
    figures: [
      {
        what: "wall time",
        published: "less than 12 h",
        where: "the QLoRA paper, 2305.14314, on a card that it doesn't name",
        ours: "runHours",
      },
    ],
    say: "An RTX 4090 stands for the card; the same said of padding and de-quantisation. Memory is on the edge: the paper's paged optimizer moved its states to the host when a long sequence came, which the estimate doesn't.",
  },
  {
    file: "6-tulu-3-70b-sft",
    title: "Tulu 3 70B: supervised fine-tuning on 64 H100",
    figures: [{ what: "wall time", published: "50 h", where: "Tulu 3, 2411.15124, section 4.3", ours: "runHours" }],
    say: "Tokens follow from the size of the published mixture at 4.4 bytes a token. ZeRO-3 gathers the model for every sequence, so that the network is most of the step; the cluster's network isn't published and is taken as eight 400 Gbps ports a node.",
  },
  {
    file: "4-llama-70b-full-one-a100",
    title: "What does not fit: Llama-3.1-70B, full fine-tune on one A100",
    figures: [],
    say: "The changes that make it fit, the smallest first.",
  },
];

interface PlanJson {
  readonly plans: readonly {
    readonly runSeconds: { readonly p10: number; readonly p50: number; readonly p90: number };
    readonly gpuHours: { readonly p10: number; readonly p50: number; readonly p90: number };
    readonly costUsd: { readonly p10: number; readonly p50: number; readonly p90: number } | null;
    readonly stepSeconds: { readonly p10: number; readonly p50: number; readonly p90: number };
  }[];
}

function outlay(file: string, more: readonly string[]): string {
  const args = ["apps/cli/bin/outlay.js", "plan", `examples/cases/${file}.yaml`, "--offline", "--as-of", AS_OF, ...more];
  const { code, stdout, output } = runIn(ROOT, process.execPath, args);
  if (code !== 0 && code !== 3) throw new Error(`${file} ended with ${code} (npm run build?)\n${output}`);
  return stdout;
}

function ours(file: string, of: Figure["ours"]): string {
  const [plan] = (JSON.parse(outlay(file, ["--json"])) as PlanJson).plans;
  if (!plan) return "-";
  const round = (n: number): string =>
    n >= 1000 ? Math.round(n).toLocaleString("en-US") : n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2);
  const show = (r: { p10: number; p50: number; p90: number } | null, unit: string, scale = 1): string =>
    r === null
      ? "unknown"
      : `${unit === "$" ? "$" : ""}${round(r.p50 * scale)}${unit === "$" ? "" : ` ${unit}`} (${round(r.p10 * scale)}-${round(r.p90 * scale)})`;
  switch (of) {
    case "runMinutes":
      return show(plan.runSeconds, "min", 1 / 60);
    case "runHours":
      return show(plan.runSeconds, "h", 1 / 3600);
    case "gpuHours":
      return show(plan.gpuHours, "h");
    case "costUsd":
      return show(plan.costUsd, "$");
    case "stepSeconds":
      return show(plan.stepSeconds, "s");
  }
}

function figures(c: Case): string {
  if (c.figures.length === 0) return "";
  const rows = c.figures.map((f) => `| ${f.what} | ${f.published} | ${f.where} | ${ours(c.file, f.ours)} |`);
  return ["| | published | where | Outlay (80 % interval) |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** The answer without its tail of assumptions, which is the same for most jobs. */
function answer(file: string): string {
  const text = outlay(file, []).trimEnd();
  const end = text.indexOf("\n\nSettings to type");
  const tail = end < 0 ? text.indexOf("\n\nAssumed") : end;
  return tail < 0 ? text : text.slice(0, tail);
}

function section(c: Case): string {
  const job = textOf(`examples/cases/${c.file}.yaml`).trim();
  return [`## ${c.title}`, c.say, figures(c), `\`\`\`yaml\n${job}\n\`\`\``, `\`\`\`text\n${answer(c.file)}\n\`\`\``]
    .filter((s) => s !== "")
    .join("\n\n");
}

export function casesPage(): string {
  const head =
    "# Real cases\n\nEach job stands in [`examples/cases`](../examples/cases) and runs as `outlay plan examples/cases/NAME.yaml`. Figures of others are beside ours as they were printed. This page is made by `npm run cases`.";
  const published = [completeRuns, races, petaflopDays, interruptions, carbon].map((part) => part());
  return `${[head, ...CASES.map(section), ...published].join("\n\n")}\n`;
}

if (process.argv[1]?.endsWith("cases.ts")) {
  const page = casesPage();
  if (!process.argv.includes("--check")) writeFileSync(join(ROOT, PAGE), page);
  else if (page !== textOf(PAGE)) {
    process.stderr.write(`${PAGE} is not what the product says. Run: npm run cases\n`);
    process.exitCode = 1;
  }
}
