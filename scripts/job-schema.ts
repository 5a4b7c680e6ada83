import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { explainJsonSchema, jobJsonSchema, resultJsonSchema, sweepJsonSchema, whatifJsonSchema } from "../packages/schema/src/index.ts";
import { ROOT } from "./files.ts";

/** job-schema [--check]: writes the JSON Schemas of jobs and of all results; with --check only says whether they are current. */

const FILES: readonly (readonly [string, () => unknown])[] = [
  ["job.schema.json", jobJsonSchema],
  ["result.schema.json", resultJsonSchema],
  ["sweep.schema.json", sweepJsonSchema],
  ["whatif.schema.json", whatifJsonSchema],
  ["explain.schema.json", explainJsonSchema],
];

const check = process.argv.includes("--check");
for (const [name, schema] of FILES) {
  const file = join(ROOT, "packages/schema", name);
  const text = JSON.stringify(schema());
  if (!check) {
    writeFileSync(file, text);
    spawnSync(join(ROOT, "node_modules/.bin/biome"), ["format", "--write", file], { cwd: ROOT, stdio: "ignore" });
  } else if (JSON.stringify(JSON.parse(readFileSync(file, "utf8"))) !== text) {
    process.stderr.write(`packages/schema/${name} is not current. Run: npx tsx --conditions=source scripts/job-schema.ts\n`);
    process.exitCode = 1;
  }
}
