import { describe, expect, it } from "vitest";
import { textOf } from "./files.ts";
import { PARTS, withPart } from "./readme.ts";

describe("README.md", () => {
  const text = textOf("README.md");

  it.each(Object.entries(PARTS))("says what the product says: %s", (name, part) => {
    expect(withPart(text, name, part()), "run: npm run readme").toBe(text);
  });

  it("names its two commands, and the CI runs the second", () => {
    expect(text).toContain("\nnpm ci && npm start\n");
    expect(text).toContain("\nnpm ci && npm test\n");
    expect(textOf(".ci/run").trim().split("\n").at(-1)).toBe("npm ci && npm test");
  });

  it("a changed part is found, missing marks are an error", () => {
    const before = "a\n<!-- x:start -->\nold\n<!-- x:end -->\nb";
    expect(withPart(before, "x", "old")).toBe(before);
    expect(withPart(before, "x", "new")).toBe("a\n<!-- x:start -->\nnew\n<!-- x:end -->\nb");
    expect(() => withPart(before, "y", "new")).toThrow("y:start");
  });
});
