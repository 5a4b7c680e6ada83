import { describe, expect, it } from "vitest";
import { sourcePaths, type TextFile, textFiles, textOf } from "./files.ts";
import { namesOf } from "./syntax.ts";

const IMPURE: ReadonlySet<string> = new Set([
  "Date",
  "Math.random",
  "process",
  "console",
  "fetch",
  "globalThis",
  "performance",
  "setTimeout",
  "setInterval",
  "crypto",
  "require",
  "eval",
]);

function impurities(files: readonly TextFile[]): readonly string[] {
  return files.flatMap((file) =>
    namesOf(file)
      .filter(({ name }) => IMPURE.has(name))
      .map(({ name, line }) => `${file.path}:${line} ${name}`),
  );
}

describe("the engine", () => {
  const files = textFiles(sourcePaths().filter((path) => path.startsWith("packages/engine/")));

  it("has no clock, chance, console, process or network", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(namesOf).length).toBeGreaterThan(5000);
    expect(impurities(files)).toEqual([]);
  });

  it("compiles with the language's own library and nothing of Node or the browser", () => {
    const base = JSON.parse(textOf("tsconfig.base.json")) as { compilerOptions: { lib: unknown; types: unknown } };
    const own = JSON.parse(textOf("packages/engine/tsconfig.json")) as { compilerOptions: Record<string, unknown> };
    expect(base.compilerOptions).toMatchObject({ lib: ["ES2023"], types: [] });
    expect(own.compilerOptions).not.toHaveProperty("lib");
    expect(own.compilerOptions).not.toHaveProperty("types");
  });

  it("stands on no package", () => {
    expect(JSON.parse(textOf("packages/engine/package.json"))).not.toHaveProperty("dependencies");
  });
});

describe("planted impurities are found", () => {
  it.each([
    "const t = Date.now();",
    "const t = new Date();",
    "type T = Date;",
    "const x = Math.random();",
    'const x = Math["random"]();',
    "const e = process.env;",
    'console.log("x");',
    'const r = await fetch("x");',
    "const f = { fetch };",
    "const f = { [process]: 1 };",
    "const g = globalThis;",
  ])("%s", (text) => {
    expect(impurities([{ path: "a.ts", text }])).not.toEqual([]);
  });

  it.each([
    "const d = x.Date;",
    "const d = { process: 1 };",
    "interface A { readonly fetch: number }",
    "// console.log",
    "const m = Math.round(1);",
  ])("%s is no impurity", (text) => {
    expect(impurities([{ path: "a.ts", text }])).toEqual([]);
  });
});
