import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./files.ts";
import { inPlanted, type Outcome, runIn, tool } from "./planted.ts";

type Files = Readonly<Record<string, string>>;

/** What has to be found in a file, and the file's text. */
type Fault = readonly [string, string];

const TIMEOUT = 60_000;
const CLEAN = "export const a: number = 1;\n";

function configOf(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8")) as Readonly<Record<string, unknown>>;
}

function filesOf(folder: string, faults: readonly Fault[]): Files {
  return Object.fromEntries(faults.map(([, text], i) => [`${folder}/fault${i}.ts`, text]));
}

/** All faults in one run: each named with its file, the clean file not. */
function expectStopped(outcome: Outcome, faults: readonly Fault[]): void {
  const lines = outcome.output.split("\n");
  expect(outcome.code).not.toBe(0);
  for (const [i, [what]] of faults.entries()) {
    expect(
      lines.filter((line) => line.includes(`fault${i}.ts`) && line.includes(what)),
      `${what}\n${outcome.output}`,
    ).not.toEqual([]);
  }
  expect(outcome.output).not.toContain("clean.ts");
}

describe("the formatter", { timeout: TIMEOUT }, () => {
  const config = JSON.stringify({ ...configOf("biome.json"), vcs: { enabled: false } });
  const formatted = (files: Files): Outcome =>
    inPlanted({ config: [], files: { "biome.json": config, ...files } }, (folder) =>
      runIn(folder, tool("biome"), ["format", ...Object.keys(files)]),
    );

  it("passes what is formatted", () => {
    expect(formatted({ "clean.ts": CLEAN })).toMatchObject({ code: 0, output: expect.stringContaining("Checked 1 file") });
  });

  it("stops at quotes, semicolons, long lines and wide indents", () => {
    const faults: readonly Fault[] = [
      ["format", "export const a = 'b';\n"],
      ["format", 'export const a = "b"\n'],
      ["format", `export const a = [${"1234567890, ".repeat(12)}];\n`],
      ["format", "if (a) {\n    b();\n}\n"],
    ];
    expectStopped(formatted({ "clean.ts": CLEAN, ...filesOf("src", faults) }), faults);
  });
});

describe("the linter", { timeout: TIMEOUT }, () => {
  const linted = (files: Files): Outcome =>
    inPlanted(
      { config: [".oxlintrc.json", "tsconfig.base.json"], files: { "tsconfig.json": '{ "extends": "./tsconfig.base.json" }', ...files } },
      (folder) => runIn(folder, tool("oxlint"), ["--format=unix"]),
    );

  it("passes clean code", () => {
    expect(linted({ "packages/engine/src/clean.ts": CLEAN })).toMatchObject({ code: 0, output: "" });
  });

  it("stops at what the house forbids", () => {
    const faults: readonly Fault[] = [
      ["no-explicit-any", "export const a: any = 1;\n"],
      ["no-non-null-assertion", "export const a = (b: readonly number[]): number => b[0]!;\n"],
      ["consistent-type-imports", 'import { A } from "./b.ts";\nexport const a: A = 1;\n'],
      ["no-unused-vars", "const a = 1;\n"],
      ["no-console", 'console.log("a");\nexport {};\n'],
      ["no-default-export", "export default 1;\n"],
      ["ban-ts-comment", "// @ts-ignore\nexport const a = 1;\n"],
      ["eqeqeq", "export const a = (b: number): boolean => b == 1;\n"],
      ["no-floating-promises", "const a = async (): Promise<void> => {};\na();\nexport {};\n"],
      ["switch-exhaustiveness", 'export function a(b: "c" | "d"): void {\n  switch (b) {\n    case "c":\n      a(b);\n  }\n}\n'],
      ["max-lines", `${Array.from({ length: 501 }, (_, i) => `export const a${i} = ${i};`).join("\n")}\n`],
    ];
    expectStopped(linted({ "packages/engine/src/clean.ts": CLEAN, ...filesOf("packages/engine/src", faults) }), faults);
  });
});

describe("the search for dead code", { timeout: TIMEOUT }, () => {
  const exports = { ".": { source: "./src/index.ts", default: "./dist/index.js" } };
  const searched = (files: Files): Outcome =>
    inPlanted({ config: [], files: { "package.json": JSON.stringify({ name: "planted", type: "module", exports }), ...files } }, (folder) =>
      runIn(folder, tool("knip"), ["--directory", folder]),
    );

  it("passes what is used", () => {
    expect(searched({ "src/index.ts": 'export { a } from "./a.ts";\n', "src/a.ts": CLEAN }).code).toBe(0);
  });

  it("stops at unused files and exports, and at dependencies nobody declared", () => {
    const { code, output } = searched({
      "src/index.ts": 'export { a } from "./a.ts";\n',
      "src/a.ts": 'import { z } from "zod";\nexport const a = z;\nexport const b = 2;\n',
      "src/c.ts": "export const c = 1;\n",
    });
    expect(code).toBe(1);
    for (const kind of ["Unused files (1)", "Unused exports (1)", "Unlisted dependencies (1)"]) expect(output).toContain(kind);
  });
});

describe("the compiler", { timeout: TIMEOUT }, () => {
  const project = JSON.stringify({ ...configOf("packages/engine/tsconfig.json"), extends: "./tsconfig.base.json" });
  const compiled = (files: Files): Outcome =>
    inPlanted(
      { config: ["tsconfig.base.json"], files: { "package.json": '{ "type": "module" }', "tsconfig.json": project, ...files } },
      (folder) => runIn(folder, tool("tsc"), ["-b"]),
    );

  it("passes pure code", () => {
    expect(compiled({ "src/clean.ts": CLEAN })).toMatchObject({ code: 0, output: "" });
  });

  it("stops at wrong types, missing elements, enums, unused names, and at Node and the browser in the engine", () => {
    const faults: readonly Fault[] = [
      ["TS2322", 'export const a: number = "1";\n'],
      ["TS2322", "export const a = (b: readonly number[]): number => b[0];\n"],
      ["TS2584", 'console.log("a");\nexport {};\n'],
      ["TS2304", 'export const a: unknown = fetch("a");\n'],
      ["TS2591", "export const a: unknown = process.env;\n"],
      ["TS2591", 'export * from "node:fs";\n'],
      ["TS1294", "export enum A {\n  B,\n}\n"],
      ["TS6133", "const a = 1;\nexport {};\n"],
      ["TS9013", "export function a() {\n  return Math.max(1);\n}\n"],
    ];
    expectStopped(compiled({ "src/clean.ts": CLEAN, ...filesOf("src", faults) }), faults);
  });
});
