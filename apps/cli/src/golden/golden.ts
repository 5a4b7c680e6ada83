import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { type Captured, captured, type Given } from "./captured.ts";

export interface GoldenCase extends Given {
  readonly name: string;
  readonly argv: readonly string[];
}

const UPDATE = process.env["UPDATE_GOLDEN"] === "1";
const HEADER = "=== ";

function written(file: URL): ReadonlyMap<string, string> {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const cases = text.split(new RegExp(`^${HEADER}`, "m")).slice(1);
  return new Map(cases.map((c) => [c.slice(0, c.indexOf("\n")), c.slice(c.indexOf("\n") + 1)]));
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.length > 200 ? `${word.slice(0, 60)}…` : word}'`);

/** How a case stands in its file: the command, its exit code, what it said on stderr, then what it printed. */
function shownCase(c: GoldenCase, { code, out, err }: Captured): string {
  return `$ outlay ${c.argv.map(quoted).join(" ")}\nexit ${code}\n${err}${out === "" ? "" : `--- stdout\n${out}`}\n`;
}

/** Runs every case and compares it with its golden text; UPDATE_GOLDEN=1 writes the file anew. */
export function goldenFile(area: string, cases: readonly GoldenCase[], check: (found: Captured) => void): void {
  const file = new URL(`./${area}.txt`, import.meta.url);
  const known = written(file);
  const fresh = new Map<string, string>();
  describe(`${area}, as in ${area}.txt`, () => {
    it.each(cases.map((c) => [c.name, c] as const))("%s", async (name, c) => {
      const found = await captured(c.argv, c);
      check(found);
      const text = shownCase(c, found);
      fresh.set(name, text);
      if (!UPDATE) expect(text).toBe(known.get(name));
    });

    it("has no text without a case", () => {
      if (!UPDATE) expect([...known.keys()]).toEqual(cases.map((c) => c.name));
    });

    afterAll(() => {
      if (UPDATE) writeFileSync(file, cases.map((c) => `${HEADER}${c.name}\n${fresh.get(c.name) ?? ""}`).join(""));
    });
  });
}
