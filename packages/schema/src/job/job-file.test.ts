import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jobFile } from "./job-file.ts";
import { parseJobText } from "./parse.ts";

const key = fc.oneof(fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/), fc.constantFrom("y", "no", "1", "a b", "ключ"));
const scalar: fc.Arbitrary<unknown> = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom(
    "12M",
    "1.4T",
    "1e9",
    "true",
    "no",
    "null",
    "~",
    "0x10",
    "1_000",
    "12:30",
    "2026-11-24",
    "- a",
    "a: b",
    "a #b",
    "24h",
    "100 USD",
    "us-*",
    "$500",
    ".5",
    "1e5T",
    "0o7",
    "",
    " a",
    "a ",
  ),
  fc.integer(),
  fc.boolean(),
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }));
const job: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.dictionary(
  key,
  fc.oneof(value, fc.dictionary(key, value, { minKeys: 1, maxKeys: 8 })),
  {
    minKeys: 1,
    maxKeys: 6,
  },
);

describe("a job file", () => {
  it("is read back as the very job", () => {
    fc.assert(
      fc.property(job, (tree) => {
        expect(parseJobText(jobFile(tree), "job")).toEqual({ value: tree, issues: [] });
      }),
      { numRuns: 400 },
    );
  });

  it("reads as people write it", () => {
    expect(jobFile({ model: "org/name", method: { kind: "qlora", rank: 16 }, data: { tokens: "20M", epochs: 1 } })).toBe(
      "model: org/name\nmethod: { kind: qlora, rank: 16 }\ndata: { tokens: 20M, epochs: 1 }\n",
    );
  });
});
