/// <reference types="node" />
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { problemText } from "./problem.ts";
import { catalogTables, moduleText } from "./tables.ts";

/**
 * build.ts [data folder] [output folder]: checks packages/catalog/data and writes packages/catalog/src/generated.
 * Exit code 1 and nothing written where a row is wrong.
 */

const SHOWN = 30;

function folder(argument: string | undefined, usual: string): URL {
  return argument === undefined ? new URL(usual, import.meta.url) : pathToFileURL(`${argument}/`);
}

const data = folder(process.argv[2], "../../../catalog/data/");
const out = folder(process.argv[3], "../../../catalog/src/generated/");

function text(url: URL): string | null {
  try {
    return readFileSync(url, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

const { tables, problems, rows } = catalogTables((file) => text(new URL(file, data)));
if (problems.length > 0) {
  const more = problems.length > SHOWN ? [`... and ${problems.length - SHOWN} more`] : [];
  process.stderr.write([...problems.slice(0, SHOWN).map(problemText), ...more, ""].join("\n"));
  process.exitCode = 1;
} else {
  mkdirSync(out, { recursive: true });
  const modules = new Map(tables.map((table) => [`${table.module}.ts`, moduleText(table)]));
  for (const file of readdirSync(out)) if (!modules.has(file)) rmSync(new URL(file, out));
  for (const [file, source] of modules) if (text(new URL(file, out)) !== source) writeFileSync(new URL(file, out), source);
  process.stderr.write(`catalog: ${rows} rows of data -> ${tables.length} tables\n`);
}
