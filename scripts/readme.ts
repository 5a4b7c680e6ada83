import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, textOf } from "./files.ts";
import { runIn } from "./planted.ts";

/** readme [--check]: fills the parts of README.md that the product itself says; --check only compares. */

/** The day that ages of prices are counted to, so that the text is the same on any day. */
const AS_OF = "2026-11-24";
const README = "README.md";
const DATA = "packages/catalog/data";

function output(): string {
  const args = ["plan", "examples/outlay.yaml", "--offline", "--as-of", AS_OF];
  const { code, stdout, output: said } = runIn(ROOT, process.execPath, ["apps/cli/bin/outlay.js", ...args]);
  if (code !== 0) throw new Error(`outlay ${args.join(" ")} ended with ${code} (npm run build?)\n${said}`);
  return `\`\`\`text\n$ outlay plan examples/outlay.yaml --as-of ${AS_OF}\n\n${stdout.trim()}\n\`\`\``;
}

function lines(path: string): number {
  return textOf(`${DATA}/${path}`).trim().split("\n").length;
}

function catalog(): string {
  const rows: readonly (readonly [string, string, number])[] = [
    ["models (dense, mixture of experts, MLA, encoders)", "models.jsonl", lines("models.jsonl")],
    ["accelerators", "accelerators.csv", lines("accelerators.csv") - 1],
    ["prices by instance type and region", "offers.csv", lines("offers.csv") - 1],
    ["instance types with their links and networks", "fabrics.csv", lines("fabrics.csv") - 1],
    ["training stacks", "stacks.json", (JSON.parse(textOf(`${DATA}/stacks.json`)) as readonly unknown[]).length],
    ["effects of choices on quality", "quality.jsonl", lines("quality.jsonl")],
    ["prices of hosted fine-tuning", "hosted_finetuning.csv", lines("hosted_finetuning.csv") - 1],
    ["cloud regions with their carbon intensity", "carbon_regions.jsonl", lines("carbon_regions.jsonl")],
  ];
  const body = rows.map(([what, file, count]) => `| ${count.toLocaleString("en-US")} | ${what} | [\`${file}\`](${DATA}/${file}) |`);
  return ["| rows | of | file |", "| ---: | --- | --- |", ...body].join("\n");
}

export const PARTS: Readonly<Record<string, () => string>> = { output, catalog };

/** The text with one marked part put in; throws where the marks are missing. */
export function withPart(text: string, name: string, part: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${README} lacks ${start} ... ${end}`);
  return `${text.slice(0, from + start.length)}\n${part}\n${text.slice(to)}`;
}

function main(check: boolean): void {
  const now = textOf(README);
  let text = now;
  for (const [name, part] of Object.entries(PARTS)) {
    try {
      text = withPart(text, name, part());
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
      process.exitCode = 1;
    }
  }
  if (text === now) return;
  if (check) {
    process.stderr.write(`${README} says what the product no longer does. Run: npm run readme\n`);
    process.exitCode = 1;
  } else writeFileSync(join(ROOT, README), text);
}

if (process.argv[1]?.endsWith("readme.ts")) main(process.argv.includes("--check"));
