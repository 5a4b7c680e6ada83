/// <reference types="node" />
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { problemText } from "./problem.ts";
import { catalogTables, moduleText } from "./tables.ts";

/** Checks packages/catalog/data and writes packages/catalog/src/generated. Exit code 1 and no output where a row is wrong. */

const SHOWN = 30;
const data = new URL("../../../catalog/data/", import.meta.url);
const out = new URL("../../../catalog/src/generated/", import.meta.url);

function text(file: string): string | null {
  try {
    return readFileSync(new URL(file, data), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

const { tables, problems, rows } = catalogTables(text);
if (problems.length > 0) {
  const more = problems.length > SHOWN ? [`... and ${problems.length - SHOWN} more`] : [];
  process.stderr.write([...problems.slice(0, SHOWN).map(problemText), ...more, ""].join("\n"));
  process.exitCode = 1;
} else {
  mkdirSync(out, { recursive: true });
  const wanted = new Set(tables.map((table) => `${table.module}.ts`));
  for (const file of readdirSync(out)) if (!wanted.has(file)) rmSync(new URL(file, out));
  for (const table of tables) writeFileSync(new URL(`${table.module}.ts`, out), moduleText(table));
  process.stderr.write(`catalog: ${rows} rows of data -> ${tables.length} tables in ${fileURLToPath(out)}\n`);
}
