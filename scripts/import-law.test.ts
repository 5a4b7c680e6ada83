import { describe, expect, it } from "vitest";
import { sourcePaths, type TextFile, textFiles } from "./files.ts";
import { circles, importLaw, ROOMS } from "./import-law.ts";
import { importsOf } from "./syntax.ts";

const OUT = "../".repeat(2);
const engine = (inside: string): string => `packages/engine/src/${inside}`;

/** A house of one importing file; what it names by path exists. */
function judged(path: string, text: string, others: readonly string[] = []): readonly string[] {
  return importLaw([{ path, text }, ...others.map((other): TextFile => ({ path: other, text: "" }))]).violations;
}

describe("the law of the house", () => {
  const { files, edges, violations } = importLaw(textFiles(sourcePaths()));

  it("holds: imports point to an earlier room or a lower package, and never in a circle", () => {
    expect(violations).toEqual([]);
  });

  it("was judged on imports that were read", () => {
    expect(files).toBeGreaterThan(80);
    expect(edges.length).toBeGreaterThan(2 * files);
    for (const room of ROOMS) expect(edges.some((edge) => edge.to?.startsWith(engine(`${room}/`)))).toBe(true);
    for (const name of ["engine", "catalog"]) expect(edges.some((edge) => edge.to === `@outlay/${name}`)).toBe(true);
  });
});

describe("every way to name a module is read", () => {
  const ways = [
    'import { a } from "./x.ts";',
    'import type { A } from "./x.ts";',
    'import "./x.ts";',
    'export * from "./x.ts";',
    'export { a } from "./x.ts";',
    'export type { A } from "./x.ts";',
    'const x = await import("./x.ts");',
    'type A = import("./x.ts").A;',
    'import x = require("./x.ts");',
  ];

  it.each(ways)("%s", (text) => {
    expect(importsOf({ path: "x.ts", text: `\n${text}` })).toEqual([{ target: "./x.ts", line: 2 }]);
  });

  it("a computed name is read as unknown", () => {
    expect(importsOf({ path: "x.ts", text: "const x = await import(name);" })).toEqual([{ target: null, line: 1 }]);
  });

  it("comments and strings aren't imports", () => {
    expect(importsOf({ path: "x.ts", text: '// import "./x.ts";\nconst s = \'import "./x.ts"\';' })).toEqual([]);
  });
});

describe("planted violations are found", () => {
  const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
    ["a forward room", engine("memory/a.ts"), 'import type { B } from "../time/b.ts";', [engine("time/b.ts")]],
    ["a room behind a re-export", engine("model/a.ts"), 'export * from "../plan/b.ts";', [engine("plan/b.ts")]],
    ["a folder that is no room", engine("plan/a.ts"), 'import { b } from "../utils/b.ts";', [engine("utils/b.ts")]],
    ["a room through the index", engine("model/a.ts"), 'import { b } from "../index.ts";', [engine("index.ts")]],
    ["common ground on a room", engine("units.ts"), 'import { b } from "./model/b.ts";', [engine("model/b.ts")]],
    ["a higher package", "packages/catalog/src/a.ts", 'import { b } from "@outlay/schema";', []],
    ["a dependency of the engine", engine("model/a.ts"), 'import { readFileSync } from "node:fs";', []],
    ["a dependency of the catalog", "packages/catalog/src/a.ts", 'import { z } from "zod";', []],
    ["a neighbour", "packages/interchange/src/a.ts", 'import { b } from "@outlay/charts";', []],
    ["the inside of a package", "packages/schema/src/a.ts", 'import { b } from "@outlay/engine/src/units.ts";', []],
    ["a package by path", "packages/schema/src/a.ts", `import { b } from "${OUT}engine/src/units.ts";`, [engine("units.ts")]],
    ["another application", "apps/web/src/a.ts", `import { b } from "${OUT}cli/src/b.ts";`, ["apps/cli/src/b.ts"]],
    ["an application by name", "apps/web/src/a.ts", 'import { b } from "@outlay/cli";', []],
    ["a computed import", "packages/schema/src/a.ts", "const b = await import(name);", []],
    ["a missing file", "packages/schema/src/a.ts", 'import { b } from "./b.ts";', []],
    ["a package without a place", "packages/extra/src/a.ts", 'import { b } from "@outlay/engine";', []],
  ];

  it.each(cases)("%s", (_, path, text, others) => {
    expect(judged(path, text, others)).toHaveLength(1);
  });

  it("a circle of three files is told once", () => {
    const ring = ["a", "b", "c"].map((from, i) => ({ from, to: ["b", "c", "a"][i] ?? "", line: 1 }));
    expect(circles(ring)).toEqual(["a -> b -> c -> a"]);
  });

  it("an exception excuses its own import, and must be needed", () => {
    const file = { path: engine("memory/a.ts"), text: 'import type { B } from "../time/b.ts";' };
    const other = { path: engine("time/b.ts"), text: "" };
    const exception = { from: file.path, to: other.path, reason: "planted" };
    expect(importLaw([file, other], [exception]).violations).toEqual([]);
    expect(importLaw([other], [exception]).violations).toHaveLength(1);
  });
});

describe("what is allowed stays allowed", () => {
  it.each([
    ["an earlier room", engine("time/a.ts"), 'import type { B } from "../memory/b.ts";', [engine("memory/b.ts")]],
    ["common ground", engine("model/a.ts"), 'import { b } from "../units.ts";', [engine("units.ts")]],
    ["a lower package", "packages/schema/src/a.ts", 'import { b } from "@outlay/engine";', []],
    ["every package from an application", "apps/cli/src/a.ts", 'import { b } from "@outlay/charts";', []],
    ["a library above the catalog", "packages/schema/src/a.ts", 'import { z } from "zod";', []],
  ])("%s", (_, path, text, others) => {
    expect(judged(path, text, others)).toEqual([]);
  });
});
