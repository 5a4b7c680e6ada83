import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const manifest = JSON.parse(text("../package.json"));

describe("the package", () => {
  it("ships the project's licence and a readme", () => {
    expect(text("../LICENSE")).toBe(text("../../../LICENSE"));
    expect(text("../README.md")).toContain("outlay plan");
    expect(manifest.files).toEqual(expect.arrayContaining(["README.md", "LICENSE"]));
  });

  it("needs nothing at run time: the workspace's code is bundled", () => {
    expect(manifest.dependencies ?? {}).toEqual({});
  });

  it("takes every vocabulary that is looked for, and needs none", () => {
    const source = text("../../../packages/interchange/src/tokenizer/packages.ts");
    const looked = [...source.matchAll(/lenml\("(\w+)"/g)].map((m) => `@lenml/tokenizer-${m[1] ?? ""}`);
    expect(looked.length).toBeGreaterThan(5);
    expect(Object.keys(manifest.peerDependencies).sort()).toEqual(looked.sort());
    for (const name of looked) expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
  });
});
