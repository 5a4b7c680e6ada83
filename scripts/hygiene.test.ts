import { describe, expect, it } from "vitest";
import { pathsUnder, textFiles, textOf } from "./files.ts";
import { heldBackTests, strayPaths } from "./hygiene.ts";

const TEXT = /\.(?:[cm]?[jt]sx?|json|jsonl|md|csv|ya?ml|html|css|txt|sh)$|^\.[^/]+$|^\.ci\/run$/;
const OWN = "scripts/hygiene.test.ts";

const paths = pathsUnder().filter((path) => TEXT.test(path) && path !== OWN);

describe("the repository", () => {
  const files = textFiles(paths);
  const tests = files.filter((file) => /\.test\.tsx?$/.test(file.path));

  it("names no path outside itself", () => {
    expect(files.length).toBeGreaterThan(150);
    expect(files.flatMap(strayPaths)).toEqual([]);
  });

  it("runs all of its tests", () => {
    expect(tests.length).toBeGreaterThan(10);
    expect(tests.flatMap(heldBackTests)).toEqual([]);
  });
});

describe("the compiler's list", () => {
  const { references } = JSON.parse(textOf("tsconfig.json")) as { references: readonly { readonly path: string }[] };
  const listed = new Set(references.map((reference) => reference.path));

  it("has every package", () => {
    const projects = paths
      .filter((path) => /^packages\/[^/]+\/tsconfig\.json$/.test(path))
      .map((path) => path.replace("/tsconfig.json", ""));
    expect(projects.length).toBeGreaterThan(3);
    expect(projects.filter((project) => !listed.has(project))).toEqual([]);
  });
});

describe("planted faults are found", () => {
  it.each(['const a = "/home/me/notes";', "see ../../../elsewhere/x.md", "(/Users/me)", "`../../../`"])("%s", (text) => {
    expect(strayPaths({ path: "packages/engine/a.ts", text })).toHaveLength(1);
  });

  it.each([
    'import "../units.ts";',
    'import "../../catalog/x.ts";',
    "https://host/home/me",
    "https://host/a/../../../../x",
    "a/../../../../b",
  ])("%s is no stray path", (text) => {
    expect(strayPaths({ path: "packages/engine/src/model/a.ts", text })).toEqual([]);
  });

  it.each(["it.only(", "describe.skip(", "test.todo(", "it.each([1]).skip(", "it.concurrent.only(", "{ skip: true }"])("%s", (text) => {
    expect(heldBackTests({ path: "a.test.ts", text })).toHaveLength(text.startsWith("it.each(") ? 0 : 1);
  });

  it("fields of the same name are no tests held back", () => {
    expect(heldBackTests({ path: "a.test.ts", text: "options.only; list.skip(3); todo(); skipped: true" })).toEqual([]);
  });
});
