import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bySourceSection } from "./accuracy/by-source.ts";
import { type Evidence, evidence } from "./accuracy/data.ts";
import { floorSection } from "./accuracy/floor.ts";
import { madeSection } from "./accuracy/made.ts";
import { missesSection } from "./accuracy/misses.ts";
import { peersSection } from "./accuracy/peers.ts";
import { scatter } from "./accuracy/scatter.ts";
import { shortAnswer } from "./accuracy/short-answer.ts";
import { unusedSection } from "./accuracy/unused.ts";
import { ROOT, textOf } from "./files.ts";

/** accuracy [--check]: writes docs/accuracy.md and its charts from the fitted figures and the records; --check only compares. */

const HEAD =
  "# How accurate Outlay is\n\nEverything here is computed from measured runs that others published ([the evidence](../packages/catalog/data/evidence/README.md)). This page is made by `npm run accuracy`.";

const SECTIONS: readonly ((e: Evidence) => string)[] = [
  shortAnswer,
  bySourceSection,
  missesSection,
  floorSection,
  unusedSection,
  peersSection,
  madeSection,
];

/** The page and its charts, by path. */
export function accuracyFiles(e: Evidence = evidence()): Readonly<Record<string, string>> {
  const of = (domain: "time" | "memory"): Evidence["figures"] => e.figures.filter((f) => f.domain === domain);
  return {
    "docs/accuracy.md": `${[HEAD, ...SECTIONS.map((section) => section(e))].join("\n\n")}\n`,
    "docs/accuracy-time.svg": scatter({ title: "Step time", unit: "seconds", figures: of("time") }),
    "docs/accuracy-memory.svg": scatter({ title: "Peak memory per device", unit: "GiB", figures: of("memory") }),
  };
}

function current(path: string): string {
  try {
    return textOf(path);
  } catch {
    return "";
  }
}

if (process.argv[1]?.endsWith("accuracy.ts")) {
  for (const [path, text] of Object.entries(accuracyFiles())) {
    if (!process.argv.includes("--check")) writeFileSync(join(ROOT, path), text);
    else if (text !== current(path)) {
      process.stderr.write(`${path} is not what the data say. Run: npm run accuracy\n`);
      process.exitCode = 1;
    }
  }
}
