import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearest } from "./nearest.ts";

describe("edit distance", () => {
  it("counts inserts, deletes and replacements", () =>
    expect([editDistance("kitten", "sitting"), editDistance("", "abc"), editDistance("a", "a")]).toEqual([3, 3, 0]));

  it("is a metric", () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
      { seed: 1 },
    );
  });
});

it("offers one name for each thing, the nearest first", () => {
  const names = ["llama-3-8b", "llama-3-70b", "gpt2"].map((value) => ({ key: value, value, of: value }));
  expect(nearest("llama", [...names, { key: "llama-3-8b-instruct", value: "llama-3-8b-instruct", of: "llama-3-8b" }])).toEqual([
    "llama-3-8b",
    "llama-3-70b",
  ]);
});
